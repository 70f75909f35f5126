"""Adding facts and sums: plain values only, this is the hot path."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from services.metrics.domain.tallies import Tally, cells
from services.metrics.models import FactRow, MessageFactRow, RollupRow
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.notifications import MessageFailed, MessageSent

Kind = Literal[
    "received",
    "finished",
    "opened",
    "unroutable",
    "placed",
    "acknowledged",
    "answered",
    "closed",
]


def add_fact(
    tx: Transaction,
    event: Envelope[Any],
    kind: Kind,
    *,
    days: tuple[date, date],
    heard_at: datetime,
    **more: Any,
) -> None:
    """Keep what an event says about a complaint or its case; `days`: of happening, of registration.

    A column that neither the event nor `more` fills becomes null.
    """
    said = event.data
    day, registered_day = days
    tx.add(
        FactRow,
        event_id=event.id,
        kind=kind,
        complaint_id=said.complaint_id,
        office=said.office,
        agency=said.agency,
        access_type=said.access_type,
        channel=said.channel,
        substance=said.substance,
        region=said.region,
        campaign=said.campaign,
        happened_at=event.time,
        recorded_at=event.recordedtime,
        heard_at=heard_at,
        registered_at=said.registered_at,
        day=day,
        registered_day=registered_day,
        **more,
    )


def add_message_fact(
    tx: Transaction,
    event: Envelope[MessageSent] | Envelope[MessageFailed],
    *,
    day: date,
    heard_at: datetime,
) -> None:
    """Keep what an event says about a message."""
    said = event.data
    sent = isinstance(said, MessageSent)
    tx.add(
        MessageFactRow,
        event_id=event.id,
        kind="sent" if sent else "failed",
        complaint_id=said.complaint_id,
        message_id=said.message_id,
        cause=said.cause,
        recipient=said.recipient,
        template=said.template,
        channel=said.channel,
        attempts=said.attempts,
        maybe_twice=isinstance(said, MessageSent) and said.maybe_twice,
        happened_at=event.time,
        recorded_at=event.recordedtime,
        heard_at=heard_at,
        day=day,
    )


def add_tallies(tx: Transaction, tallies: Iterable[Tally], access_type: str = "") -> None:
    """Add to the roll-ups."""
    for tally in tallies:
        for cell in cells(tally, access_type):
            tx.add_up(RollupRow, cell, tally.amount, tally.seconds)
