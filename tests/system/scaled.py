"""Routing as two processes on one PostgreSQL, and cases of a past in which nobody was looking."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
from sqlalchemy import select

from deploy.broker import connected
from services.routing.models import DeedRow, InboxRow, OutboxRow
from shared.access.person import Person
from shared.clock import now
from shared.db.database import Database
from shared.db.transaction import table_of
from tests.databases import Databases
from tests.factories import an_accepted_complaint, an_event
from tests.service.routing.office import CASES, Office, StandingClock
from tests.system.plans import a_plan, twice
from tests.system.stack import Stack, running

BOTH = ("routing", "routing-2")
WEEKS_AGO = timedelta(days=45)
"""Then the whole ladder of a first request lies in the past."""
PATIENCE = 60.0
DEEDS = table_of(DeedRow)
TAKEN = ("remind", "escalate", "send-request")
"""Deeds of the timer."""


@contextmanager
def a_scaled_stack(folder: Path, databases: Databases) -> Iterator[Stack]:
    """An installation with two processes of routing; of its parts, only the broker runs."""
    (folder / "offices").mkdir()
    with a_plan(folder, databases, "postgresql") as plan:
        both = twice(plan, "routing", OFFICES=str(folder / "offices"))
        with running(Stack(plan, both)) as prepared:
            asyncio.run(prepared.prepare())
            yield prepared


@asynccontextmanager
async def weeks_ago(stack: Stack) -> AsyncIterator[Office]:
    """Routing's own hearing, at a time of which the processes know nothing."""
    database = Database(stack.plan.database_url("routing"), OutboxRow, InboxRow)
    async with httpx.AsyncClient() as nobody:
        yield Office(database, nobody, StandingClock(now() - WEEKS_AGO))
    await database.close()


async def open_cases(office: Office, count: int) -> list[UUID]:
    """Cases with the water works; answers their ids."""
    at = office.clock()
    told = {"agency": "water", "substance": "air", "registered_at": at}
    complaints = [an_accepted_complaint(**told, reachable=False) for _ in range(count)]
    await office.hear(*(an_event(one, at) for one in complaints))
    ids = [one.complaint_id for one in complaints]
    rows = await office.rows(select(CASES.c.case_id).where(CASES.c.complaint_id.in_(ids)))
    return [row.case_id for row in rows]


async def announced(stack: Stack) -> list[dict[str, Any]]:
    """Every event of routing about a case, as the stream keeps it."""
    events = []
    async with connected(stack.addresses.nats, stack.addresses.operator_creds) as client:
        streams = client.jetstream()
        last = (await streams.stream_info("routing")).state.last_seq
        for place in range(1, last + 1):
            events.append(orjson.loads((await streams.get_msg("routing", place)).data or b""))
    return [event for event in events if "case_id" in event["data"]]


class Doors:
    """Both processes of routing, as somebody reaches them."""

    def __init__(self, stack: Stack, *clients: httpx.AsyncClient) -> None:
        self.stack = stack
        self.clients = clients

    def headers(self, person: Person, etag: str | None = None) -> dict[str, str]:
        token = self.stack.addresses.token_of(person)
        named = {"If-Match": etag} if etag else {}
        return {"Authorization": f"Bearer {token}", **named}

    async def etag(self, case_id: UUID, person: Person) -> str:
        answer = await self.clients[0].get(f"/cases/{case_id}", headers=self.headers(person))
        assert answer.status_code == 200, answer.text
        return str(answer.headers["etag"])


@asynccontextmanager
async def doors(stack: Stack) -> AsyncIterator[Doors]:
    first, second = (stack.address(name) for name in BOTH)
    async with (
        httpx.AsyncClient(base_url=first, trust_env=False, timeout=PATIENCE) as one,
        httpx.AsyncClient(base_url=second, trust_env=False, timeout=PATIENCE) as other,
    ):
        yield Doors(stack, one, other)
