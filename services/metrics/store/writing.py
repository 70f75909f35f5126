"""Adding facts and counts: plain values only, this is the hot path."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from services.metrics.domain import reporters
from services.metrics.domain.period import GRAINS, first_of
from services.metrics.domain.tallies import NOT_TOLD, Seen, Tally
from services.metrics.models import CountRow, FactRow, MessageFactRow, RollupRow, TallyRow
from services.metrics.store.changes import note_change
from services.metrics.store.contributions import GROUPS
from services.metrics.store.places import OF_MESSAGES
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
    "asked",
    "recalculated",
    "cancelled",
    "ordered",
    "reported",
    "sent-back",
    "corrected",
    "converted",
    "rated",
]

PLACED_BY = ("measure", "day", "agency", *GROUPS, "bin")


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

    What `tallies` count `contributions` says again; what `beside` counts is kept with the fact.
    """
    said = event.data.__dict__  # reading a field of a model costs three times as much
    tx.add(
        FactRow,
        event_id=event.id,
        kind=kind,
        complaint_id=said["complaint_id"],
        case_id=said.get("case_id"),  # intake knows of no case
        office=said["office"],
        agency=said["agency"],
        access_type=said["access_type"],
        channel=said["channel"],
        substance=said["substance"],
        region=said["region"],
        campaign=said["campaign"],
        happened_at=event.time,
        recorded_at=event.recordedtime,
        heard_at=heard_at,
        registered_at=said["registered_at"],
        day=days[0],
        registered_day=days[1],
        maladministration=next(iter(said["maladministration"]), None),
        **more,
    )
    _add_up(tx, event.data, tallies, heard_at)
    _count_beside(tx, event, (*beside, *_of_reporter(said, tallies, beside)), heard_at)


def _of_reporter(
    said: Mapping[str, Any], tallies: Iterable[Tally], beside: Sequence[Tally]
) -> tuple[Tally, ...]:
    """Only intake tells of reporters, and of few."""
    kind, province = said.get("reporter_class"), said.get("reporter_province")
    if kind is None and province is None:
        return ()
    return reporters.beside([*tallies, *beside], kind, province)


def _add_up(tx: Transaction, said: Any, tallies: Iterable[Tally], heard_at: datetime) -> None:
    note_change(tx)
    group = _about(said, seen_as(said))
    for measure, day, agency, amount, seconds, of_bin, _ in tallies:
        key = (heard_at, measure, day, agency, *group, of_bin)
        tx.add_up(TallyRow, key, amount, seconds)


def seen_as(said: Any) -> Seen:
    """As what a complaint counts; of alleged kinds the primary one."""
    kinds = said.maladministration
    kind = kinds[0] if kinds else NOT_TOLD
    return Seen(said.access_type, said.substance, said.region or NOT_TOLD, kind)


def _about(said: Any, seen: Seen) -> tuple[str, ...]:
    """What counts say of it beside the agency, in the order of their key."""
    return (said.office, said.channel, seen.substance, seen.access_type, seen.region, seen.kind)


def _count_beside(
    tx: Transaction, event: Envelope[Any], tallies: Sequence[Tally], heard_at: datetime
) -> None:
    said = event.data
    for rank, (measure, day, agency, amount, seconds, of_bin, seen) in enumerate(tallies):
        place = (measure, day, agency, *_about(said, seen or seen_as(said)), of_bin)
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
    note_change(tx)
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
                key = (dimension, OF_MESSAGES, measure, grain, first_of(day, grain), value, "", 0)
                tx.add_up(RollupRow, key, 1, 0)
