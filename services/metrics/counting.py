"""What all handlers share: the office's days, and how a fact is counted."""

from datetime import date, datetime, timedelta
from typing import Any

from services.metrics import measures, offices, store
from services.metrics.domain.period import local_day
from services.metrics.domain.tallies import Tally
from services.metrics.store import Kind
from shared.db.transaction import Transaction
from shared.events.base import Envelope

SECOND = timedelta(seconds=1)


def days_of(event: Envelope[Any]) -> tuple[date, date]:
    """On which of the office's days it happened, and on which the complaint was registered."""
    zone = offices.zone_of(event.data.office)
    registered_day = local_day(event.data.registered_at, zone)
    if event.time == event.data.registered_at:
        return registered_day, registered_day
    return local_day(event.time, zone), registered_day


def day_of(event: Envelope[Any], moment: datetime) -> date:
    """On which of the office's days another moment lies."""
    return local_day(moment, offices.zone_of(event.data.office))


def seconds_open(event: Envelope[Any]) -> int:
    """From registration until this happened."""
    passed: timedelta = event.time - event.data.registered_at
    return passed // SECOND


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
