"""What metrics hears: everything that counts, each fact once, in any order."""

from datetime import datetime
from typing import Any

from services.metrics import knowing, measures, offices, store
from services.metrics.domain import benefits, deadlines, tallies, verification
from services.metrics.domain.tallies import Tally
from services.metrics.domain.verification import UNVERIFIED
from services.metrics.hearing import (
    conversions,
    incidents,
    messages,
    ratings,
    registry,
    requests,
)
from services.metrics.hearing import verification as hearing_verification
from services.metrics.hearing.counting import (
    SECOND,
    count_rare,
    days_of,
    dues,
    examined,
    last_day,
    opening,
    seconds_open,
    stops,
)
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
)

ear = Ear("metrics")
for noun in (hearing_verification, requests, registry, incidents, conversions, messages, ratings):
    noun.listen(ear)


@ear.hears(ComplaintAccepted)
async def count_received(
    event: Envelope[ComplaintAccepted], tx: Transaction, now: datetime
) -> None:
    """A report was taken in (M02); it counts on the day of its registration.

    What staff accepted by hand was counted when it was registered.
    """
    days = days_of(event)
    if verification.was_by_hand(event.time, event.data.registered_at):
        seconds = seconds_open(event)
        passed = verification.passed(*days, seconds)
        count_rare(event, tx, now, "accepted", *passed, seconds=seconds)
        return
    received = Tally(tallies.RECEIVED, days[1], tallies.NOBODY)
    store.count_fact(tx, event, "received", [received], days=days, heard_at=now)
    store.keep_joining(tx, event, heard_at=now)
    measures.count(tx, "received")


@ear.hears(ComplaintFinished)
async def count_finished(
    event: Envelope[ComplaintFinished], tx: Transaction, now: datetime
) -> None:
    """A consultation or a copy: an access (M01), and neither a report nor a case."""
    said, days = event.data, days_of(event)
    finished = Tally(tallies.FINISHED, days[1], tallies.NOBODY)
    beside: tuple[Tally, ...] = ()
    if said.was_access_type is not None:  # until now it counted as what it had been registered as
        was = store.seen_as(said)._replace(access_type=said.was_access_type)
        beside = verification.registered(days[1], was, -1)
    told: dict[str, Any] = {"beside": beside, "reason": said.reason}
    store.count_fact(tx, event, "finished", [finished], days=days, heard_at=now, **told)
    measures.count(tx, "finished")


@ear.hears(CaseAssigned)
async def count_assigned(event: Envelope[CaseAssigned], tx: Transaction, now: datetime) -> None:
    """A case is opened with its agency; or, later, it comes to its agency from another stock.

    With each comes a request, but where another officer takes over what was asked.
    """
    said = event.data
    came_from = NO_AGENCY if said.was_unroutable else said.from_agency
    if said.cause == "opened" and not said.was_unroutable:
        _count_opened(event, tx, now)
    elif came_from is not None and came_from != said.agency:
        days = days_of(event)
        kind: Kind = "placed" if said.was_unroutable else "moved"
        moved = tallies.moved(came_from, said.agency, *days)
        told: dict[str, Any] = {"from_agency": came_from, "due_at": said.answer_due_at}
        told["beside"] = dues(event)
        store.count_fact(tx, event, kind, moved, days=days, heard_at=now, **told)
        measures.count(tx, kind)
    elif said.cause != "handed-over":
        count_rare(event, tx, now, "asked", *dues(event))


def _count_opened(event: Envelope[CaseAssigned], tx: Transaction, now: datetime) -> None:
    said = event.data
    if verification.was_by_hand(event.time, said.registered_at):
        _count_passed(event, tx, now, *dues(event), due_at=said.answer_due_at)
        return
    days, due_at = days_of(event), said.answer_due_at
    first = opening(said.agency, offices.zone_of(said.office), due_at, said.ack_due_at)
    opened = (Tally(tallies.OPENED, days[1], said.agency), *first.tallies)
    store.count_fact(
        tx,
        event,
        "opened",
        opened,
        days=days,
        heard_at=now,
        due_at=due_at,
        due_day=first.due_day,
        ack_due_day=first.ack_due_day,
    )
    measures.count(tx, "opened")


def _count_passed(
    event: Envelope[Any], tx: Transaction, now: datetime, *beside: Tally, **more: Any
) -> None:
    """The case was in the stock of what is not verified, and comes to its agency."""
    moved = tallies.moved(UNVERIFIED, event.data.agency, *days_of(event))
    count_rare(event, tx, now, "passed", *moved, *beside, from_agency=UNVERIFIED, **more)


@ear.hears(CaseUnroutable)
async def count_unroutable(event: Envelope[CaseUnroutable], tx: Transaction, now: datetime) -> None:
    """A case is opened that waits for staff: it is in the stock of the agency `unrouted`."""
    days = days_of(event)
    if verification.was_by_hand(event.time, event.data.registered_at):
        _count_passed(event, tx, now)
        return
    opened = Tally(tallies.OPENED, days[1], event.data.agency)
    store.count_fact(tx, event, "unroutable", [opened], days=days, heard_at=now)
    measures.count(tx, "unroutable")


@ear.hears(CaseClosed)
async def count_closed(event: Envelope[CaseClosed], tx: Transaction, now: datetime) -> None:
    """A case leaves the stock, and is done in the cohort of its registration."""
    said = event.data
    days = days_of(event)
    seconds = seconds_open(event)
    working_days = knowing.working_days(*days)
    closed = tallies.closed(
        said.agency,
        said.reason,
        day=days[0],
        registered_day=days[1],
        seconds=seconds,
        working_days=working_days,
    )
    waited = tallies.waited(said.agency, said.reason, *days) if said.waited else ()
    store.count_fact(
        tx,
        event,
        "closed",
        closed,
        days=days,
        heard_at=now,
        beside=(
            *stops(event, dropping=deadlines.EVERY),
            *waited,
            *examined(event, days[0]),
            *benefits.saved(said.agency, said.loss_saved, days[0]),
        ),
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
    days = days_of(event)
    seconds = (said.was_closed_at - said.registered_at) // SECOND if said.was_closed_at else 0
    reopened = tallies.reopened(
        said.agency, said.was_reason, day=days[0], registered_day=days[1], seconds=seconds
    )
    told: dict[str, Any] = {"reason": said.was_reason, "seconds": seconds}
    if said.was_loss_saved is not None and said.was_closed_at is not None:
        closed_day = last_day(said.office, said.was_closed_at)
        told["beside"] = benefits.saved(said.agency, said.was_loss_saved, closed_day, -1)
    store.count_fact(tx, event, "reopened", reopened, days=days, heard_at=now, **told)
    measures.count(tx, "reopened")
