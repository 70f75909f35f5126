"""A fast route (RCO) that is not settled in its days goes on as a regular report."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.events.base import Envelope
from tests.factories import NOON
from tests.offices import an_office, an_officer
from tests.service.routing.office import AS_STAFF, CLOSURE, Office

AFTER = datetime(2022, 4, 4, 17, 0, tzinfo=UTC)
"""The case is opened on Tue 15 March; the 14th working day after it is Mon 4 April."""

DONE = 201


async def _fast(office: Office, **told: Any) -> UUID:
    return await office.with_a_case(access_type="RCO", **told)


async def _case(office: Office, case_id: UUID) -> Any:
    return (await office.get(f"/cases/{case_id}")).json()


async def _told(office: Office, kind: str) -> list[Envelope[Any]]:
    return [one for one in await office.announced() if one.type == f"routing.{kind}.v1"]


async def test_an_unsettled_fast_route_becomes_a_regular_report(office: Office) -> None:
    case_id = await _fast(office)
    await office.time_passes(AFTER - timedelta(seconds=2))
    assert (await _case(office, case_id))["access_type"] == "RCO"
    await office.time_passes(AFTER)
    case = await _case(office, case_id)
    assert (case["access_type"], case["state"]) == ("LM", "assigned")
    assert case["converted_at"] == "2022-04-04T17:00:00Z"
    first, second = case["requests"]
    assert (first["kind"], first["state"]) == ("rco", "cancelled")
    assert (second["kind"], second["number"], second["state"]) == ("clarification", 1, "sent")
    assert second["answer_due_at"] == "2022-04-19T16:59:59Z"


async def test_it_is_announced_in_order_and_stands_in_the_history(office: Office) -> None:
    case_id = await _fast(office)
    await office.time_passes(AFTER)
    [converted] = await _told(office, "case.converted")
    assert converted.data.model_dump(include={"access_type", "was_access_type", "why"}) == {
        "access_type": "LM",
        "was_access_type": "RCO",
        "why": "not-settled",
    }
    assert (await office.types())[-3:] == ["request.cancelled", "case.converted", "request.sent"]
    [cancelled] = await _told(office, "request.cancelled")
    assert (cancelled.data.why, cancelled.data.access_type) == ("converted", "RCO")
    [sent] = await _told(office, "request.sent")
    assert sent.data.access_type == "LM"
    lines = (await office.get(f"/cases/{case_id}/history")).json()
    [line] = [one for one in lines if one["deed"] == "convert"]
    assert (line["actor_role"], line["told"]["said"]["why"]) == ("system", "not-settled")


async def test_it_happens_once_and_the_regular_clock_goes_on(office: Office) -> None:
    case_id = await _fast(office)
    await office.time_passes(AFTER)
    await office.time_passes(AFTER + timedelta(days=20))
    assert len(await _told(office, "case.converted")) == 1
    kinds = [one["kind"] for one in (await _case(office, case_id))["requests"]]
    assert kinds == ["rco", "clarification", "clarification"]


async def test_what_is_settled_in_time_is_not_converted(office: Office) -> None:
    case_id = await _fast(office)
    assert (await office.post(f"/cases/{case_id}/closure", CLOSURE)).status_code == DONE
    await office.time_passes(AFTER + timedelta(days=20))
    assert await _told(office, "case.converted") == []
    assert (await _case(office, case_id))["access_type"] == "RCO"


async def test_a_reopened_case_has_the_days_of_the_fast_route_again(office: Office) -> None:
    case_id = await _fast(office)
    await office.post(f"/cases/{case_id}/closure", CLOSURE)
    office.clock.now = AFTER
    await office.post(f"/cases/{case_id}/reopening", {"reason": "new-evidence"})
    await office.time_passes(AFTER + timedelta(days=5))
    assert await _told(office, "case.converted") == []
    await office.time_passes(AFTER + timedelta(days=40))
    assert len(await _told(office, "case.converted")) == 1


async def test_an_answer_that_waits_for_the_examiner_is_not_asked_for_again(office: Office) -> None:
    case_id = await _fast(office)
    await office.post(f"/cases/{case_id}/answer", {"text": "Sudah menyala."})
    await office.time_passes(AFTER)
    case = await _case(office, case_id)
    assert (case["access_type"], [one["state"] for one in case["requests"]]) == ("LM", ["answered"])


async def test_a_case_without_agency_is_converted_too(office: Office) -> None:
    await office.load(an_office(focal_points=[an_officer("water-primary")]))
    case_id = await office.open_case(access_type="RCO", agency="lights")
    await office.time_passes(AFTER)
    case = await _case(office, case_id)
    assert (case["access_type"], case["state"], case["requests"]) == ("LM", "unroutable", [])


async def test_where_nobody_is_in_office_the_request_waits_for_whoever_comes(
    office: Office,
) -> None:
    case_id = await _fast(office, agency="lights", substance="energi-kelistrikan")
    path = "/registry/babel/focal-points/lights-primary"
    ended = await office.client.delete(path, params={"on": "2022-03-16"}, headers=AS_STAFF)
    assert ended.status_code == 200
    await office.time_passes(AFTER)
    case = await _case(office, case_id)
    assert (case["access_type"], [one["state"] for one in case["requests"]]) == ("LM", ["sent"])


async def test_staff_end_the_fast_route_when_its_criterion_is_gone(office: Office) -> None:
    case_id = await _fast(office)
    assert (await office.post(f"/cases/{case_id}/conversion", {})).status_code == DONE
    case = await _case(office, case_id)
    assert case["access_type"] == "LM"
    [converted] = await _told(office, "case.converted")
    assert converted.data.why == "criterion-gone"
    again = await office.post(f"/cases/{case_id}/conversion", {})
    assert (again.status_code, again.json()["code"]) == (409, "illegal-move")
    await office.time_passes(AFTER)
    assert len(await _told(office, "case.converted")) == 1


async def test_nothing_is_dated_back_before_the_conversion(office: Office) -> None:
    case_id = await _fast(office)
    await office.post(f"/cases/{case_id}/answer", {"text": "Sudah menyala."})
    await office.time_passes(AFTER)
    early = {**CLOSURE, "at": (AFTER - timedelta(days=1)).isoformat()}
    answer = await office.post(f"/cases/{case_id}/closure", early)
    assert (answer.status_code, answer.json()["code"]) == (409, "out-of-order")


async def test_its_clock_explains_itself(office: Office) -> None:
    case_id = await _fast(office)
    clocks = (await office.get(f"/cases/{case_id}/deadlines")).json()
    [clock] = [one for one in clocks if one["clock"] == "settlement"]
    assert (clock["days"], clock["unit"], clock["due_at"]) == (14, "wd", "2022-04-04T16:59:59Z")
    assert (clock["request_id"], clock["action_id"]) == (None, None)
    assert len(clock["counted"]) == clock["days"]
    assert [one["step"] for one in clock["to_come"]] == ["not-settled"]


@pytest.mark.parametrize("told", [{"access_type": "LM"}, {"access_type": "RCO", "silent": True}])
async def test_only_a_fast_route_of_today_has_such_days(
    office: Office, told: dict[str, Any]
) -> None:
    case_id = await office.with_a_case(registered_at=NOON, **told)
    clocks = (await office.get(f"/cases/{case_id}/deadlines")).json()
    assert "settlement" not in {one["clock"] for one in clocks}
    await office.time_passes(AFTER)
    assert await _told(office, "case.converted") == []
    assert date(2022, 4, 4) == AFTER.date()
