"""At risk is what is overdue, and what has a quarter of its usual time left at most."""

from datetime import timedelta
from typing import Any

import httpx

from shared.db.database import Database
from shared.events.corrections import (
    CorrectiveActionOrdered,
)
from shared.events.routing import CaseAssigned
from tests.factories import NOON, an_assigned_case
from tests.service.metrics.listening import happened
from tests.service.metrics.test_progress import of
from tests.service.metrics.test_report_progress import of_the_quarter

DAY = timedelta(days=1)


def asked(answer_in: float, seen_in: float | None = None, access_type: str = "LM") -> CaseAssigned:
    ack_due_at = None if seen_in is None else NOON + seen_in * DAY
    told = {"answer_due_at": NOON + answer_in * DAY, "ack_due_at": ack_due_at}
    case = an_assigned_case(agency="pln", access_type=access_type)
    return case.model_copy(update=told)


async def sla(client: httpx.AsyncClient, **more: str) -> dict[str, Any]:
    answer = await client.get("/statistics/sla", params={"period": "2022", **more})
    assert answer.status_code == 200, answer.text
    [group] = answer.json()["groups"]
    return {name: told["at_risk"] for name, told in group.items() if isinstance(told, dict)}


async def test_each_clock_has_a_last_quarter_of_its_own(
    database: Database, client: httpx.AsyncClient
) -> None:
    await happened(
        database,
        *(asked(days) for days in (-1, 0, 3, 4, 14)),
        *(asked(days, access_type="RCO") for days in (0, 1, 3)),
        *(asked(14, seen_in=days) for days in (0, 1)),
        # eight working days from Monday the 14th are the 24th
        *(of(CorrectiveActionOrdered, due_at=NOON + days * DAY) for days in (9, 10)),
    )
    expected = {"acknowledgement": 1, "answer": 4, "correction": 1, "all": 6}
    assert await sla(client) == expected
    assert await sla(client, by="agency_group") == expected
    assert (await sla(client, access_type="RCO"))["answer"] == 1
    assert (await sla(client, access_type="LM"))["answer"] == 3
    over = {"period": "2022-03"}
    assert (await sla(client, **over))["answer"] == 4


async def test_it_is_for_staff_and_stands_in_their_tables(
    database: Database, public: httpx.AsyncClient
) -> None:
    await happened(database, *(asked(days) for days in (-1, -1, -1, -1, -1, 0, 14, 14, 14)))
    assert set((await sla(public)).values()) == {None}
    [table] = await of_the_quarter(database, "R5")
    assert dict(table.column("at_risk"))["answer"] == 6
    report = (await public.get("/reports/2022-Q1.json")).json()
    [told] = [one for one in report["tables"] if one["table"] == "R5"]
    assert all("at_risk" not in line for line in told["lines"])
