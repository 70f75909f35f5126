"""An event says which request has caused it, also when several requests share a commit."""

import asyncio

import httpx
import orjson
from fastapi import FastAPI
from sqlalchemy import select

from services.intake.models import OutboxRow
from shared.db.transaction import table_of
from tests.service.intake.test_repeats import FORM

SPAN = "00f067aa0ba902b7-01"
TRACES = [f"00-{number:032x}-{SPAN}" for number in range(1, 13)]


async def _announced(app: FastAPI) -> dict[str, str | None]:
    """What caused each event, by the complaint that it is about."""
    async with app.state.database.reading() as connection:
        bodies = (await connection.execute(select(table_of(OutboxRow).c.body))).scalars()
        events = [orjson.loads(body) for body in bodies]
    return {event["subject"]: event["traceparent"] for event in events}


async def _file(client: httpx.AsyncClient, trace: str | None) -> str:
    headers = {"traceparent": trace} if trace else {}
    answer = await client.post("/complaints", json=FORM, headers=headers)
    assert answer.status_code == 201
    return str(answer.json()["complaint_id"])


async def test_each_request_of_a_group_causes_its_own_event(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    asked: list[str | None] = [*TRACES, None, "nonsense"]

    filed = await asyncio.gather(*(_file(client, trace) for trace in asked))

    told = [trace if trace in TRACES else None for trace in asked]
    assert await _announced(app) == dict(zip(filed, told, strict=True))


async def test_the_next_request_has_not_the_cause_of_the_last(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    first, second = await _file(client, TRACES[0]), await _file(client, None)

    assert await _announced(app) == {first: TRACES[0], second: None}
