"""What metrics hears of complaints that staff verify by hand."""

from datetime import datetime
from typing import Any

from services.metrics import knowing, store
from services.metrics.domain import verification
from services.metrics.hearing.counting import count_rare, days_of, seconds_open
from services.metrics.store import Kind
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import (
    ComplaintClassified,
    ComplaintDeclined,
    ComplaintRegistered,
    ComplaintWithdrawn,
)


async def count_registered(
    event: Envelope[ComplaintRegistered], tx: Transaction, now: datetime
) -> None:
    """A complaint has come in and is open, though nobody's case yet."""
    counted = verification.registered(days_of(event)[1], store.seen_as(event.data))
    count_rare(event, tx, now, "registered", *counted)


async def count_classified(
    event: Envelope[ComplaintClassified], tx: Transaction, now: datetime
) -> None:
    """It is of another type, sector, place or kind than its form said."""
    said = event.data
    told = {"region": said.was_region, "maladministration": said.was_maladministration}
    was = store.seen_as(
        said.model_copy(
            update={**told, "access_type": said.was_access_type, "substance": said.was_substance}
        )
    )
    counted = verification.seen_otherwise(days_of(event)[1], was, store.seen_as(said))
    count_rare(event, tx, now, "classified", *counted)


async def count_declined(
    event: Envelope[ComplaintDeclined], tx: Transaction, now: datetime
) -> None:
    """It is closed at verification."""
    _count_ended(event, tx, now, "declined")


async def count_withdrawn(
    event: Envelope[ComplaintWithdrawn], tx: Transaction, now: datetime
) -> None:
    """Taken back before acceptance it ends here; afterwards it is the case that is closed."""
    if event.data.before_acceptance:
        _count_ended(event, tx, now, "withdrawn")


def _count_ended(event: Envelope[Any], tx: Transaction, now: datetime, kind: Kind) -> None:
    day, registered_day = days_of(event)
    seconds, reason = seconds_open(event), event.data.reason
    ended = verification.ended(
        reason,
        day=day,
        registered_day=registered_day,
        seconds=seconds,
        working_days=knowing.working_days(day, registered_day),
    )
    count_rare(event, tx, now, kind, *ended, reason=reason, seconds=seconds)


def listen(ear: Ear) -> None:
    """Hear of all of it."""
    ear.hears(ComplaintRegistered)(count_registered)
    ear.hears(ComplaintClassified)(count_classified)
    ear.hears(ComplaintDeclined)(count_declined)
    ear.hears(ComplaintWithdrawn)(count_withdrawn)
