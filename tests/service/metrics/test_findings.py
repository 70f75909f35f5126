"""Silent agencies, surges, check-lists and coverage, as they are asked for over HTTP."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import httpx
import pytest

from services.metrics import store
from shared.access.person import Person
from shared.db.database import Database
from shared.events.base import Fact
from shared.events.registry import COMPONENTS, AssessmentRecorded, FocalPointAppointed
from shared.ids import new_id
from tests.factories import NOON, an_assigned_case, an_event
from tests.samples import a_sample
from tests.service.metrics import facts
from tests.service.metrics.listening import Event, happened, tell
from tests.tokens import bearer

EXAMINER = bearer(Person("siti", "examiner", "babel"))
QUARTER = {"from": "2022-01-01", "to": "2022-04-01", "office": "babel"}
DAY = timedelta(days=1)
LONG_AGO = NOON - 400 * DAY
AGENCIES = ("pln", "bpn", "polda", "bpjs", "imigrasi")


@pytest.fixture
def client(public: httpx.AsyncClient) -> httpx.AsyncClient:
    return public


def cases(agency: str, *days_ago: float, **told: Any) -> list[Event]:
    """One case of the agency for each, so many days before noon on 14 March."""
    moments = [NOON - days * DAY for days in days_ago]
    return [
        an_event(an_assigned_case(agency=agency, registered_at=at, **told), at) for at in moments
    ]


def recorded(*told: Fact, at: datetime = LONG_AGO) -> list[Event]:
    return [an_event(fact, at) for fact in told]


def agencies() -> list[Event]:
    return recorded(*(facts.an_agency(one, kind="dinas") for one in AGENCIES))


def a_list(**told: Any) -> AssessmentRecorded:
    said = {"agency": "pln", "unit": None, "assessed_on": date(2022, 2, 1), **told}
    return a_sample(AssessmentRecorded, record_id=f"{said['assessed_on']}-{said['unit']}", **said)


async def asked(
    client: httpx.AsyncClient, path: str, headers: dict[str, str] | None = None, **more: str
) -> Any:
    answer = await client.get(f"/statistics/{path}", params={**QUARTER, **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def silences_told() -> list[Event]:
    """PLN fell silent, BPN opens nothing, the police answer nothing, BPJS was never heard of."""
    weekly = range(80, 400, 7)
    told = [*agencies(), *cases("pln", *weekly)]
    told += [*cases("imigrasi", *range(1, 400, 7)), *cases("bpn", *range(10, 400, 7))]
    told += cases("polda", *range(1, 400, 7))
    seen = facts.an_acknowledged_request(agency="polda")
    answered = facts.an_answered_request(DAY, agency="imigrasi")
    return [*told, an_event(seen, NOON - DAY), an_event(answered, NOON - DAY)]


async def test_three_silences_are_told_apart_and_staff_see_what_they_rest_on(
    database: Database, client: httpx.AsyncClient
) -> None:
    told = silences_told()
    Random(4).shuffle(told)
    await tell(database, told)
    found = await asked(client, "silent-agencies", EXAMINER)
    assert [(one["agency"], one["finding"]) for one in found["agencies"]] == [
        ("bpjs", "needs-outreach"),
        ("bpn", "broken-contact"),
        ("pln", "needs-outreach"),
        ("polda", "not-handling"),
    ]
    bpjs, bpn, pln, polda = (one["evidence"] for one in found["agencies"])
    assert (pln["count"], bpjs["count"]) == (0, 0)
    assert pln["own"]["low"] > 0
    assert (bpjs["own"]["low"], bpjs["peers"]["low"] > 0) == (0, True)
    assert (bpn["count"], bpn["asked"]) == (0, 9)
    assert (polda["count"], polda["asked"]) == (0, 6)
    assert found["definitions"] == {"P01": 1}


async def test_the_public_is_told_the_finding_and_no_small_number(
    database: Database, client: httpx.AsyncClient
) -> None:
    await tell(database, silences_told())
    found = await asked(client, "silent-agencies")
    assert found["view"] == "public"
    assert {one["finding"] for one in found["agencies"]} == {
        *("needs-outreach", "broken-contact", "not-handling")
    }
    assert all(one["evidence"] is None for one in found["agencies"])
    elsewhere = bearer(Person("budi", "examiner", "kukar"))
    assert await asked(client, "silent-agencies", elsewhere) == found


async def test_a_past_moment_does_not_know_agencies_that_were_recorded_later(
    database: Database, client: httpx.AsyncClient
) -> None:
    await tell(database, silences_told())
    late = (LONG_AGO - DAY).isoformat()
    assert (await asked(client, "silent-agencies", EXAMINER, as_of=late))["agencies"] == []


@pytest.mark.parametrize("path", ["silent-agencies", "bursts", "checklist"])
async def test_days_and_moments_of_ones_own_choice_are_for_staff(
    database: Database, client: httpx.AsyncClient, path: str
) -> None:
    moment = {**QUARTER, "as_of": NOON.isoformat()}
    days = {**QUARTER, "from": "2022-01-02"}
    for told in (moment, days):
        refused = await client.get(f"/statistics/{path}", params=told)
        assert (refused.status_code, refused.json()["code"]) == (422, "not-for-the-public")
        answer = await client.get(f"/statistics/{path}", params=told, headers=EXAMINER)
        assert answer.status_code == 200, answer.text


async def test_not_ours_is_a_sign_of_life_and_what_has_moved_on_is_nobodys_debt(
    database: Database, client: httpx.AsyncClient
) -> None:
    """The land office sends all nine back; nine of the police have moved to PLN."""
    told = silences_told()
    told += [an_event(facts.a_misrouted_request(agency="bpn"), NOON - DAY) for _ in range(9)]
    await tell(database, told)
    found = await asked(client, "silent-agencies", EXAMINER)
    findings = {one["agency"]: one["finding"] for one in found["agencies"]}
    assert "bpn" not in findings
    assert findings["polda"] == "not-handling"
    moved = [
        an_assigned_case(agency="pln", cause="transferred", from_agency="polda") for _ in range(9)
    ]
    await happened(database, *moved, at=NOON - DAY)
    found = await asked(client, "silent-agencies", EXAMINER)
    findings = {one["agency"]: one["finding"] for one in found["agencies"]}
    assert findings.get("polda") != "not-handling", "its cases are PLN's now"


def power_cuts() -> list[Event]:
    """One case a month for a year, and two a day from 9 March on."""
    return [*agencies(), *cases("pln", *range(30, 390, 30)), *cases("pln", *[1, 2, 3, 4, 5] * 2)]


@pytest.mark.parametrize("folded", [False, True])
async def test_power_cuts_are_a_surge_that_staff_may_open_as_an_incident(
    database: Database, client: httpx.AsyncClient, folded: bool
) -> None:
    told = power_cuts()
    await tell(database, told)
    joined = facts.a_joined_complaint(complaint_id=told[-1].data.complaint_id)
    await happened(database, joined, at=NOON - DAY)
    if folded:
        await store.fold(database)
    for as_of in ({}, {"as_of": NOON.isoformat()}):
        [found] = (await asked(client, "bursts", EXAMINER, **as_of))["surges"]
        assert (found["agency"], found["substance"]) == ("pln", "energi-kelistrikan")
        assert (found["first"], found["last"]) == ("2022-03-09", "2022-03-13")
        assert (found["count"], found["usual_count"]) == (10, 12)
        assert found["expected"]["high"] < 5
        assert found["incident"] == {
            **{"agency": "pln", "substance": "energi-kelistrikan", "since": "2022-03-09"}
        }
        assert found["joined"] == 1


@pytest.mark.parametrize("folded", [False, True])
async def test_what_staff_have_placed_is_a_surge_of_its_agency_and_of_no_other(
    database: Database, client: httpx.AsyncClient, folded: bool
) -> None:
    usual = [*agencies(), *cases("pln", *range(30, 390, 30))]
    waiting, placed = [], []
    for at in (NOON - days * DAY for days in [1, 2, 3, 4, 5] * 2):
        told = {"complaint_id": new_id(), "registered_at": at}
        waiting.append(an_event(facts.an_unroutable_case(**told), at))
        moved = an_assigned_case(agency="pln", cause="placed", was_unroutable=True, **told)
        placed.append(an_event(moved, NOON - DAY / 2))
    await tell(database, [*usual, *waiting])
    assert (await asked(client, "bursts", EXAMINER))["surges"] == []
    await tell(database, placed)
    if folded:
        await store.fold(database)
    for as_of in ({}, {"as_of": NOON.isoformat()}):
        [found] = (await asked(client, "bursts", EXAMINER, **as_of))["surges"]
        assert (found["agency"], found["count"]) == ("pln", 10)


async def test_the_public_is_told_of_a_surge_and_not_of_few_before_it(
    database: Database, client: httpx.AsyncClient
) -> None:
    told = [*agencies(), *cases("pln", 390, 200), *cases("pln", *[1, 2, 3, 4, 5] * 2)]
    await tell(database, told)
    [found] = (await asked(client, "bursts"))["surges"]
    assert found["count"] == 10
    hidden = ("expected", "usual_count", "joined", "incident")
    assert [found[name] for name in hidden] == [None] * 4


async def test_a_surge_that_is_an_incident_is_none_without_incidents(
    database: Database, client: httpx.AsyncClient
) -> None:
    told = power_cuts()
    surge = told[-10:]
    joined = [facts.a_joined_complaint(complaint_id=one.data.complaint_id) for one in surge]
    await happened(database, *joined)
    await tell(database, told)
    [found] = (await asked(client, "bursts", EXAMINER))["surges"]
    assert found["joined"] == 10
    assert (await asked(client, "bursts", EXAMINER, incidents="without"))["surges"] == []


async def test_check_lists_give_score_zone_gaps_and_years(
    database: Database, client: httpx.AsyncClient
) -> None:
    lacking = dict.fromkeys(COMPONENTS, "yes") | dict.fromkeys(COMPONENTS[:4], "no")
    earlier = a_list(assessed_on=date(2021, 2, 1), components=lacking, assessed_by="office")
    now = a_list(assessed_by="office")
    await tell(database, [*recorded(now, earlier), *recorded(a_list(unit="uptd"))])
    found = await asked(client, "checklist", EXAMINER)
    assert [one["assessed_by"] for one in found["agencies"]] == ["office", "supervisor"]
    one = found["agencies"][0]
    assert (one["score"]["numerator"], one["score"]["denominator"]) == (12, 13)
    assert (one["zone"], one["grade"], one["newest"]) == ("green", "A", "2022-02-01")
    assert one["evidenced"]["denominator"] == 12
    assert one["gaps"] == [{"component": "evaluation", "units": 1}]
    assert [(each["year"], each["score"]["percent"], each["zone"]) for each in one["trend"]] == [
        (2021, "71.43", "yellow"),
        (2022, "92.31", "green"),
    ]
    public = await asked(client, "checklist")
    assert [one["assessed_by"] for one in public["agencies"]] == ["office"]


async def test_coverage_is_of_agencies_that_are_to_answer_on_the_last_day(
    database: Database, client: httpx.AsyncClient
) -> None:
    in_office = a_sample(
        FocalPointAppointed, agency="pln", unit=None, valid_from=date(2022, 1, 1), valid_to=None
    )
    place = facts.an_agency("pemkab", kind="pemkab", answers=False)
    await tell(database, [*agencies(), *recorded(in_office, place)])
    [found] = (await asked(client, "coverage"))["groups"]
    assert found["group"] == "pemerintah-daerah"
    assert (found["covered"]["numerator"], found["covered"]["denominator"]) == (1, 5)
    assert found["lacking"] == ["bpjs", "bpn", "imigrasi", "polda"]
    before = await asked(client, "coverage", None, **{"from": "2021-01-01", "to": "2022-01-01"})
    assert before["groups"][0]["covered"]["numerator"] == 0


@pytest.mark.parametrize("path", ["silent-agencies", "bursts", "checklist", "coverage"])
async def test_nothing_known_is_an_empty_answer(client: httpx.AsyncClient, path: str) -> None:
    found = await asked(client, path)
    assert [] in found.values()
    answer = await client.get(f"/statistics/{path}", params={**QUARTER, "agencies": "x"})
    assert answer.status_code == 422
