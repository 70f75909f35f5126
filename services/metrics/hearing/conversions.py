"""What metrics hears of cases that go on as another access type."""

from datetime import datetime

from services.metrics import store
from services.metrics.domain.conversions import converted
from services.metrics.hearing.counting import count_rare, days_of
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.routing import CaseConverted


async def count_converted(event: Envelope[CaseConverted], tx: Transaction, now: datetime) -> None:
    """A case goes from the stock of one access type to that of another."""
    is_now = store.seen_as(event.data)
    was = is_now._replace(access_type=event.data.was_access_type)
    counted = converted(event.data.agency, *days_of(event), was=was, now=is_now)
    count_rare(event, tx, now, "converted", *counted)


def listen(ear: Ear) -> None:
    """Hear of it."""
    ear.hears(CaseConverted)(count_converted)
