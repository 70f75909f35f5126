"""What metrics hears: everything that counts, each fact once, in any order."""

from datetime import date, datetime, timedelta
from typing import Any

from services.metrics import measures, offices, store
from services.metrics.domain import tallies
from services.metrics.domain.period import local_day
from services.metrics.domain.tallies import Place, Tally
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintAccepted, ComplaintFact, ComplaintFinished
from shared.events.notifications import MessageFailed, MessageSent
from shared.events.routing import (
    CaseAssigned,
    CaseClosed,
    CaseFact,
    CaseUnroutable,
    RequestAcknowledged,
    RequestAnswered,
)

ear = Ear("metrics")

SECOND = timedelta(seconds=1)


def _days(event: Envelope[Any]) -> tuple[date, date]:
    """On which of the office's days it happened, and on which the complaint was registered."""
    zone = offices.zone_of(event.data.office)
    return local_day(event.time, zone), local_day(event.data.registered_at, zone)


def _of_complaint(said: ComplaintFact | CaseFact) -> tuple[Place, ...]:
    return tallies.of_complaint(said.office, said.channel, said.substance)


def _of_case(said: CaseFact) -> tuple[Place, ...]:
    return tallies.of_case(said.agency, said.office, said.channel, said.substance)


@ear.hears(ComplaintAccepted)
async def count_received(
    event: Envelope[ComplaintAccepted], tx: Transaction, now: datetime
) -> None:
    """A report was taken in (M02); it counts on the day of its registration."""
    days = _days(event)
    received = Tally(tallies.RECEIVED, days[1], _of_complaint(event.data))
    store.add_fact(tx, event, "received", days=days, heard_at=now)
    store.add_tallies(tx, [received], event.data.access_type)
    measures.FACTS.labels("received").inc()


@ear.hears(ComplaintFinished)
async def count_finished(
    event: Envelope[ComplaintFinished], tx: Transaction, now: datetime
) -> None:
    """A consultation or a copy: an access (M01), and neither a report nor a case."""
    days = _days(event)
    finished = Tally(tallies.FINISHED, days[1], _of_complaint(event.data))
    store.add_fact(tx, event, "finished", days=days, heard_at=now, reason=event.data.reason)
    store.add_tallies(tx, [finished], event.data.access_type)
    measures.FACTS.labels("finished").inc()


@ear.hears(CaseAssigned)
async def count_assigned(event: Envelope[CaseAssigned], tx: Transaction, now: datetime) -> None:
    """A case is opened with its agency; or, if it waited for staff, it comes to its agency."""
    said = event.data
    days = day, registered = _days(event)
    if said.was_unroutable:
        kind: store.Kind = "placed"
        counted = tallies.placed(
            said.agency,
            said.office,
            said.channel,
            said.substance,
            day=day,
            registered_day=registered,
        )
    else:
        kind = "opened"
        counted = (Tally(tallies.OPENED, registered, _of_case(said)),)
    store.add_fact(tx, event, kind, days=days, heard_at=now, due_at=said.answer_due_at)
    store.add_tallies(tx, counted, said.access_type)
    measures.FACTS.labels(kind).inc()


@ear.hears(CaseUnroutable)
async def count_unroutable(event: Envelope[CaseUnroutable], tx: Transaction, now: datetime) -> None:
    """A case is opened that waits for staff: it is in the stock of the agency `unrouted`."""
    days = _days(event)
    store.add_fact(tx, event, "unroutable", days=days, heard_at=now)
    opened = Tally(tallies.OPENED, days[1], _of_case(event.data))
    store.add_tallies(tx, [opened], event.data.access_type)
    measures.FACTS.labels("unroutable").inc()


@ear.hears(RequestAcknowledged)
async def count_acknowledged(
    event: Envelope[RequestAcknowledged], tx: Transaction, now: datetime
) -> None:
    """A focal point has seen a request."""
    days = _days(event)
    acknowledged = Tally(tallies.ACKNOWLEDGED, days[0], _of_case(event.data))
    store.add_fact(tx, event, "acknowledged", days=days, heard_at=now)
    store.add_tallies(tx, [acknowledged], event.data.access_type)
    measures.FACTS.labels("acknowledged").inc()


@ear.hears(RequestAnswered)
async def count_answered(event: Envelope[RequestAnswered], tx: Transaction, now: datetime) -> None:
    """An agency has answered a request, in time or late."""
    said = event.data
    days = _days(event)
    in_time = event.time <= said.answer_due_at
    measure = tallies.ANSWERED_IN_TIME if in_time else tallies.ANSWERED_LATE
    store.add_fact(tx, event, "answered", days=days, heard_at=now, due_at=said.answer_due_at)
    store.add_tallies(tx, [Tally(measure, days[0], _of_case(said))], said.access_type)
    measures.FACTS.labels("answered").inc()


@ear.hears(CaseClosed)
async def count_closed(event: Envelope[CaseClosed], tx: Transaction, now: datetime) -> None:
    """A case is closed: it leaves the stock today and is done in the cohort of its registration."""
    said = event.data
    days = day, registered = _days(event)
    seconds = (event.time - said.registered_at) // SECOND
    store.add_fact(
        tx,
        event,
        "closed",
        days=days,
        heard_at=now,
        seconds=seconds,
        reason=said.reason,
        resolution_method=said.resolution_method,
        substantiated=said.substantiated,
    )
    counted = tallies.closed(
        said.reason, _of_case(said), day=day, registered_day=registered, seconds=seconds
    )
    store.add_tallies(tx, counted, said.access_type)
    measures.FACTS.labels("closed").inc()


@ear.hears(MessageSent)
async def count_sent(event: Envelope[MessageSent], tx: Transaction, now: datetime) -> None:
    """A message was handed to its recipient's server, perhaps a second time."""
    day = local_day(event.time, offices.default_zone())
    places = tallies.of_message(event.data.template)
    counted = [Tally(tallies.SENT, day, places)]
    if event.data.maybe_twice:
        counted.append(Tally(tallies.SENT_MAYBE_TWICE, day, places))
    store.add_message_fact(tx, event, day=day, heard_at=now)
    store.add_tallies(tx, counted)
    measures.FACTS.labels("message_sent").inc()


@ear.hears(MessageFailed)
async def count_failed(event: Envelope[MessageFailed], tx: Transaction, now: datetime) -> None:
    """A message will not be tried again."""
    day = local_day(event.time, offices.default_zone())
    failed = Tally(tallies.FAILED, day, tallies.of_message(event.data.template))
    store.add_message_fact(tx, event, day=day, heard_at=now)
    store.add_tallies(tx, [failed])
    measures.FACTS.labels("message_failed").inc()
