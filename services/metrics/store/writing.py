"""Adding facts and counts: plain values only, this is the hot path."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal

from services.metrics.domain.period import GRAINS, first_of
from services.metrics.domain.tallies import Tally
from services.metrics.models import CountRow, FactRow, MessageFactRow, RollupRow, TallyRow
from services.metrics.store.places import EVERYWHERE
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.notifications import MessageFailed, MessageSent

Kind = Literal[
    "received",
    "finished",
    "opened",
    "unroutable",
    "placed",
    "moved",
    "acknowledged",
    "answered",
    "returned",
    "misrouted",
    "escalated",
    "closed",
    "reopened",
    "registered",
    "classified",
    "accepted",
    "declined",
    "withdrawn",
    "passed",
]

PLACED_BY = ("measure", "day", "agency", "office", "channel", "substance", "access_type", "bin")


def count_fact(
    tx: Transaction,
    event: Envelope[Any],
    kind: Kind,
    tallies: Iterable[Tally],
    *,
    days: tuple[date, date],
    heard_at: datetime,
    beside: Sequence[Tally] = (),
    **more: Any,
) -> None:
    """Keep what an event says about a complaint or its case, and count it.

    `days` are those of happening and of registration. What `tallies` count is said once more in
    `contributions`, from the columns of the fact; what `beside` counts is kept with the fact.
    """
    said = event.data
    tx.add(
        FactRow,
        event_id=event.id,
        kind=kind,
        complaint_id=said.complaint_id,
        case_id=said.__dict__.get("case_id"),  # intake knows of no case
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
        day=days[0],
        registered_day=days[1],
        **more,
    )
    _add_up(tx, said, tallies, heard_at)
    _count_beside(tx, event, beside, heard_at)


def _add_up(tx: Transaction, said: Any, tallies: Iterable[Tally], heard_at: datetime) -> None:
    group = (said.office, said.channel, said.substance, said.access_type)
    for measure, day, agency, amount, seconds, of_bin, _ in tallies:
        key = (heard_at, measure, day, agency, *group, of_bin)
        tx.add_up(TallyRow, key, amount, seconds)


def _count_beside(
    tx: Transaction, event: Envelope[Any], tallies: Sequence[Tally], heard_at: datetime
) -> None:
    said = event.data
    for rank, (measure, day, agency, amount, seconds, of_bin, seen_as) in enumerate(tallies):
        access_type, substance = seen_as or (said.access_type, said.substance)
        place = (measure, day, agency, said.office, said.channel, substance, access_type, of_bin)
        tx.add_up(TallyRow, (heard_at, *place), amount, seconds)
        tx.add(
            CountRow,
            event_id=event.id,
            rank=rank,
            complaint_id=said.complaint_id,
            **dict(zip(PLACED_BY, place, strict=True)),
            count=amount,
            seconds=seconds,
            recorded_at=event.recordedtime,
            heard_at=heard_at,
        )


def count_message(
    tx: Transaction,
    event: Envelope[MessageSent] | Envelope[MessageFailed],
    measures: Iterable[str],
    *,
    day: date,
    heard_at: datetime,
) -> None:
    """Keep what an event says about a message, and count it.

    Straight into the roll-ups: there are as many rows as templates.
    """
    said = event.data
    tx.add(
        MessageFactRow,
        event_id=event.id,
        kind="sent" if isinstance(said, MessageSent) else "failed",
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
    for measure in measures:
        for dimension, value in (("total", ""), ("template", said.template)):
            for grain in GRAINS:
                key = (dimension, EVERYWHERE, measure, grain, first_of(day, grain), value, "", 0)
                tx.add_up(RollupRow, key, 1, 0)
