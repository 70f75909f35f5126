"""Figures as people read them, the same in both languages but for the words."""

from typing import Any

from services.intake import wording as intake
from services.intake.reference import KINDS
from services.metrics import wording
from services.metrics.answers.values import Mean, Percentiles, Rate
from services.metrics.domain.spread import Spread
from services.metrics.domain.tallies import NOT_TOLD
from services.metrics.reports import contents
from services.metrics.reports.tables import Line, Table
from shared.yaml import from_yaml


def paths(words: Any, before: str = "") -> set[str]:
    if not isinstance(words, dict):
        return {before}
    return {path for key, one in words.items() for path in paths(one, f"{before}/{key}")}


def test_both_languages_say_the_same_things() -> None:
    assert paths(wording.WORDS["id"]) == paths(wording.WORDS["en"])
    assert set(wording.WORDS["id"]["tables"]) >= set(contents.REPORT)


def test_codes_have_the_names_that_the_form_gives_them() -> None:
    assert wording.NAMES["agency"] == intake.AGENCIES
    for kind, choices in (("channel", "channels"), ("substance", "sectors")):
        known = {one["code"]: {"id": one["id"], "en": one["en"]} for one in intake.CHOICES[choices]}
        assert wording.NAMES[kind] == known
    told = {
        "region": intake.CHOICES["regions"],
        "maladministration": from_yaml(KINDS.read_bytes())["kinds"],
    }
    for kind, choices in told.items():
        known = {one["code"]: {"id": one["id"], "en": one["en"]} for one in choices}
        assert {**wording.NAMES[kind], NOT_TOLD: {}} == {**known, NOT_TOLD: {}}


def test_a_share_stands_with_both_halves_rounded_half_up() -> None:
    assert wording.told(Rate.of("M04", 68, 83), "id") == "81,93 % (68/83)"
    assert wording.told(Rate.of("M04", 294, 480), "en") == "61.25 % (294/480)"
    assert wording.told(Rate.of("M06", 24_690, 2_000), "id") == "1.234,50 % (24.690/2.000)"


def test_nothing_to_divide_by_is_a_dash_and_never_zero() -> None:
    assert wording.told(Rate.of("M04", 0, 0), "id") == "–"
    assert wording.told(Mean.of("M10", 0, 0), "id") == "–"
    assert wording.told(None, "id") == "–"
    assert wording.told(0, "id") == "0"


def test_a_median_of_fewer_than_three_is_not_printed() -> None:
    few, enough = Percentiles.of(Spread({1: 2})), Percentiles.of(Spread({1: 2, 10: 1}))
    assert wording.told(few, "id") == "–"
    assert wording.told(enough, "id") == "1; 10 hari"
    assert wording.told(enough, "en") == "1; 10 days"


def test_months_and_unknown_codes_have_a_name() -> None:
    assert wording.key_name("month", "2022-03", "id") == "Maret 2022"
    assert wording.key_name("agency", "unrouted", "en") == "Not placed yet"
    assert wording.key_name("agency", "some-agency", "id") == "some-agency"
    assert wording.key_name("access_type", "total", "id") == "Jumlah"


def test_a_table_finds_its_columns_by_name() -> None:
    table = Table("T9", "stock_flow", ("cases",), (Line("closed", (3,)),), ("M03",))
    assert table.column("cases") == [("closed", 3)]
