"""What a journey does and looks at: the services over HTTP, the streams, the mails, the clock."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import orjson
from fastapi import FastAPI
from nats.aio.client import Client
from nats.errors import TimeoutError as NoAnswer
from sqlalchemy import Select, func, select

from services.notifications.models import MessageRow
from services.routing import store
from services.routing.domain.registry import Registry
from shared.access.person import Person
from shared.bus.topology import DURABLES
from shared.db.transaction import table_of
from tests.service.notifications.stand_ins import MailServer
from tests.service.routing.office import StandingClock
from tests.tokens import bearer
from tests.waiting import until

HEAD = bearer(Person("rudi", "head", "babel"))
MESSAGES = table_of(MessageRow)
FORM: dict[str, Any] = {
    "reporter": {"name": "Sari Contoh", "email": "sari@contoh.id"},
    "narrative": "Air di rumah kami tidak mengalir tiga hari dan tidak ada kabar.",
    "agency": "water",
    "substance": "air",
    "region": "19.71",
}
EVER = {"from": "2020-01-01", "to": "2100-01-01"}


@dataclass
class World:
    """What a journey does, and what it looks at."""

    clock: StandingClock
    mails: MailServer
    operator: Client
    """One connection for all looks: to make one takes longer than to look."""
    apps: dict[str, FastAPI]
    http: dict[str, httpx.AsyncClient]
    codes: dict[UUID, str] = field(default_factory=dict)

    async def does(self, name: str, path: str, body: Any, headers: Any = HEAD) -> Any:
        """A deed over HTTP that must be done."""
        answer = await self.http[name].post(path, json=body, headers=headers)
        assert answer.is_success, (path, answer.status_code, answer.text)
        return answer.json()

    async def sees(self, name: str, path: str, **asked: Any) -> Any:
        answer = await self.http[name].get(path, params=asked, headers=HEAD)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    async def load(self, registry: Registry) -> None:
        body = registry.model_dump(mode="json")
        answer = await self.http["routing"].put("/registry/babel", json=body, headers=HEAD)
        assert answer.status_code == 200, answer.text

    async def filed(self, **told: Any) -> UUID:
        """A complaint is handed in; answers its id once everything has come of it."""
        complaint_id = await self.files(**told)
        await self.settles()
        return complaint_id

    async def filed_by_desk(self, **told: Any) -> UUID:
        """What the public form does not take: a desk files it for the reporter."""
        line = orjson.dumps({**FORM, "channel": "datang-langsung", **told})
        headers = {**HEAD, "Content-Type": "application/x-ndjson"}
        answer = await self.http["intake"].post("/complaints/batch", content=line, headers=headers)
        [told_back] = answer.json()["lines"]
        assert "tracking_code" in told_back, told_back
        self.codes[UUID(told_back["complaint_id"])] = told_back["tracking_code"]
        await self.settles()
        return UUID(told_back["complaint_id"])

    async def files(self, **told: Any) -> UUID:
        answer = await self.does("intake", "/complaints", {**FORM, **told}, headers={})
        complaint_id = UUID(answer["complaint_id"])
        self.codes[complaint_id] = answer["tracking_code"]
        return complaint_id

    async def verifies(self, complaint_id: UUID, deed: str, **body: Any) -> Any:
        shown = await self.does("intake", f"/staff/complaints/{complaint_id}/{deed}", body)
        await self.settles()
        return shown

    async def case_of(self, complaint_id: UUID) -> Any:
        listed = await self.sees("routing", "/cases", limit=200)
        [found] = [one for one in listed if one["complaint_id"] == str(complaint_id)]
        return await self.sees("routing", f"/cases/{found['case_id']}")

    async def handles(self, complaint_id: UUID, *deeds: tuple[str, dict[str, Any]]) -> Any:
        """The case after some deeds, each followed by all that comes of it."""
        case_id = (await self.case_of(complaint_id))["case_id"]
        for deed, body in deeds:
            await self.does("routing", f"/cases/{case_id}/{deed}", body)
            await self.settles()
        return await self.sees("routing", f"/cases/{case_id}")

    async def time_passes(self, until_then: datetime) -> None:
        self.clock.now = until_then
        await self.settles()

    async def progress(self, complaint_id: UUID) -> list[str]:
        told = await self.http["intake"].get(f"/complaints/{self.codes[complaint_id]}")
        return [step["step"] for step in told.json()["steps"]]

    async def counted(self, kind: str = "closures") -> dict[str, Any]:
        groups: list[dict[str, Any]] = (await self.sees("metrics", f"/statistics/{kind}", **EVER))[
            "groups"
        ]
        return groups[0] if groups else {}

    async def figures(self) -> dict[str, int]:
        """Stock and flow; nothing, as long as nothing counts."""
        found = await self.counted()
        shown = {name: found[name] for name in ("received", "opened", "closed", "open_at_end")}
        return shown if any(shown.values()) else {}

    async def letters(self) -> Counter[tuple[str, str]]:
        """How often each letter went to whom; all of them have been sent, each once."""
        rows = await self.rows("notifications", select(MESSAGES))
        assert {row.state for row in rows} <= {"sent"}, [(row.template, row.why) for row in rows]
        assert len(self.mails.mails) == len(set(self.mails.ids)) == len(rows)
        return Counter((row.template, row.recipient) for row in rows)

    async def announced(self, stream: str) -> list[dict[str, Any]]:
        """Every event of a stream, in its order."""
        events, streams = [], self.operator.jetstream()
        stands = await streams.stream_info(stream)
        for place in range(1, stands.state.last_seq + 1):
            message = await streams.get_msg(stream, place)
            events.append(orjson.loads(message.data or b""))
        return events

    async def types(self, stream: str) -> list[str]:
        """What was said of complaints, in short: `case.assigned`."""
        events = [one for one in await self.announced(stream) if one["data"].get("complaint_id")]
        return [".".join(event["type"].split(".")[1:3]) for event in events]

    async def rows(self, name: str, query: Select[Any]) -> Any:
        async with self.apps[name].state.database.reading() as connection:
            return (await connection.execute(query)).all()

    async def settles(self) -> None:
        """Return when nothing is on its way any more; nothing may have been set aside.

        A broker that has no time to answer one look is asked again, as a service would.
        """
        quiet, streams = 0, self.operator.jetstream()

        async def is_quiet() -> bool:
            nonlocal quiet
            try:
                found = await self._waits(streams)
            except NoAnswer:
                quiet = 0
                return False
            quiet = 0 if found else quiet + 1
            return quiet > QUIET_LOOKS

        await until(is_quiet, limit=60)
        assert (await streams.stream_info("dead")).state.messages == 0

    async def _waits(self, streams: Any) -> Mapping[str, int]:
        waits: Counter[str] = Counter()
        for name, app in self.apps.items():
            database = app.state.database
            if database.outbox is not None and name != "metrics":
                [row] = await self.rows(name, select(func.count()).select_from(database.outbox))
                waits[name] = row[0]
        due = select(func.count()).where(
            MESSAGES.c.state == "waiting", MESSAGES.c.next_try_at <= self.clock.now
        )
        [row] = await self.rows("notifications", due)
        waits["letters"] = row[0]
        async with self.apps["routing"].state.database.reading() as connection:
            waits["clocks"] = int(await store.anything_due(connection, self.clock.now))
            waits["early"] = len(await store.timely_complaints(connection, 1))
        for durable in () if +waits else DURABLES:  # the broker takes longest: it is asked last
            stands = await streams.consumer_info(durable.stream, durable.name)
            waits[durable.name] = stands.num_pending + stands.num_ack_pending
        return +waits


QUIET_LOOKS = 5
"""So often nothing waits, one after the other: a timer may begin between two looks."""
