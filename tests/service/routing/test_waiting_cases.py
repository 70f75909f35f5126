"""What waits for want of an officer is placed when there is one; what no rule placed waits on."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.routing import handing_over
from services.routing.domain.officers import Absence
from services.routing.models import InboxRow, OutboxRow
from shared.db.database import Database
from tests.offices import an_office, an_officer
from tests.service.routing.office import AS_STAFF, CLOSURE, Office

TOMORROW = datetime(2022, 3, 16, tzinfo=ZoneInfo("Asia/Jakarta"))
WATER = an_officer("water-primary")
LIGHTS = an_officer("lights-primary")


async def _look(office: Office, looked: Any = None) -> int:
    return await handing_over.look(office.database, office.clock, {} if looked is None else looked)


async def _waiting(office: Office) -> UUID:
    """A case about the lights, which have nobody in office."""
    await office.load(an_office(focal_points=[WATER]))
    case_id = await office.open_case(agency="lights", substance="energi-kelistrikan")
    assert await _look(office) == 0
    return case_id


async def _appoint(office: Office, appointment_id: str) -> None:
    officer = an_officer(appointment_id, valid_from=date(2022, 3, 15)).model_dump(mode="json")
    path = f"/registry/babel/focal-points/{appointment_id}"
    assert (await office.client.put(path, json=officer, headers=AS_STAFF)).status_code == 200


async def test_a_case_without_officer_is_placed_when_somebody_is_appointed(office: Office) -> None:
    case_id = await _waiting(office)
    case = (await office.get(f"/cases/{case_id}")).json()
    assert (case["state"], case["agency"], case["waits_for"]) == (
        "unroutable",
        "unrouted",
        "lights",
    )
    await _appoint(office, "lights-new")
    assert await _look(office) == 1
    assert await _look(office) == 0
    case = (await office.get(f"/cases/{case_id}")).json()
    assert (case["state"], case["agency"], case["focal_point_id"], case["waits_for"]) == (
        *("assigned", "lights", "lights-new"),
        None,
    )
    explanation = case["explanation"]
    assert (explanation["rule"], explanation["placed_by"]) == ("dark", "registry")
    assert (await office.get("/unroutable")).json()["waiting"] == 0


async def test_it_is_told_as_a_placing_by_staff_and_history_says_why(office: Office) -> None:
    case_id = await _waiting(office)
    await _appoint(office, "lights-new")
    await _look(office)
    [*_, told] = [one for one in await office.announced() if one.type.startswith("routing.case")]
    assert told.type == "routing.case.assigned.v1"
    assert told.data.model_dump(include={"cause", "was_unroutable", "rule", "from_agency"}) == {
        "cause": "placed",
        "was_unroutable": True,
        "rule": "dark@1",
        "from_agency": None,
    }
    [*_, line] = (await office.get(f"/cases/{case_id}/history")).json()
    assert (line["deed"], line["actor_role"], line["actor_id"]) == ("place", "system", "registry")
    assert line["told"]["said"] == {"why": "officer-in-office"}


async def test_what_no_rule_could_place_stays_for_staff(office: Office) -> None:
    await _waiting(office)
    lost = await office.open_case(agency=None, region=None)
    unknown = await office.open_case(agency="nowhere")
    await _appoint(office, "lights-new")
    assert await _look(office) == 1
    for case_id in (lost, unknown):
        case = (await office.get(f"/cases/{case_id}")).json()
        assert (case["state"], case["waits_for"]) == ("unroutable", None)


async def test_it_is_placed_when_the_officer_comes_back(office: Office) -> None:
    away = Absence(
        absence_id="leave",
        appointment_id="lights-primary",
        valid_from=date(2022, 3, 1),
        valid_to=date(2022, 3, 15),
    )
    await office.load(an_office(focal_points=[WATER, LIGHTS], absences=[away]))
    case_id = await office.open_case(agency="lights")
    looked: Any = {}
    assert await _look(office, looked) == 0
    office.clock.now = TOMORROW - timedelta(seconds=1)
    assert await _look(office, looked) == 0
    office.clock.now = TOMORROW
    assert await _look(office, looked) == 1
    assert (await office.get(f"/cases/{case_id}")).json()["focal_point_id"] == "lights-primary"


async def test_a_reopened_case_goes_back_to_its_agency_once_that_has_an_officer(
    office: Office,
) -> None:
    case_id = await office.with_a_case(agency="lights", substance="energi-kelistrikan")
    assert (await office.post(f"/cases/{case_id}/closure", CLOSURE)).status_code == 201
    path = "/registry/babel/focal-points/lights-primary"
    ended = await office.client.delete(path, params={"on": "2022-03-14"}, headers=AS_STAFF)
    assert ended.status_code == 200
    await office.post(f"/cases/{case_id}/reopening", {"reason": "new-evidence"})
    case = (await office.get(f"/cases/{case_id}")).json()
    assert (case["state"], case["waits_for"]) == ("needs-decision", "lights")
    await _appoint(office, "lights-new")
    assert await _look(office) == 1
    case = (await office.get(f"/cases/{case_id}")).json()
    assert (case["state"], case["agency"], case["focal_point_id"]) == (
        *("assigned", "lights"),
        "lights-new",
    )


async def test_a_closed_case_waits_for_nobody(office: Office) -> None:
    case_id = await _waiting(office)
    assert (await office.post(f"/cases/{case_id}/closure", CLOSURE)).status_code == 201
    await _appoint(office, "lights-new")
    assert await _look(office) == 0


async def test_two_instances_place_once(office: Office) -> None:
    case_id = await _waiting(office)
    others = [await office.open_case(agency="lights") for _ in range(4)]
    await _appoint(office, "lights-new")
    other = Database(office.database.url, OutboxRow, InboxRow)
    try:
        await handing_over.look(other, office.clock, {})
        await _look(office)
    finally:
        await other.close()
    for one in (case_id, *others):
        lines = (await office.get(f"/cases/{one}/history")).json()
        assert [line["deed"] for line in lines] == ["open", "place"]
