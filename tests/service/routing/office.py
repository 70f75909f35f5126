"""What an office hears, what staff do in it and what it has announced."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson
from sqlalchemy import Select, select

from services.routing import store, timers
from services.routing.app import BLUEPRINT
from services.routing.domain.registry import Registry
from services.routing.domain.replaying import replay
from services.routing.handlers import ear
from services.routing.models import CaseRow, OutboxRow
from services.routing.settings import RoutingSettings
from services.routing.store.cases import with_parts
from shared import service
from shared.access.person import Person
from shared.db.database import Database
from shared.db.transaction import table_of
from shared.events.base import Envelope, Fact
from shared.events.catalogue import FACTS
from tests.factories import NOON, an_accepted_complaint, an_event
from tests.offices import an_office
from tests.tokens import bearer

SIBLING = "token-of-services"
AS_OPERATOR = bearer(Person("admin", "operator"))
AS_STAFF = bearer(Person("rudi", "head", "babel"))
LATER = NOON + timedelta(days=1)

CLOSURE = {
    "reason": "K20",
    "resolution_method": "focal-point",
    "substantiated": "not-determined",
}

CASES = table_of(CaseRow)
OUTBOX = table_of(OutboxRow)


class StandingClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Office:
    """One routing service without a broker."""

    def __init__(self, database: Database, client: httpx.AsyncClient, clock: StandingClock) -> None:
        self.database = database
        self.client = client
        self.clock = clock

    async def load(self, registry: Registry) -> bool:
        async with self.database.transaction(self.clock()) as tx:
            return bool(await store.load(tx, registry))

    async def hear(self, *events: Envelope[Any]) -> None:
        """Handle events in one transaction, as the bus does."""
        now = self.clock()
        async with self.database.transaction(now) as tx:
            for event in events:
                await ear.hearings[event.type].handler(event, tx, now)

    async def time_passes(self, until: datetime) -> int:
        """The clock moves on, and the timer does what is due; answers how many steps it took."""
        self.clock.now = until
        taken = 0
        while steps := await timers.take_steps(self.database, self.clock):
            taken += steps
        return taken

    async def holds_to_its_histories(self) -> None:
        """Whatever happened: each case is what its history makes of it."""
        rows = await self.rows(select(CASES))
        async with self.database.reading() as connection:
            cases = await with_parts(connection, rows)
            for case_id, case in cases.items():
                history = await store.history(connection, case_id)
                deeds = [(line.version, orjson.loads(line.told)) for line in history]
                assert replay(deeds) == case

    async def open_case(self, **told: Any) -> UUID:
        """Hear of a complaint; answers the id of its case."""
        complaint = an_accepted_complaint(**{"agency": "water", "substance": "air", **told})
        await self.hear(an_event(complaint))
        return (await self.case_of(complaint.complaint_id)).case_id  # type: ignore[no-any-return]

    async def with_a_case(self, **told: Any) -> UUID:
        """Load the registry and open a case."""
        await self.load(an_office())
        return await self.open_case(**told)

    async def rows(self, query: Select[Any]) -> Sequence[Any]:
        async with self.database.reading() as connection:
            rows: Sequence[Any] = (await connection.execute(query)).all()
            return rows

    async def case_of(self, complaint_id: UUID) -> Any:
        [row] = await self.rows(select(CASES).where(CASES.c.complaint_id == complaint_id))
        return row

    async def announced(self) -> list[Envelope[Fact]]:
        """The events in the order in which they will be announced."""
        rows = await self.rows(select(OUTBOX).order_by(OUTBOX.c.event_id))
        return [
            Envelope[FACTS[orjson.loads(row.body)["type"]]].model_validate_json(row.body)  # type: ignore[misc]
            for row in rows
        ]

    async def types(self) -> list[str]:
        """What was announced, in short: `case.assigned`."""
        events = await self.announced()
        return [event.type.removeprefix("routing.").removesuffix(".v1") for event in events]

    async def get(self, path: str, **asked: Any) -> httpx.Response:
        return await self.client.get(path, params=asked, headers=AS_STAFF)

    async def post(self, path: str, body: Any, *, if_match: str | None = None) -> httpx.Response:
        # Not orjson and not the client's own: half a character is what a test may want to send.
        headers = {**AS_STAFF, "Content-Type": "application/json"}
        headers |= {"If-Match": if_match} if if_match else {}
        return await self.client.post(path, content=json.dumps(body), headers=headers)

    async def put(self, registry: dict[str, Any], office: str = "babel") -> httpx.Response:
        return await self.client.put(f"/registry/{office}", json=registry, headers=AS_STAFF)

    async def batch(self, *lines: Any) -> Any:
        """Many deeds at once; a line that is text goes as it is."""
        body = b"\n".join(
            line.encode() if isinstance(line, str) else orjson.dumps(line) for line in lines
        )
        answer = await self.client.post("/cases/batch", content=body, headers=AS_STAFF)
        assert answer.status_code == 200, answer.text
        return answer.json()


@asynccontextmanager
async def opened_office(settings: RoutingSettings) -> AsyncIterator[Office]:
    """The real application on its database; its clock stands a day after noon."""
    clock = StandingClock(LATER)
    app = service.build(BLUEPRINT, settings, clock)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://routing") as client:
        yield Office(app.state.database, client, clock)
    await app.state.database.close()
