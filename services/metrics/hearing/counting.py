"""What all handlers share: the office's days, and how a fact is counted."""

from collections.abc import Set
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from services.metrics import measures, offices, store
from services.metrics.domain import deadlines, requests, tallies
from services.metrics.domain.period import local_day
from services.metrics.domain.tallies import Tally
from services.metrics.store import Kind
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.cases import Clock
from shared.events.routing import CaseClosed

SECOND = timedelta(seconds=1)


def days_of(event: Envelope[Any]) -> tuple[date, date]:
    """On which of the office's days it happened, and on which the complaint was registered."""
    zone = offices.zone_of(event.data.office)
    registered_day = local_day(event.data.registered_at, zone)
    if event.time == event.data.registered_at:
        return registered_day, registered_day
    return local_day(event.time, zone), registered_day


_kept_day = lru_cache(maxsize=4_096)(local_day)


def last_day(office: str, due_at: datetime) -> date:
    """The day that ends with a deadline; thousands of cases have the same."""
    return _kept_day(due_at, offices.zone_of(office))


class Opening(NamedTuple):
    """What the clocks of a first request count as; thousands of cases have the same."""

    due_day: date
    ack_due_day: date | None
    tallies: tuple[Tally, ...]


@lru_cache(maxsize=4_096)
def opening(agency: str, zone: ZoneInfo, due_at: datetime, ack_due_at: datetime | None) -> Opening:
    """Of a request that was sent with the opening of its case."""
    due_day = local_day(due_at, zone)
    ends: list[tuple[Clock, date]] = [("answer", due_day)]
    ack_due_day = None
    if ack_due_at is not None:
        ack_due_day = local_day(ack_due_at, zone)
        ends.append(("acknowledgement", ack_due_day))
    return Opening(due_day, ack_due_day, deadlines.began(agency, ends))


def dues(event: Envelope[Any]) -> tuple[Tally, ...]:
    """The clocks that begin with a request, or anew with an answer that was sent back."""
    said = event.data
    ends: dict[Clock, datetime | None] = {
        "answer": said.answer_due_at,
        "acknowledgement": getattr(said, "ack_due_at", None),
    }
    days = [(clock, last_day(said.office, due)) for clock, due in ends.items() if due is not None]
    return deadlines.began(said.agency, days)


def stops(event: Envelope[Any], dropping: Set[Clock] = frozenset()) -> tuple[Tally, ...]:
    """The clocks that end with a deed; those that it makes needless are dropped.

    A corrective action that was sent back is still measured by the day that its order had set;
    what stood still to the end, for a conciliation, by the moment since which it did.
    """
    said = event.data
    dues = [(one, one.first_due_at or one.due_at) for one in said.stopped]
    return tuple(
        deadlines.stopped(
            said.agency,
            one.clock,
            due_at,
            last_day(said.office, due_at),
            at=one.paused_at or event.time,
            dropped=one.clock in dropping,
        )
        for one, due_at in dues
    )


def seconds_open(event: Envelope[Any]) -> int:
    """From registration until this happened."""
    passed: timedelta = event.time - event.data.registered_at
    return passed // SECOND


def examined(event: Envelope[CaseClosed], day: date) -> tuple[Tally, ...]:
    """How long an answered case was still open; where it was handed over, that is not over."""
    said = event.data
    if said.answered_at is None or said.reason == tallies.K_HANDED_OVER:
        return ()
    took = max((day - last_day(said.office, said.answered_at)).days, 0)
    return (Tally(requests.EXAMINED_IN, day, said.agency, bin=took),)


def count_rare(
    event: Envelope[Any],
    tx: Transaction,
    now: datetime,
    kind: Kind,
    *beside: Tally,
    **more: Any,
) -> None:
    """Keep a fact that is not of the usual way of a case, with what it counts as."""
    store.count_fact(tx, event, kind, (), days=days_of(event), heard_at=now, beside=beside, **more)
    measures.count(tx, kind)
