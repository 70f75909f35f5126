"""Which plain function hears which event, declared where the function stands.

FastStream makes the event document of it (`declared.py`); our own loop feeds the handlers,
because its batch puller strands messages and its puller of single messages costs the order.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from shared.db.transaction import Transaction
from shared.events.base import Envelope, Fact

F = TypeVar("F", bound=Fact)
Handler = Callable[[Envelope[Any], Transaction, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Hearing:
    """One event type, how it is read, and who handles it."""

    fact: type[Fact]
    envelope: type[Envelope[Any]]
    handler: Handler
    in_transaction: bool


class Ear:
    """What one service hears: `@ear.hears(Fact)` over a function of one event."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.hearings: dict[str, Hearing] = {}

    def hears(
        self, fact: type[F], *, in_transaction: bool = False
    ) -> Callable[
        [Callable[[Envelope[F], Transaction, datetime], Awaitable[None]]],
        Callable[[Envelope[F], Transaction, datetime], Awaitable[None]],
    ]:
        """Declare the function below as the one that handles this event; it stays plain.

        Most only add rows and events. One that executes statements of its own is declared
        `in_transaction`, so that they are part of the same commit.
        """

        def declare(
            handler: Callable[[Envelope[F], Transaction, datetime], Awaitable[None]],
        ) -> Callable[[Envelope[F], Transaction, datetime], Awaitable[None]]:
            envelope = Envelope[fact]  # type: ignore[valid-type]
            self.hearings[fact.type] = Hearing(fact, envelope, handler, in_transaction)
            return handler

        return declare
