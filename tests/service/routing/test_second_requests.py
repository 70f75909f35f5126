"""The second request waits for an officer; the ladder of the first waits for nobody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.routing import desk, measures
from services.routing.domain.case import Case
from services.routing.domain.outcome import Desk
from shared.db.transaction import Transaction
from shared.events.requests import RequestEscalated, RequestSent
from tests.factories import NOON
from tests.offices import a_directory, an_office
from tests.service.routing.office import AS_STAFF, Office


async def _days(office: Office, first: int, last: int) -> None:
    for days in range(first, last):
        await office.time_passes(NOON + timedelta(days=days))


async def _levels(office: Office) -> list[str]:
    told = [event.data for event in await office.announced()]
    return [one.level for one in told if isinstance(one, RequestEscalated)]


async def _nobody(office: Office) -> None:
    for name in ("water-primary", "water-deputy"):
        path, on = f"/registry/babel/focal-points/{name}", {"on": "2022-03-20"}
        answer = await office.client.delete(path, params=on, headers=AS_STAFF)
        assert answer.status_code == 200, answer.text


async def test_a_vacancy_stops_no_ladder_and_the_second_is_sent_to_whoever_comes(
    office: Office,
) -> None:
    case_id = await office.with_a_case()
    await _days(office, 1, 5)
    await _nobody(office)
    await _days(office, 5, 40)
    assert await _levels(office) == ["L1", "L2", "L3"]
    assert "request.sent" not in await office.types()
    shown = (await office.get(f"/cases/{case_id}/deadlines")).json()
    [waits] = [one for one in shown if one["clock"] == "answer"]
    assert [step["step"] for step in waits["to_come"]] == ["ask-again"]

    new: dict[str, Any] = an_office().focal_points[0].model_dump(mode="json")
    new |= {"appointment_id": "water-new", "valid_from": "2022-04-20"}
    path = "/registry/babel/focal-points/water-new"
    answer = await office.client.put(path, json=new, headers=AS_STAFF)
    assert answer.status_code == 200, answer.text
    await _days(office, 40, 90)
    told = [event.data for event in await office.announced()]
    [second] = [one for one in told if isinstance(one, RequestSent)]
    assert (second.number, second.focal_point_id) == (2, "water-new")
    assert await _levels(office) == ["L1", "L2", "L3", "L1", "L2", "L4"]
    await office.holds_to_its_histories()
    await _days(office, 90, 95)
    assert await _levels(office) == ["L1", "L2", "L3", "L1", "L2", "L4"]


async def test_an_agency_that_the_registry_has_no_more_gets_no_clock_stuck(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.with_a_case()
    await _days(office, 1, 5)
    real = desk.at_hand

    async def without(tx: Transaction, case: Case) -> Desk:
        nobody = a_directory(agencies=[], focal_points=[])
        return replace(await real(tx, case), directory=nobody)

    monkeypatch.setattr(desk, "at_hand", without)
    stuck = measures.STUCK._value.get()
    await _days(office, 5, 40)
    assert measures.STUCK._value.get() == stuck
    assert await _levels(office) == ["L1", "L2", "L3"]
