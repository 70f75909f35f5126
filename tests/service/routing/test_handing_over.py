"""Nobody stays with an officer who has left: what is open goes to whoever is in office."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.routing import handing_over
from services.routing.domain.agencies import Agency
from services.routing.models import InboxRow, OutboxRow
from shared.db.database import Database
from shared.events.registry import FocalPointMissing
from tests.factories import NOON
from tests.offices import an_office, an_officer
from tests.service.routing.office import AS_STAFF, LATER, Office

TOMORROW = datetime(2022, 3, 16, tzinfo=ZoneInfo("Asia/Jakarta"))


async def _look(office: Office, looked: Any = None) -> int:
    looked = {} if looked is None else looked
    return await handing_over.look(office.database, office.clock, looked)


async def _end(office: Office, path: str, on: str) -> None:
    answer = await office.client.delete(
        f"/registry/babel/{path}", params={"on": on}, headers=AS_STAFF
    )
    assert answer.status_code == 200, answer.text


async def _put(office: Office, noun: str, key: str, record: Any) -> None:
    path, headers = f"/registry/babel/{noun}/{key}", {**AS_STAFF, "If-Match": "*"}
    if (await office.get(path)).status_code == 404:
        headers = AS_STAFF
    answer = await office.client.put(path, json=record, headers=headers)
    assert answer.status_code == 200, answer.text


async def _with(office: Office, case_id: UUID) -> tuple[str, list[str]]:
    case = (await office.get(f"/cases/{case_id}")).json()
    return case["focal_point_id"], [one["focal_point_id"] for one in case["requests"]]


async def test_what_is_open_goes_to_the_deputy_and_the_clocks_run_on(office: Office) -> None:
    case_id = await office.with_a_case()
    before = (await office.get(f"/cases/{case_id}")).json()["requests"][0]
    assert await _look(office) == 0
    await _end(office, "focal-points/water-primary", "2022-03-14")
    assert await _look(office) == 1
    assert await _look(office) == 0
    assert await _with(office, case_id) == ("water-deputy", ["water-deputy"])
    after = (await office.get(f"/cases/{case_id}")).json()["requests"][0]
    for name in ("sent_at", "ack_due_at", "answer_due_at", "state"):
        assert after[name] == before[name]
    [*_, line] = (await office.get(f"/cases/{case_id}/history")).json()
    assert (line["deed"], line["actor_role"], line["actor_id"]) == (
        "hand-over",
        "system",
        "registry",
    )


async def test_an_officer_leaves_at_the_turn_of_the_offices_day(office: Office) -> None:
    case_id = await office.with_a_case()
    looked: Any = {}
    await _end(office, "focal-points/water-primary", "2022-03-15")
    assert await _look(office, looked) == 0
    office.clock.now = TOMORROW - timedelta(seconds=1)
    assert await _look(office, looked) == 0
    office.clock.now = TOMORROW
    assert await _look(office, looked) == 1
    assert await _with(office, case_id) == ("water-deputy", ["water-deputy"])


async def test_who_is_away_is_replaced_too(office: Office) -> None:
    case_id = await office.with_a_case()
    days = {"valid_from": "2022-03-15", "valid_to": "2022-03-20"}
    absence = {"absence_id": "leave", "appointment_id": "water-primary", **days}
    await _put(office, "absences", "leave", absence)
    assert await _look(office) == 1
    assert await _with(office, case_id) == ("water-deputy", ["water-deputy"])
    newer = await office.open_case()
    assert (await _with(office, newer))[0] == "water-deputy"


async def test_an_answer_that_waits_for_a_decision_goes_along(office: Office) -> None:
    case_id = await office.with_a_case()
    await office.post(f"/cases/{case_id}/answer", {"text": "Sudah."})
    await _end(office, "focal-points/water-primary", "2022-03-14")
    assert await _look(office) == 1
    assert await _with(office, case_id) == ("water-deputy", ["water-deputy"])
    answer = await office.post(f"/cases/{case_id}/return", {"missing": "Bukti."})
    assert answer.status_code == 201
    assert await _with(office, case_id) == ("water-deputy", ["water-deputy"])


async def test_a_closed_case_stays_with_whoever_had_it(office: Office) -> None:
    case_id = await office.with_a_case()
    closing = {"reason": "K20", "resolution_method": "focal-point"}
    closing |= {"substantiated": "not-determined"}
    assert (await office.post(f"/cases/{case_id}/closure", closing)).status_code == 201
    await _end(office, "focal-points/water-primary", "2022-03-14")
    assert await _look(office) == 0
    assert (await _with(office, case_id))[0] == "water-primary"


async def test_where_nobody_is_in_office_the_alarm_is_given_once(office: Office) -> None:
    case_id = await office.with_a_case(agency="lights", substance="energi-kelistrikan")
    await _end(office, "focal-points/lights-primary", "2022-03-13")
    for _ in range(2):
        assert await _look(office) == 0
    [alarm] = [one for one in await office.announced() if one.type.endswith("missing.v1")]
    assert isinstance(alarm.data, FocalPointMissing)
    assert alarm.data.subject == "routing.lights.focal-point.missing.v1"
    assert alarm.data.since == date(2022, 3, 14)
    assert alarm.data.recipients == ["office-desk"]
    assert (alarm.time, alarm.recordedtime) == (
        datetime(2022, 3, 14, tzinfo=ZoneInfo("Asia/Jakarta")),
        LATER,
    )
    vacancy = {"office": "babel", "agency": "lights", "since": "2022-03-14", "open_cases": 1}
    assert (await office.get("/vacancies")).json() == [vacancy]
    new = an_officer("lights-new", valid_from=date(2022, 3, 15)).model_dump(mode="json")
    await _put(office, "focal-points", "lights-new", new)
    assert await _look(office) == 1
    assert (await office.get("/vacancies")).json() == []
    assert await _with(office, case_id) == ("lights-new", ["lights-new"])


async def test_whoever_watches_over_the_agency_is_told_of_the_alarm(office: Office) -> None:
    watched = Agency(agency="lights", name="Listrik", kind="bumn", supervisor="water")
    water = Agency(agency="water", name="Air", kind="bumd")
    officers = [an_officer("water-primary")]
    await office.load(an_office(agencies=[watched, water], focal_points=officers))
    await _look(office)
    [alarm] = [one for one in await office.announced() if one.type.endswith("missing.v1")]
    assert isinstance(alarm.data, FocalPointMissing)
    assert alarm.data.recipients == ["office-desk", "internal-supervisor"]


async def test_two_instances_hand_over_once(office: Office) -> None:
    cases = [await office.with_a_case()] + [await office.open_case() for _ in range(4)]
    await _end(office, "focal-points/water-primary", "2022-03-14")
    other = Database(office.database.url, OutboxRow, InboxRow)
    try:
        await handing_over.look(other, office.clock, {})
        await _look(office)
    finally:
        await other.close()
    for case_id in cases:
        lines = (await office.get(f"/cases/{case_id}/history")).json()
        assert [line["deed"] for line in lines] == ["open", "hand-over"]


async def test_late_news_are_put_to_whoever_is_in_office_today(office: Office) -> None:
    left = an_officer("water-primary", valid_to=date(2022, 3, 14))
    deputy = an_officer("water-deputy", role="deputy")
    await office.load(an_office(focal_points=[left, deputy]))
    late = await office.open_case()
    assert office.clock.now.date() > NOON.date()
    assert (await _with(office, late))[0] == "water-deputy"
