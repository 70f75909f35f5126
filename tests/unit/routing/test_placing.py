"""Where a case goes, to whom and by when: the rules in their order, the officers on their days."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.routing.domain import assignment, placing
from services.routing.domain.assignment import Opened
from services.routing.domain.directory import Directory
from services.routing.domain.placing import Placement
from services.routing.domain.policy import Term
from services.routing.domain.registry import Registry
from shared.events.intake import ComplaintAccepted
from shared.events.routing import CaseAssigned, CaseUnroutable
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint
from tests.offices import a_directory, a_rule, an_office, an_officer, some_clocks, some_rules

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
ZONES = [WIB, WITA, WIT]


def place(complaint: ComplaintAccepted, directory: Directory | None, at: datetime) -> Placement:
    return placing.place(complaint.model_dump(), directory, at)


def open_case(complaint: ComplaintAccepted, *, case_id: UUID, request_id: UUID) -> Opened:
    directory = a_directory()
    return assignment.open_case(
        complaint,
        directory,
        some_clocks(directory),
        case_id=case_id,
        request_id=request_id,
        at=NOON,
        now=NOON,
    )


def test_the_first_rule_that_matches_decides() -> None:
    complaint = an_accepted_complaint(substance="energi-kelistrikan", agency="water")
    placement = place(complaint, a_directory(), NOON)
    assert placement.agency == "lights"
    assert placement.officer == an_officer("lights-primary")
    assert placement.why is None
    assert placement.explanation == {
        "rule": "dark",
        "rule_set": "contoh",
        "version": 1,
        "facts": {"substance": "energi-kelistrikan"},
    }


def test_a_rule_may_ask_for_a_keyword_and_the_explanation_names_it() -> None:
    dark = a_rule("dark", "lights", keywords=["listrik-padam", "tagihan-listrik"])
    directory = a_directory(rule_set=some_rules(dark, a_rule("rest", "water")))
    found = ("sertifikat-tanah", "listrik-padam")
    placement = place(an_accepted_complaint(agency=None, keywords=found), directory, NOON)
    assert (placement.agency, placement.explanation["rule"]) == ("lights", "dark")
    assert placement.explanation["facts"] == {"keywords": ["listrik-padam"]}
    others = an_accepted_complaint(agency=None, keywords=("sertifikat-tanah",))
    assert place(others, directory, NOON).explanation["rule"] == "rest"
    assert place(an_accepted_complaint(), directory, NOON).explanation["rule"] == "rest"


def test_the_same_rules_in_another_order_decide_otherwise() -> None:
    rules = an_office().rule_set.rules
    directory = a_directory(rule_set=some_rules(*reversed(rules)))
    complaint = an_accepted_complaint(substance="energi-kelistrikan", agency="lights")
    assert place(complaint, directory, NOON).explanation["rule"] == "pangkalpinang"


def test_every_condition_of_a_rule_must_hold() -> None:
    both = a_rule("both", "water", substance=["air"], channel=["posko", "website"])
    directory = a_directory(rule_set=some_rules(both))
    here = an_accepted_complaint(substance="air", channel="posko")
    elsewhere = an_accepted_complaint(substance="air", channel="surat")
    assert place(here, directory, NOON).agency == "water"
    assert place(elsewhere, directory, NOON).why == "no-rule"


def test_a_fact_that_is_not_known_meets_no_condition() -> None:
    complaint = an_accepted_complaint(substance="air", agency=None, region=None)
    placement = place(complaint, a_directory(), NOON)
    assert (placement.agency, placement.why) == ("unrouted", "no-rule")
    assert placement.explanation == {
        "rule_set": "contoh",
        "version": 1,
        "facts": {"substance": "air", "access_type": "LM", "channel": "website"},
        "why": "no-rule",
    }


def test_named_is_the_agency_that_the_reporter_named() -> None:
    complaint = an_accepted_complaint(substance="air", agency="lights")
    placement = place(complaint, a_directory(), NOON)
    assert (placement.agency, placement.explanation["rule"]) == ("lights", "as-named")
    # A rule without conditions holds for whatever is known; all of it is the reason then.
    assert placement.explanation["facts"]["agency"] == "lights"
    assert placement.explanation["facts"]["region"] == "19.71"


def test_where_nobody_was_named_the_next_rule_has_its_turn() -> None:
    complaint = an_accepted_complaint(substance="air", agency=None)
    placement = place(complaint, a_directory(), NOON)
    assert (placement.agency, placement.explanation["rule"]) == ("water", "pangkalpinang")


def test_a_named_agency_that_the_office_does_not_know_waits_for_staff() -> None:
    complaint = an_accepted_complaint(substance="air", agency="nowhere")
    placement = place(complaint, a_directory(), NOON)
    assert (placement.agency, placement.officer) == ("unrouted", None)
    assert (placement.why, placement.explanation["rule"]) == ("unknown-agency", "as-named")


def test_an_agency_without_an_officer_in_office_waits_for_staff() -> None:
    gone = an_officer("water-primary", valid_to=date(2022, 3, 13))
    complaint = an_accepted_complaint(substance="air", agency="water")
    placement = place(complaint, a_directory(focal_points=[gone]), NOON)
    assert (placement.agency, placement.why) == ("unrouted", "no-focal-point")
    assert placement.explanation["agency"] == "water"


def test_an_office_that_is_not_loaded_waits_for_staff() -> None:
    placement = place(an_accepted_complaint(), None, NOON)
    assert (placement.why, placement.explanation["office"]) == ("no-rule", "not loaded")


def test_the_deputy_answers_where_no_primary_is_in_office() -> None:
    directory = a_directory(
        focal_points=[
            an_officer("water-deputy", role="deputy"),
            an_officer("water-primary", valid_from=date(2022, 3, 15)),
        ]
    )
    officer = directory.officer("water", date(2022, 3, 14))
    assert officer is not None
    assert officer.appointment_id == "water-deputy"
    officer = directory.officer("water", date(2022, 3, 15))
    assert officer is not None
    assert officer.appointment_id == "water-primary"


def test_the_later_of_two_primaries_answers() -> None:
    points = [an_officer("water-old"), an_officer("water-new", valid_from=date(2022, 1, 1))]
    for order in (points, points[::-1]):
        officer = a_directory(focal_points=order).officer("water", date(2022, 3, 14))
        assert officer is not None
        assert officer.appointment_id == "water-new"


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_an_officer_changes_at_midnight_in_the_zone_of_the_office(zone: ZoneInfo) -> None:
    directory = a_directory(
        time_zone=str(zone),
        focal_points=[
            an_officer("water-old", valid_to=date(2022, 3, 14)),
            an_officer("water-new", valid_from=date(2022, 3, 15)),
        ],
    )
    complaint = an_accepted_complaint(substance="air", agency="water")
    midnight = datetime(2022, 3, 15, tzinfo=zone).astimezone(UTC)
    before = place(complaint, directory, midnight - timedelta(microseconds=1)).officer
    after = place(complaint, directory, midnight).officer
    assert before is not None
    assert after is not None
    assert (before.appointment_id, after.appointment_id) == ("water-old", "water-new")


def test_an_office_that_sets_a_limit_keeps_policys_others() -> None:
    directory = a_directory(answer_days={"clarification": 10})
    assert dict(directory.answer_days) == {"clarification": 10}
    clocks = some_clocks(directory)
    assert clocks.term("answer", "clarification") == Term(days=10)
    assert clocks.term("answer", "rco") == Term(days=3, unit="wd")


@pytest.mark.parametrize("days", [-1, 100_000])
def test_a_limit_that_is_no_number_of_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="answer_days"):
        an_office(answer_days={"rco": days})


@pytest.mark.parametrize("zone", ["Asia/Pangkalpinang", "", "../../etc/passwd", "Asia"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        an_office(time_zone=zone)


def test_a_registry_reads_what_it_has_written() -> None:
    office = an_office()
    assert Registry.model_validate_json(office.model_dump_json()) == office


def test_an_opened_case_is_announced_whole() -> None:
    complaint = an_accepted_complaint(access_type="RCO", substance="air", agency="water")
    case_id, request_id = new_id(), new_id()
    opened = open_case(complaint, case_id=case_id, request_id=request_id)
    assert opened.opened_at == NOON
    assert opened.fact == CaseAssigned(
        **complaint.model_dump(),
        case_id=case_id,
        focal_point_id="water-primary",
        rule="as-named@1",
        request_id=request_id,
        request_kind="rco",
        answer_due_at=datetime(2022, 3, 17, 23, 59, 59, tzinfo=WIB),
        ack_due_at=datetime(2022, 3, 15, 23, 59, 59, tzinfo=WIB),
        cause="opened",
    )


def test_a_case_that_nobody_answers_for_is_announced_as_unroutable() -> None:
    complaint = an_accepted_complaint(agency="nowhere", substance="air")
    case_id = new_id()
    opened = open_case(complaint, case_id=case_id, request_id=new_id())
    told = {**complaint.model_dump(), "agency": "unrouted"}
    assert opened.fact == CaseUnroutable(**told, case_id=case_id, why="unknown-agency")
    assert opened.fact.subject == "routing.unrouted.case.unroutable.v1"
