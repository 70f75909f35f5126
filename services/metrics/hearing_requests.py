"""What metrics hears of requests to focal points."""

from datetime import datetime
from typing import Any

from services.metrics import measures, store
from services.metrics.counting import days_of
from services.metrics.domain import tallies
from services.metrics.domain.tallies import Tally
from services.metrics.store import Kind
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.requests import (
    RequestAcknowledged,
    RequestAnswered,
    RequestEscalated,
    RequestMisrouted,
    RequestReturned,
)


def _count_request(
    event: Envelope[Any], tx: Transaction, now: datetime, kind: Kind, measure: str, **more: Any
) -> None:
    """One more of what happens to requests, on the day on which it happened."""
    days = days_of(event)
    one = Tally(measure, days[0], event.data.agency)
    store.count_fact(tx, event, kind, [one], days=days, heard_at=now, **more)
    measures.count(tx, kind)


async def count_acknowledged(
    event: Envelope[RequestAcknowledged], tx: Transaction, now: datetime
) -> None:
    """A focal point has seen a request."""
    _count_request(event, tx, now, "acknowledged", tallies.ACKNOWLEDGED)


async def count_answered(event: Envelope[RequestAnswered], tx: Transaction, now: datetime) -> None:
    """An agency has answered a request, in time or late."""
    due_at = event.data.answer_due_at
    measure = tallies.ANSWERED_IN_TIME if event.time <= due_at else tallies.ANSWERED_LATE
    _count_request(event, tx, now, "answered", measure, due_at=due_at)


async def count_returned(event: Envelope[RequestReturned], tx: Transaction, now: datetime) -> None:
    """An answer was not sufficient: it went back to the agency."""
    _count_request(event, tx, now, "returned", tallies.RETURNED)


async def count_misrouted(
    event: Envelope[RequestMisrouted], tx: Transaction, now: datetime
) -> None:
    """An agency has said that a request is not for it."""
    _count_request(event, tx, now, "misrouted", tallies.MISROUTED)


async def count_escalated(
    event: Envelope[RequestEscalated], tx: Transaction, now: datetime
) -> None:
    """A delay was taken to the next level of the ladder."""
    level = event.data.level
    _count_request(event, tx, now, "escalated", tallies.escalated(level), level=level)
    measures.count(tx, level)


def listen(ear: Ear) -> None:
    """Hear of all of it."""
    ear.hears(RequestAcknowledged)(count_acknowledged)
    ear.hears(RequestAnswered)(count_answered)
    ear.hears(RequestReturned)(count_returned)
    ear.hears(RequestMisrouted)(count_misrouted)
    ear.hears(RequestEscalated)(count_escalated)
