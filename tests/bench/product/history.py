"""Three years of made-up cases as events in the streams, for the statistics to hold."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from nats.aio.client import Client

from deploy.broker import connected
from deploy.provision import provision_streams
from deploy.stack import Plan
from shared.bus.topology import DURABLES
from shared.events.base import Fact, envelop
from shared.events.intake import ComplaintAccepted
from shared.events.routing import CaseAssigned, CaseClosed
from shared.ids import new_id
from tests.bench.product.office import AGENCIES, OFFICE

FIRST_DAY = datetime(2023, 1, 2, 2, tzinfo=UTC)
LAST_DAY = FIRST_DAY + timedelta(days=3 * 365)
CLOSED = 0.85  # share of the cases
ACKNOWLEDGE_EVERY = 500  # messages; an answer to one means that all before it are stored

Event = tuple[str, bytes]


def _event(fact: Fact, at: datetime, sequence: int) -> Event:
    envelope = envelop(fact, new_id(), time=at, recorded=at, sequence=sequence)
    # Not by the model's own serializer: there are millions of them.
    return fact.subject, orjson.dumps({**envelope.__dict__, "data": fact.__dict__})


def _told(chance: random.Random, complaint_id: UUID, at: datetime) -> dict[str, Any]:
    return {
        "complaint_id": complaint_id,
        "office": OFFICE,
        "access_type": "LM",
        "channel": chance.choice(("website", "walk-in", "telephone", "letter")),
        "substance": chance.choice(("listrik", "pertanahan", "kesehatan", "pendidikan")),
        "agency": f"a{chance.randrange(AGENCIES):03}",
        "region": "19.71",
        "campaign": None,
        "language": "id",
        "reachable": False,
        "silent": True,
        "registered_at": at,
    }


def events_of(chance: random.Random) -> Iterator[Event]:
    """A case is accepted and assigned at once; most are closed some weeks later."""
    at = FIRST_DAY + chance.random() * (LAST_DAY - FIRST_DAY)
    told = _told(chance, new_id(), at)
    case = {**told, "case_id": new_id()}
    yield _event(ComplaintAccepted.model_construct(**told), at, 1)
    assigned = CaseAssigned.model_construct(
        **case,
        focal_point_id=f"{told['agency']}-1",
        rule="as-named@1",
        request_id=new_id(),
        request_kind="clarification",
        answer_due_at=at + timedelta(days=14),
        was_unroutable=False,
    )
    yield _event(assigned, at, 1)
    if chance.random() < CLOSED:
        closed = CaseClosed.model_construct(
            **case,
            reason="K10",
            resolution_method="focal-point",
            substantiated=chance.choice(("yes", "no", "not-determined")),
        )
        yield _event(closed, at + timedelta(hours=chance.expovariate(1 / 500)), 2)


async def publish(plan: Plan, cases: int, seed: int = 1) -> int:
    """Puts the events of so many cases into the streams; answers how many events that were."""
    chance = random.Random(seed)
    published = 0
    async with connected(plan.nats.url, plan.nats.secrets.creds("operator")) as client:
        for _ in range(cases):
            for subject, body in events_of(chance):
                published += 1
                await _publish(client, subject, body, last=published % ACKNOWLEDGE_EVERY == 0)
        await client.flush()
    return published


async def forget_places(plan: Plan, service: str) -> None:
    """The service's durables are made anew, so that it reads every stream from its beginning."""
    creds = plan.nats.secrets.creds("operator")
    async with connected(plan.nats.url, creds) as client:
        for durable in DURABLES:
            if durable.service == service:
                await client.jetstream().delete_consumer(durable.stream, durable.name)
    await provision_streams(plan.nats.url, creds)


async def _publish(client: Client, subject: str, body: bytes, *, last: bool) -> None:
    if last:
        await client.request(subject, body, timeout=10)
    else:
        await client.publish(subject, body)
