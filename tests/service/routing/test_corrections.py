"""What an agency must put right: ordered, reported, sent back, accepted; and seen by it alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.access.person import Person
from shared.events.requests import RequestEscalated
from tests.service.routing.office import CLOSURE, Office
from tests.tokens import bearer

WATER = bearer(Person("water-primary", "focal-point", "babel", "water"))
LIGHTS = bearer(Person("lights-primary", "focal-point", "babel", "lights"))
REPORT = {"text": "Pipa sudah diganti.", "on": "2022-03-15"}


async def with_an_order(office: Office) -> UUID:
    case_id = await office.with_a_case()
    answer = await office.post(f"/cases/{case_id}/corrective-actions", {"order": "Ganti pipa."})
    assert answer.status_code == 201, answer.text
    return case_id


async def action_of(office: Office, case_id: UUID) -> Any:
    [action] = (await office.get(f"/cases/{case_id}")).json()["corrective_actions"]
    return action


async def test_an_agency_reports_and_the_examiner_accepts(office: Office) -> None:
    case_id = await with_an_order(office)
    path = f"/cases/{case_id}"
    told = await office.client.post(f"{path}/correction-report", json=REPORT, headers=WATER)
    assert told.status_code == 201, told.text
    action = await action_of(office, case_id)
    assert (action["report"], action["put_right_on"], action["done_at"]) == (
        *(REPORT["text"], REPORT["on"], None),
    )
    assert [one["next_at"] for one in action["clocks"]] == [None]
    again = await office.client.post(f"{path}/correction-report", json=REPORT, headers=WATER)
    assert (again.status_code, again.json()["code"]) == (409, "illegal-move")
    steps = len(await office.announced())
    await office.time_passes(office.clock.now + timedelta(days=1))
    assert (await office.post(f"{path}/correction", {})).status_code == 201
    await office.post(f"{path}/closure", {**CLOSURE, "reason": "K30", "substantiated": "yes"})
    assert (await office.types())[-2:] == ["corrective-action.done", "case.closed"]
    lines = (await office.get(f"{path}/history")).json()
    by = {line["deed"]: (line["actor_role"], line["actor_id"]) for line in lines}
    assert by["report-correction"] == ("focal-point", "water-primary")
    assert by["correction-done"] == ("head", "rudi")
    assert steps == 3


async def test_a_report_that_does_not_suffice_starts_the_ladder_again(office: Office) -> None:
    case_id = await with_an_order(office)
    first = await action_of(office, case_id)
    await office.client.post(f"/cases/{case_id}/correction-report", json=REPORT, headers=WATER)
    await office.client.post(f"/cases/{case_id}/answer", json={"text": "Ya."}, headers=WATER)
    await office.time_passes(office.clock.now + timedelta(days=120))
    told = [event.data for event in await office.announced()]
    assert not [one for one in told if isinstance(one, RequestEscalated) and one.action_id]
    back = await office.post(f"/cases/{case_id}/correction-return", {"missing": "Foto."})
    assert back.status_code == 201, back.text
    action = await action_of(office, case_id)
    assert (action["missing"], action["reported_at"]) == ("Foto.", None)
    assert action["due_at"] > first["due_at"]
    await office.time_passes(office.clock.now + timedelta(days=120))
    told = [event.data for event in await office.announced()]
    escalated = [one for one in told if isinstance(one, RequestEscalated) and one.action_id]
    assert [one.level for one in escalated] == ["L2", "L3", "L5"]


async def test_an_agency_sees_its_own_orders_and_no_others(office: Office) -> None:
    """A case that went on keeps what another agency had to put right in an earlier life."""
    case_id = await with_an_order(office)
    path = f"/cases/{case_id}"
    await office.client.post(f"{path}/correction-report", json=REPORT, headers=WATER)
    for address in ("", "/history", "/deadlines"):
        seen = await office.client.get(path + address, headers=WATER)
        foreign = await office.client.get(path + address, headers=LIGHTS)
        assert (seen.status_code, foreign.status_code) == (200, 404), address
    history = (await office.client.get(f"{path}/history", headers=WATER)).json()
    assert [line["deed"] for line in history][-2:] == ["order-correction", "report-correction"]
    for deed, body in (("correction-report", REPORT), ("answer", {"text": "Kami."})):
        answer = await office.client.post(f"{path}/{deed}", json=body, headers=LIGHTS)
        assert answer.status_code == 404
    await office.post(f"{path}/correction", {})
    assert (await office.post(f"{path}/transfer", {"agency": "lights"})).status_code == 201
    case = (await office.client.get(path, headers=LIGHTS)).json()
    assert case["corrective_actions"] == []
    assert [one["agency"] for one in case["requests"]] == ["lights"]
    for address in ("", "/history", "/deadlines"):
        text = (await office.client.get(path + address, headers=LIGHTS)).text
        assert "pipa" not in text.lower(), address
    assert (await office.client.get(path, headers=WATER)).status_code == 404
    assert len((await office.get(path)).json()["corrective_actions"]) == 1


async def test_only_the_office_sends_back_and_accepts(office: Office) -> None:
    case_id = await with_an_order(office)
    for deed, body in (("correction-return", {"missing": "Foto."}), ("correction", {})):
        answer = await office.client.post(f"/cases/{case_id}/{deed}", json=body, headers=WATER)
        assert answer.status_code == 403
    early = {**REPORT, "at": "2022-03-15T01:00:00Z"}
    answer = await office.client.post(
        f"/cases/{case_id}/correction-report", json=early, headers=WATER
    )
    assert answer.status_code == 422
