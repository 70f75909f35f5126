"""Scores of check-lists, by the scale of their year, with what is missing."""

from datetime import date
from typing import Any

import pytest

from services.metrics.domain.checklist import Score, checked, years
from services.metrics.scales import scales
from shared.events.registry import COMPONENTS, AssessmentRecorded
from tests.samples import a_sample

SPRING, AUTUMN = date(2023, 4, 1), date(2023, 10, 1)
END = date(2024, 1, 1)


def a_list(
    unit: str | None = "rsud", *, no: int = 0, na: int = 0, **told: Any
) -> AssessmentRecorded:
    """The last components are lacking, the first do not apply."""
    answers = ["not-applicable"] * na + ["yes"] * (14 - no - na) + ["no"] * no
    said = {"assessed_on": SPRING, "agency": "babar", "unit": unit, "assessed_by": "agency"}
    components = dict(zip(COMPONENTS, answers, strict=True))
    return a_sample(AssessmentRecorded, **said | {"components": components} | told)


def test_the_score_is_what_is_fulfilled_of_what_is_applicable() -> None:
    [found] = checked([a_list(no=3, na=2)], END)
    assert found.score == Score(9, 12)
    assert found.score.percent == "75.00"
    assert found.gaps == [(name, 1) for name in COMPONENTS[-3:]]


def test_an_agency_is_the_sum_of_its_units_and_gaps_say_how_many_lack() -> None:
    [found] = checked([a_list("rsud", no=2), a_list("dukcapil", no=1)], END)
    assert found.score == Score(25, 28)
    assert found.gaps == [(COMPONENTS[-2], 1), (COMPONENTS[-1], 2)]


def test_of_a_unit_the_newest_list_counts_and_a_later_one_not_yet() -> None:
    told = [a_list(no=7), a_list(no=1, assessed_on=AUTUMN), a_list(no=0, assessed_on=END)]
    [found] = checked(told, END)
    assert (found.score, found.newest) == (Score(13, 14), AUTUMN)


def test_a_claim_of_the_agency_is_not_mixed_with_a_finding_of_the_office() -> None:
    found = checked([a_list(), a_list(no=7, assessed_by="office")], END)
    assert [(one.assessor, one.score.percent) for one in found] == [
        ("agency", "100.00"),
        ("office", "50.00"),
    ]


def test_evidence_is_counted_of_what_is_said_to_be_fulfilled() -> None:
    [found] = checked([a_list(no=1, evidenced=["legal-basis", "evaluation"])], END)
    assert found.evidenced == Score(1, 13)


def test_where_nothing_applies_there_is_neither_score_nor_zone() -> None:
    [found] = checked([a_list(na=14)], END)
    assert found.score.percent == "–"
    assert found.score.band(2023, scales()) is None


def test_lists_of_years_with_different_scales_have_a_score_and_no_zone() -> None:
    """84.62 % is green by the scale of 2021 and B by that of 2022: their sum is of neither."""
    old, new = date(2021, 5, 1), date(2022, 5, 1)
    [one] = checked([a_list(no=2, na=1, assessed_on=old)], END)
    assert one.band(scales()) == Score(11, 13).band(2021, scales())
    [both] = checked(
        [a_list(no=2, na=1, assessed_on=old), a_list("dukcapil", no=2, na=1, assessed_on=new)], END
    )
    assert both.score.percent == "84.62"
    assert both.band(scales()) is None
    [same] = checked([a_list(assessed_on=new), a_list("dukcapil", no=1)], END)
    assert same.band(scales()) == same.score.band(2023, scales())


@pytest.mark.parametrize(
    ("percent", "year", "zone", "grade"),
    [
        (8100, 2021, "green", None),
        (8099, 2021, "yellow", None),
        (5099, 2013, "red", None),
        (8800, 2022, "green", "A"),
        (8799, 2023, "green", "B"),
        (7770, 2023, "yellow", "C"),
        (5399, 2024, "red", "D"),
        (3199, 2024, "red", "E"),
    ],
)
def test_zones_are_those_of_the_year(percent: int, year: int, zone: str, grade: str | None) -> None:
    """Published (domain B.7): Bangka Barat 77.70 in 2023 was yellow, the reason of seed 002."""
    band = Score(percent, 10_000).band(year, scales())
    assert band is not None
    assert (band.zone, band.grade) == (zone, grade)


@pytest.mark.parametrize("year", [2012, 2025, 2026])
def test_a_year_without_a_scale_has_no_zone(year: int) -> None:
    assert Score(9, 10).band(year, scales()) is None


def test_each_year_stands_by_itself() -> None:
    told = [a_list(no=7, assessed_on=date(2022, 5, 1)), a_list(no=1), a_list(assessed_on=END)]
    found = {year: [one.score.percent for one in lists] for year, lists in years(told, END).items()}
    assert found == {2022: ["50.00"], 2023: ["92.86"]}
