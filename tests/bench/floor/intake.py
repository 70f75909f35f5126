"""The first step: many POSTs share the commit of their complaints and events."""

import asyncio
import contextlib
import os
import uuid
from collections.abc import AsyncIterator
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared import clock
from tests.bench.floor import schema, wire
from tests.bench.floor.relay import Relay, Unsent

COMMIT_AT_MOST = 512

Row = tuple[Any, ...]
waiting: list[tuple[Row, Row, asyncio.Future[None]]] = []
more = asyncio.Event()


async def receive(request: Request) -> Response:
    """A complaint becomes a row and an event; the answer waits for their commit."""
    try:
        texts, reporter = wire.complaint_from(await request.body())
    except ValueError as error:
        return Response(str(error), 422)
    at, complaint_id = clock.now(), str(uuid.uuid4())
    data = wire.data_of(complaint_id, texts, reporter)
    fact = wire.event("/intake", "complaint.received.v1", complaint_id, at, data)
    row = (complaint_id, *texts, orjson.dumps(reporter).decode(), "received", at)
    unsent = (fact["id"], wire.RECEIVED, orjson.dumps(fact).decode())
    committed = asyncio.get_running_loop().create_future()
    waiting.append((row, unsent, committed))
    more.set()
    await committed
    answer = b'{"id":"%s","status":"received"}' % complaint_id.encode()
    return Response(answer, 202, media_type="application/json")


async def commit(pool: wire.Pool, relay: Relay) -> None:
    """The next commit takes what queued during the running one: a lone request never waits."""
    while True:
        await more.wait()
        batch = waiting[:COMMIT_AT_MOST]
        del waiting[:COMMIT_AT_MOST]
        if not waiting:
            more.clear()
        if not batch:
            continue
        rows, events, answers = zip(*batch, strict=True)
        added = await pool.fetch(schema.REGISTER, *schema.columns(rows), *schema.columns(events))
        for answer in answers:
            if not answer.cancelled():
                answer.set_result(None)
        relay.hand_over(
            Unsent(position, event[0], event[1], event[2].encode())
            for (position,), event in zip(added, events, strict=True)
        )


@contextlib.asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    pool, client = await wire.connect()
    relay = Relay(client, pool, "intake_outbox")
    tasks = [asyncio.create_task(relay.run()), asyncio.create_task(commit(pool, relay))]
    yield
    for task in tasks:
        task.cancel()


app = Starlette(routes=[Route("/complaints", receive, methods=["POST"])], lifespan=lifespan)

if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["FLOOR_PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="error",
    )
