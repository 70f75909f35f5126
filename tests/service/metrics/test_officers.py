"""How soon officers answered, and how soon cases end with and without one."""

from datetime import timedelta
from typing import Any

import httpx

from shared.db.database import Database
from shared.events.routing import RequestAcknowledged, RequestAnswered
from shared.ids import new_id
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.metrics.listening import happened

QUARTER = {"from": "2022-01-01", "to": "2022-04-01", "by": "agency"}
EARLIER = NOON - timedelta(days=40)


def of_a_case() -> dict[str, Any]:
    told = an_assigned_case(registered_at=EARLIER).model_dump(exclude={"request_id"})
    return {**told, "request_id": new_id()}


async def test_officers_are_measured_from_receipt_to_the_first_answer(
    database: Database, client: httpx.AsyncClient
) -> None:
    received = NOON - timedelta(hours=50)
    for hours in (1, 2, 30):
        seen = RequestAcknowledged(**of_a_case(), received_at=received)
        await happened(database, seen, at=received + timedelta(hours=hours, minutes=59))
        told = {**of_a_case(), "answer_due_at": NOON, "received_at": received}
        await happened(database, RequestAnswered(**told), at=received + timedelta(hours=hours + 9))
    better = {**of_a_case(), "answer_due_at": NOON, "received_at": None}
    await happened(database, RequestAnswered(**better), at=NOON)
    [pln] = (await client.get("/statistics/focal-points", params=QUARTER)).json()["groups"]
    assert (pln["acknowledged"], pln["answered"]) == (3, 4)
    told = {name: pln[name] for name in ("hours_to_acknowledge", "hours_to_answer")}
    assert {name: (one["n"], one["median"], one["p90"]) for name, one in told.items()} == {
        "hours_to_acknowledge": (3, 2, 30),
        "hours_to_answer": (3, 11, 39),
    }


async def test_time_to_close_is_told_apart_where_nobody_could_be_asked(
    database: Database, client: httpx.AsyncClient
) -> None:
    for waited, days in ((False, 4), (False, 5), (False, 6), (True, 20), (True, 21), (True, 39)):
        closed = a_closed_case(registered_at=EARLIER).model_copy(update={"waited": waited})
        await happened(database, closed, at=EARLIER + timedelta(days=days))
    away = a_closed_case(registered_at=EARLIER)
    away = away.model_copy(update={"waited": True, "reason": "K24"})
    await happened(database, away, at=NOON)
    [pln] = (await client.get("/statistics/focal-points", params=QUARTER)).json()["groups"]
    for name, expected in (
        ("days_to_close_with_officer", (3, 5, 6)),
        ("days_to_close_without_officer", (3, 21, 39)),
    ):
        assert (pln[name]["n"], pln[name]["median"], pln[name]["p90"]) == expected


async def test_stages_are_measured_by_the_day_on_which_they_end(
    database: Database, client: httpx.AsyncClient
) -> None:
    for days in (2, 3, 9):
        at = EARLIER + timedelta(days=days)
        await happened(database, an_accepted_complaint(registered_at=EARLIER), at=at)
        answered = {"answered_at": at}
        closed = a_closed_case(registered_at=EARLIER).model_copy(update=answered)
        await happened(database, closed, at=EARLIER + timedelta(days=20))
    whole = {**QUARTER, "by": "total"}
    [total] = (await client.get("/statistics/stage-time", params=whole)).json()["groups"]
    assert total["days_in_verification"] == {"n": 3, "median": 3, "p90": 9, "why": None}
    assert total["days_in_examination"] == {"n": 3, "median": 17, "p90": 18, "why": None}
    assert total["hours_to_answer"] == {"n": 0, "median": None, "p90": None, "why": "too-few"}
