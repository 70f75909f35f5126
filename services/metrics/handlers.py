"""What metrics hears: everything that counts, each fact once, in any order."""

from datetime import date, datetime, timedelta
from typing import Any

from services.metrics import measures, offices, store
from services.metrics.domain import tallies
from services.metrics.domain.period import local_day
from services.metrics.domain.tallies import Tally
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintAccepted, ComplaintFinished
from shared.events.notifications import MessageFailed, MessageSent
from shared.events.routing import (
    CaseAssigned,
    CaseClosed,
    CaseUnroutable,
    RequestAcknowledged,
    RequestAnswered,
)

ear = Ear("metrics")

SECOND = timedelta(seconds=1)


def _days(event: Envelope[Any]) -> tuple[date, date]:
    """On which of the office's days it happened, and on which the complaint was registered."""
    zone = offices.zone_of(event.data.office)
    registered_day = local_day(event.data.registered_at, zone)
    if event.time == event.data.registered_at:
        return registered_day, registered_day
    return local_day(event.time, zone), registered_day


@ear.hears(ComplaintAccepted)
async def count_received(
    event: Envelope[ComplaintAccepted], tx: Transaction, now: datetime
) -> None:
    """A report was taken in (M02); it counts on the day of its registration."""
    days = _days(event)
    received = Tally(tallies.RECEIVED, days[1], tallies.NOBODY)
    store.count_fact(tx, event, "received", [received], days=days, heard_at=now)
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
    """A case is opened with its agency; or, if it waited for staff, it comes to its agency."""
    agency, due_at = event.data.agency, event.data.answer_due_at
    days = _days(event)
    if event.data.was_unroutable:
        moved = tallies.placed(agency, *days)
        store.count_fact(tx, event, "placed", moved, days=days, heard_at=now, due_at=due_at)
        measures.count(tx, "placed")
    elif event.data.cause == "opened":  # one that comes to another officer is in the stock already
        opened = Tally(tallies.OPENED, days[1], agency)
        store.count_fact(tx, event, "opened", [opened], days=days, heard_at=now, due_at=due_at)
        measures.count(tx, "opened")


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
    days = _days(event)
    acknowledged = Tally(tallies.ACKNOWLEDGED, days[0], event.data.agency)
    store.count_fact(tx, event, "acknowledged", [acknowledged], days=days, heard_at=now)
    measures.count(tx, "acknowledged")


@ear.hears(RequestAnswered)
async def count_answered(event: Envelope[RequestAnswered], tx: Transaction, now: datetime) -> None:
    """An agency has answered a request, in time or late."""
    due_at = event.data.answer_due_at
    days = _days(event)
    measure = tallies.ANSWERED_IN_TIME if event.time <= due_at else tallies.ANSWERED_LATE
    answered = Tally(measure, days[0], event.data.agency)
    store.count_fact(tx, event, "answered", [answered], days=days, heard_at=now, due_at=due_at)
    measures.count(tx, "answered")


@ear.hears(CaseClosed)
async def count_closed(event: Envelope[CaseClosed], tx: Transaction, now: datetime) -> None:
    """A case leaves the stock, and is done in the cohort of its registration."""
    said = event.data
    days = _days(event)
    seconds = (event.time - said.registered_at) // SECOND
    closed = tallies.closed(
        said.agency, said.reason, day=days[0], registered_day=days[1], seconds=seconds
    )
    store.count_fact(
        tx,
        event,
        "closed",
        closed,
        days=days,
        heard_at=now,
        seconds=seconds,
        reason=said.reason,
        resolution_method=said.resolution_method,
        substantiated=said.substantiated,
    )
    measures.count(tx, "closed")


@ear.hears(MessageSent)
async def count_sent(event: Envelope[MessageSent], tx: Transaction, now: datetime) -> None:
    """A message was handed to its recipient's server, perhaps a second time."""
    day = local_day(event.time, offices.default_zone())
    twice = (tallies.SENT_MAYBE_TWICE,) if event.data.maybe_twice else ()
    store.count_message(tx, event, (tallies.SENT, *twice), day=day, heard_at=now)
    measures.count(tx, "message-sent")


@ear.hears(MessageFailed)
async def count_failed(event: Envelope[MessageFailed], tx: Transaction, now: datetime) -> None:
    """A message will not be tried again."""
    day = local_day(event.time, offices.default_zone())
    store.count_message(tx, event, (tallies.FAILED,), day=day, heard_at=now)
    measures.count(tx, "message-failed")
