"""The three hearing steps: a case is assigned, the officer is told, the day is counted."""

import asyncio
import signal
import sys
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
import uvloop
from nats.aio.client import Client

from shared import clock
from tests.bench.floor import schema, wire
from tests.bench.floor.pull import LINGER, LongPull, Step
from tests.bench.floor.relay import Relay, Unsent


async def routing(pool: wire.Pool, client: Client) -> tuple[str, Step]:
    """Inbox, case and outbox in one statement; the new events go to the relay after it."""
    rows = await pool.fetch("SELECT agency, focal_point_id, email FROM focal_points")
    focal_points = {row["agency"]: (row["focal_point_id"], row["email"]) for row in rows}
    relay = Relay(client, pool, "routing_outbox")
    until_it_fails(relay.run())

    def assigned(heard: dict[str, Any]) -> tuple[Any, ...]:
        at, case_id, data = clock.now(), str(uuid.uuid4()), heard["data"]
        focal_point_id, email = focal_points[data["agency"]]
        fact = wire.event(
            "/routing",
            "case.assigned.v1",
            case_id,
            at,
            {
                "case_id": case_id,
                "complaint_id": data["complaint_id"],
                "agency": data["agency"],
                "recipient": email,
                "region": data["region"],
            },
        )
        opened = (heard["id"], case_id, data["complaint_id"], data["agency"], focal_point_id, at)
        return (*opened, fact["id"], orjson.dumps(fact).decode())

    async def assign(bodies: Sequence[bytes]) -> None:
        cases = [assigned(orjson.loads(body)) for body in bodies]
        added = await pool.fetch(schema.ASSIGN, *schema.columns(cases))
        relay.hand_over(Unsent(p, str(e), wire.ASSIGNED, b.encode()) for p, e, b in added)

    return wire.RECEIVED, assign


async def notices(pool: wire.Pool, _: Client) -> tuple[str, Step]:
    """Inbox and notice in one statement."""

    async def notify(bodies: Sequence[bytes]) -> None:
        heard = [orjson.loads(body) for body in bodies]
        rows = [
            (e["id"], str(uuid.uuid4()), e["data"]["case_id"], e["data"]["recipient"])
            for e in heard
        ]
        await pool.execute(schema.NOTIFY, *schema.columns(rows))

    return wire.ASSIGNED, notify


async def statistics(pool: wire.Pool, _: Client) -> tuple[str, Step]:
    """Inbox and the day's counts in one transaction."""

    async def count(bodies: Sequence[bytes]) -> None:
        heard = [orjson.loads(body) for body in bodies]
        async with pool.acquire() as connection, connection.transaction():
            ids = [event["id"] for event in heard]
            first = {str(row[0]) for row in await connection.fetch(schema.FIRST_COUNTED, ids)}
            counts = Counter(
                (date.fromisoformat(e["time"][:10]), e["data"]["agency"], "assigned")
                for e in heard
                if e["id"] in first
            )
            if counts:
                rows = [(*key, n) for key, n in sorted(counts.items())]
                await connection.execute(schema.COUNT, *schema.columns(rows))

    return wire.ASSIGNED, count


STEPS = {"routing": routing, "notices": notices, "statistics": statistics}


def until_it_fails(work: Any) -> None:
    """A task whose failure ends the process, so that the bench sees it."""

    def ended(task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()):
            print(f"the floor failed: {error!r}", file=sys.stderr, flush=True)
            asyncio.get_running_loop().stop()

    asyncio.ensure_future(work).add_done_callback(ended)


async def main(name: str, again: bool = False) -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    pool, client = await wire.connect()
    subject, step = await STEPS[name](pool, client)
    linger = 0.0 if again else LINGER  # nobody waits for us while we read what is long past
    until_it_fails(LongPull(client, name, linger).run(subject, step))
    await stopped.wait()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], again=len(sys.argv) > 2))
