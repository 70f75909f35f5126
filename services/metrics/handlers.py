"""What metrics hears: everything that counts, each fact once, in any order."""

from datetime import date, datetime, timedelta
from typing import Any

from services.metrics import (
    hearing_incidents,
    hearing_messages,
    hearing_registry,
    knowing,
    measures,
    offices,
    store,
)
from services.metrics.domain import tallies
from services.metrics.domain.period import local_day
from services.metrics.domain.tallies import Tally
from services.metrics.store import Kind
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintAccepted, ComplaintFinished
from shared.events.routing import (
    NO_AGENCY,
    CaseAssigned,
    CaseClosed,
    CaseReopened,
    CaseUnroutable,
    RequestAcknowledged,
    RequestAnswered,
    RequestEscalated,
    RequestMisrouted,
    RequestReturned,
)

ear = Ear("metrics")
hearing_registry.listen(ear)
hearing_incidents.listen(ear)
hearing_messages.listen(ear)

SECOND = timedelta(seconds=1)


def _days(event: Envelope[Any]) -> tuple[date, date]:
    """On which of the office's days it happened, and on which the complaint was registered."""
    zone = offices.zone_of(event.data.office)
    registered_day = local_day(event.data.registered_at, zone)
    if event.time == event.data.registered_at:
        return registered_day, registered_day
    return local_day(event.time, zone), registered_day


def _count_request(
    event: Envelope[Any], tx: Transaction, now: datetime, kind: Kind, measure: str, **more: Any
) -> None:
    """One more of what happens to requests, on the day on which it happened."""
    days = _days(event)
    one = Tally(measure, days[0], event.data.agency)
    store.count_fact(tx, event, kind, [one], days=days, heard_at=now, **more)
    measures.count(tx, kind)


@ear.hears(ComplaintAccepted)
async def count_received(
    event: Envelope[ComplaintAccepted], tx: Transaction, now: datetime
) -> None:
    """A report was taken in (M02); it counts on the day of its registration."""
    days = _days(event)
    received = Tally(tallies.RECEIVED, days[1], tallies.NOBODY)
    store.count_fact(tx, event, "received", [received], days=days, heard_at=now)
    store.keep_joining(tx, event, heard_at=now)
    measures.count(tx, "received")


@ear.hears(ComplaintFinished)
async def count_finished(
    event: Envelope[ComplaintFinished], tx: Transaction, now: datetime
) -> None:
    """A consultation or a copy: an access (M01), and neither a report nor a case."""
    days = _days(event)
    finished = Tally(tallies.FINISHED, days[1], tallies.NOBODY)
    reason = event.data.reason
    store.count_fact(tx, event, "finished", [finished], days=days, heard_at=now, reason=reason)
    measures.count(tx, "finished")


@ear.hears(CaseAssigned)
async def count_assigned(event: Envelope[CaseAssigned], tx: Transaction, now: datetime) -> None:
    """A case is opened with its agency; or, later, it comes to its agency from another stock."""
    said = event.data
    days = _days(event)
    came_from = NO_AGENCY if said.was_unroutable else said.from_agency
    if said.cause == "opened" and not said.was_unroutable:
        opened = Tally(tallies.OPENED, days[1], said.agency)
        due_at = said.answer_due_at
        store.count_fact(tx, event, "opened", [opened], days=days, heard_at=now, due_at=due_at)
        measures.count(tx, "opened")
    elif came_from is not None and came_from != said.agency:
        # Another officer of the same agency changes no stock.
        kind: Kind = "placed" if said.was_unroutable else "moved"
        moved = tallies.moved(came_from, said.agency, *days)
        told = {"from_agency": came_from, "due_at": said.answer_due_at}
        store.count_fact(tx, event, kind, moved, days=days, heard_at=now, **told)
        measures.count(tx, kind)


@ear.hears(CaseUnroutable)
async def count_unroutable(event: Envelope[CaseUnroutable], tx: Transaction, now: datetime) -> None:
    """A case is opened that waits for staff: it is in the stock of the agency `unrouted`."""
    days = _days(event)
    opened = Tally(tallies.OPENED, days[1], event.data.agency)
    store.count_fact(tx, event, "unroutable", [opened], days=days, heard_at=now)
    measures.count(tx, "unroutable")


@ear.hears(RequestAcknowledged)
async def count_acknowledged(
    event: Envelope[RequestAcknowledged], tx: Transaction, now: datetime
) -> None:
    """A focal point has seen a request."""
    _count_request(event, tx, now, "acknowledged", tallies.ACKNOWLEDGED)


@ear.hears(RequestAnswered)
async def count_answered(event: Envelope[RequestAnswered], tx: Transaction, now: datetime) -> None:
    """An agency has answered a request, in time or late."""
    due_at = event.data.answer_due_at
    measure = tallies.ANSWERED_IN_TIME if event.time <= due_at else tallies.ANSWERED_LATE
    _count_request(event, tx, now, "answered", measure, due_at=due_at)


@ear.hears(RequestReturned)
async def count_returned(event: Envelope[RequestReturned], tx: Transaction, now: datetime) -> None:
    """An answer was not sufficient: it went back to the agency."""
    _count_request(event, tx, now, "returned", tallies.RETURNED)


@ear.hears(RequestMisrouted)
async def count_misrouted(
    event: Envelope[RequestMisrouted], tx: Transaction, now: datetime
) -> None:
    """An agency has said that a request is not for it."""
    _count_request(event, tx, now, "misrouted", tallies.MISROUTED)


@ear.hears(RequestEscalated)
async def count_escalated(
    event: Envelope[RequestEscalated], tx: Transaction, now: datetime
) -> None:
    """A delay was taken to the next level of the ladder."""
    level = event.data.level
    _count_request(event, tx, now, "escalated", tallies.escalated(level), level=level)
    measures.count(tx, level)


@ear.hears(CaseClosed)
async def count_closed(event: Envelope[CaseClosed], tx: Transaction, now: datetime) -> None:
    """A case leaves the stock, and is done in the cohort of its registration."""
    said = event.data
    days = _days(event)
    seconds = (event.time - said.registered_at) // SECOND
    working_days = knowing.working_days(*days)
    closed = tallies.closed(
        said.agency,
        said.reason,
        day=days[0],
        registered_day=days[1],
        seconds=seconds,
        working_days=working_days,
    )
    store.count_fact(
        tx,
        event,
        "closed",
        closed,
        days=days,
        heard_at=now,
        seconds=seconds,
        working_days=working_days,
        reason=said.reason,
        resolution_method=said.resolution_method,
        substantiated=said.substantiated,
    )
    measures.count(tx, "closed")


@ear.hears(CaseReopened)
async def count_reopened(event: Envelope[CaseReopened], tx: Transaction, now: datetime) -> None:
    """A closed case is in the stock again; it will be closed once more."""
    said = event.data
    days = _days(event)
    seconds = (said.was_closed_at - said.registered_at) // SECOND if said.was_closed_at else 0
    reopened = tallies.reopened(
        said.agency, said.was_reason, day=days[0], registered_day=days[1], seconds=seconds
    )
    told = {"reason": said.was_reason, "seconds": seconds}
    store.count_fact(tx, event, "reopened", reopened, days=days, heard_at=now, **told)
    measures.count(tx, "reopened")
