"""The scenario adds up to the press release, and is the same each time."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from deploy.refusal import StartRefused
from deploy.scenarios.cast import Part, parts_of
from deploy.scenarios.figures import cut_off, half_up, wanted
from deploy.scenarios.script import read_script
from services.intake.domain import DeskForm
from services.routing.domain.directory import Directory
from services.routing.domain.placing import place
from services.routing.offices import read_all
from services.routing.settings import RoutingSettings
from shared.events.intake import REPORTS, ComplaintAccepted
from shared.ids import new_id

SCRIPT = read_script("babel-2022-q1")
PARTS = parts_of(SCRIPT)
QUARTER = [part for part in PARTS if part.received_at.year == 2022]
REPORTS_OF_QUARTER = [part for part in QUARTER if part.form["access_type"] in REPORTS]


def is_closed(part: Part) -> bool:
    return any(deed["deed"] == "close" for deed in part.deeds)


def test_480_were_received_of_them_294_in_march() -> None:
    assert Counter(part.received_at.month for part in QUARTER) == {1: 87, 2: 99, 3: 294}


def test_83_were_examined_of_them_68_closed_within_the_quarter() -> None:
    assert len(REPORTS_OF_QUARTER) == 83
    closed = [part.deeds[-1]["at"] for part in REPORTS_OF_QUARTER if is_closed(part)]
    assert len(closed) == 68
    assert max(closed).date() < SCRIPT.period.to


def test_the_posko_settled_its_53_reports_of_9_to_31_march() -> None:
    posko = [part for part in REPORTS_OF_QUARTER if part.form["channel"] == "posko"]
    assert len(posko) == 53
    assert all(map(is_closed, posko))
    days = [part.received_at.date().isoformat() for part in posko]
    assert (min(days), max(days)) == ("2022-03-09", "2022-03-31")
    assert {part.form["access_type"] for part in posko} == {"RCO"}


def test_11_of_the_year_before_are_still_open() -> None:
    before = [part for part in PARTS if part.received_at.year == 2021]
    assert len(before) == 11
    assert not any(map(is_closed, before))


def test_the_statistics_are_waited_for_with_the_same_sums() -> None:
    sums = {"accesses": 480, "opened": 83, "closed": 68, "opened before": 11}
    assert wanted(PARTS, SCRIPT) == sums


def test_it_is_the_same_each_time() -> None:
    assert parts_of(read_script("babel-2022-q1")) == PARTS


def test_every_complaint_has_a_number_of_its_own() -> None:
    assert len({part.form["source_number"] for part in PARTS}) == len(PARTS)


def test_intake_takes_every_complaint() -> None:
    for part in PARTS:
        DeskForm.model_validate(part.form)


def test_deeds_follow_each_other_within_the_life_of_a_case() -> None:
    for part in PARTS:
        moments = [part.received_at, *(deed["at"] for deed in part.deeds)]
        assert moments == sorted(moments), part
        assert not is_closed(part) or moments[-1] - moments[0] >= timedelta(hours=1)


def test_who_filed_on_the_website_can_be_written_to_at_a_reserved_name() -> None:
    mails = [mail for part in PARTS if (mail := part.form["reporter"].get("email"))]
    assert len(set(mails)) == len(mails) == 60
    assert all(re.fullmatch(r"[a-z0-9.-]+@example\.org", mail) for mail in mails)


def test_the_rules_of_the_office_put_reports_to_all_of_its_14_agencies() -> None:
    folder = RoutingSettings.model_fields["offices"].default
    [registry] = [one for one in read_all(folder) if one.office == SCRIPT.office]
    directory = Directory.of(registry)
    placed: Counter[str] = Counter()
    for part in PARTS:
        if part.form["access_type"] not in REPORTS:
            continue
        told = {**part.form, "registered_at": part.received_at, "reachable": False}
        fact = ComplaintAccepted(complaint_id=new_id(), **told)
        placement = place(fact.model_dump(), directory, part.received_at)
        assert placement.officer, placement.explanation
        placed[placement.agency] += 1
    assert len(placed) == 14
    assert placed["pln-uiw-babel"] == 53
    assert placed.total() == 94


def test_an_unknown_scenario_is_refused() -> None:
    with pytest.raises(StartRefused, match="no scenario nowhere: choose one of babel-2022-q1"):
        read_script("nowhere")


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded", "cut"),
    [(68, 83, "81.93", "81.92"), (294, 480, "61.25", "61.25"), (1, 800, "0.13", "0.12")],
)
def test_shares_are_rounded_half_up_and_the_press_cuts_off(
    numerator: int, denominator: int, rounded: str, cut: str
) -> None:
    assert half_up(numerator, denominator) == rounded
    assert cut_off(numerator, denominator) == cut
