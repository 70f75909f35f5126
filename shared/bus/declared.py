"""What a service hears and says, as FastStream declares it: typed, for that service's document.

It tells of the handlers as they run, so a service needs nothing but itself. The document of the
product (`deploy.event_document`) is a contract for readers: all services, committed, with samples
and agencies as parameters, which FastStream has no words for. A test holds the two to each other.

Only who asks for the document loads this: FastStream is 7 MiB and a quarter of a second of start.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from faststream.nats import JStream, NatsBroker, NatsRouter

from shared.bus.hearing import Ear, Hearing
from shared.events.base import Envelope, Fact


def declared(ear: Ear, announces: Sequence[type[Fact]]) -> NatsBroker:
    """A broker that is never connected, with a subscriber for each handler."""
    router = NatsRouter()
    handlers = Counter(hearing.handler.__name__ for hearing in ear.hearings.values())
    for hearing in ear.hearings.values():
        name = hearing.handler.__name__
        if handlers[name] > 1:  # one for many: a channel of each of its events
            name = f"{name}:{hearing.fact.__name__}"
        _declare(router, ear.service, hearing, name)
    broker = NatsBroker(logger=None)
    broker.include_router(router)
    for fact in announces:
        broker.publisher(
            fact.address(),
            title=f"{ear.service}:{fact.__name__}",
            description=fact.__doc__,
            schema=Envelope[fact],  # type: ignore[valid-type]
        )
    return broker


def _declare(router: NatsRouter, service: str, hearing: Hearing, name: str) -> None:
    handler, fact = hearing.handler, hearing.fact
    envelope: Any = hearing.envelope

    async def described(event: envelope) -> None:
        raise RuntimeError("FastStream documents this subscriber; the bus feeds the handler")

    described.__name__ = handler.__name__
    described.__doc__ = handler.__doc__
    subscriber = router.subscriber(
        fact.address(),
        stream=JStream(fact.source, declare=False),
        durable=f"{service}_{fact.source}",
        pull_sub=True,
        title=f"{service}:{name}",
        description=handler.__doc__,
    )
    subscriber(described)
