"""What metrics hears of requests to focal points, of their deadlines and of corrective actions."""

from datetime import datetime
from typing import Any

from services.metrics import measures, store
from services.metrics.domain import deadlines, requests, tallies
from services.metrics.domain.tallies import Tally
from services.metrics.hearing.counting import count_rare, days_of, dues, last_day, stops
from services.metrics.store import Kind
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.corrections import (
    CorrectiveActionDone,
    CorrectiveActionOrdered,
    CorrectiveActionReported,
    CorrectiveActionReturned,
)
from shared.events.requests import (
    DeadlineRecalculated,
    RequestAcknowledged,
    RequestAnswered,
    RequestCancelled,
    RequestEscalated,
    RequestMisrouted,
    RequestReturned,
    RequestSent,
)


def _count_request(
    event: Envelope[Any], tx: Transaction, now: datetime, kind: Kind, measure: str, **more: Any
) -> None:
    """One more of what happens to requests, on the day on which it happened."""
    days = days_of(event)
    one = Tally(measure, days[0], event.data.agency)
    store.count_fact(tx, event, kind, [one], days=days, heard_at=now, **more)
    measures.count(tx, kind)


async def count_sent(event: Envelope[RequestSent], tx: Transaction, now: datetime) -> None:
    """A further request, or the same once more: its clocks run."""
    count_rare(event, tx, now, "asked", *dues(event))


async def count_acknowledged(
    event: Envelope[RequestAcknowledged], tx: Transaction, now: datetime
) -> None:
    """A focal point has seen a request."""
    took = requests.took(requests.ACKNOWLEDGED_IN, event.data, event.time, days_of(event)[0])
    beside = (*stops(event), *took)
    _count_request(event, tx, now, "acknowledged", tallies.ACKNOWLEDGED, beside=beside)


async def count_answered(event: Envelope[RequestAnswered], tx: Transaction, now: datetime) -> None:
    """An agency has answered a request, in time or late."""
    said, days = event.data, days_of(event)
    measure = (
        tallies.ANSWERED_IN_TIME if event.time <= said.answer_due_at else tallies.ANSWERED_LATE
    )
    took = requests.took(requests.ANSWERED_IN, said, event.time, days[0])
    first = (Tally(requests.COHORT_ANSWERED, days[1], said.agency),) if said.is_first else ()
    beside, due_at = (*stops(event), *took, *first), said.answer_due_at
    _count_request(event, tx, now, "answered", measure, beside=beside, due_at=due_at)


async def count_returned(event: Envelope[RequestReturned], tx: Transaction, now: datetime) -> None:
    """An answer was not sufficient: it went back to the agency, which has time anew."""
    _count_request(event, tx, now, "returned", tallies.RETURNED, beside=dues(event))


async def count_misrouted(
    event: Envelope[RequestMisrouted], tx: Transaction, now: datetime
) -> None:
    """An agency has said that a request is not for it: it was seen, and needs no answer."""
    beside = stops(event, dropping={"answer"})
    _count_request(event, tx, now, "misrouted", tallies.MISROUTED, beside=beside)


async def count_escalated(
    event: Envelope[RequestEscalated], tx: Transaction, now: datetime
) -> None:
    """A delay was taken to the next level of the ladder."""
    level = event.data.level
    _count_request(event, tx, now, "escalated", tallies.escalated(level), level=level)
    measures.count(tx, level)


async def count_cancelled(
    event: Envelope[RequestCancelled], tx: Transaction, now: datetime
) -> None:
    """No answer is needed any more."""
    count_rare(event, tx, now, "cancelled", *stops(event, dropping=deadlines.EVERY))


async def count_recalculated(
    event: Envelope[DeadlineRecalculated], tx: Transaction, now: datetime
) -> None:
    """A deadline was moved: it is due on its new day alone; the day of an order stays."""
    said = event.data
    if said.first_due_at is not None:
        count_rare(event, tx, now, "recalculated")
        return
    was, due = (last_day(said.office, moment) for moment in (said.was_due_at, said.due_at))
    moved = deadlines.moved(said.agency, said.clock, was, due)
    count_rare(event, tx, now, "recalculated", *moved, due_at=said.due_at)


async def count_ordered(
    event: Envelope[CorrectiveActionOrdered], tx: Transaction, now: datetime
) -> None:
    """An agency has to put something right, by a day."""
    said = event.data
    ordered = Tally(requests.ORDERED, days_of(event)[0], said.agency)
    due = deadlines.began(said.agency, [("correction", last_day(said.office, said.due_at))])
    count_rare(event, tx, now, "ordered", ordered, *due, due_at=said.due_at)


async def count_reported(
    event: Envelope[CorrectiveActionReported], tx: Transaction, now: datetime
) -> None:
    """The agency says that it was put right, in time or late: its clock stands still."""
    count_rare(event, tx, now, "reported", *stops(event))


async def count_sent_back(
    event: Envelope[CorrectiveActionReturned], tx: Transaction, now: datetime
) -> None:
    """The report was not sufficient: that it came in time counts no more.

    The agency has time anew, but the action was due by its order. Where it is not told by when
    that was, the new time counts as a deadline of its own.
    """
    said = event.data
    if said.first_due_at is not None and said.reported_at is not None:
        day = last_day(said.office, said.first_due_at)
        counted = deadlines.stopped(
            said.agency, "correction", said.first_due_at, day, at=said.reported_at, dropped=False
        )
        count_rare(event, tx, now, "sent-back", counted._replace(amount=-1))
        return
    due = deadlines.began(said.agency, [("correction", last_day(said.office, said.due_at))])
    count_rare(event, tx, now, "sent-back", *due, due_at=said.due_at)


async def count_corrected(
    event: Envelope[CorrectiveActionDone], tx: Transaction, now: datetime
) -> None:
    """It was put right, in time or late."""
    count_rare(event, tx, now, "corrected", *stops(event))


def listen(ear: Ear) -> None:
    """Hear of all that happens to requests after the first one was sent."""
    ear.hears(RequestSent)(count_sent)
    ear.hears(RequestAcknowledged)(count_acknowledged)
    ear.hears(RequestAnswered)(count_answered)
    ear.hears(RequestReturned)(count_returned)
    ear.hears(RequestMisrouted)(count_misrouted)
    ear.hears(RequestEscalated)(count_escalated)
    ear.hears(RequestCancelled)(count_cancelled)
    ear.hears(DeadlineRecalculated)(count_recalculated)
    ear.hears(CorrectiveActionOrdered)(count_ordered)
    ear.hears(CorrectiveActionReported)(count_reported)
    ear.hears(CorrectiveActionReturned)(count_sent_back)
    ear.hears(CorrectiveActionDone)(count_corrected)
