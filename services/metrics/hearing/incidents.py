"""What metrics hears of mass incidents: which complaints are part of one."""

from datetime import datetime
from typing import Any

from services.metrics import measures, store
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintJoined


async def keep_joining(event: Envelope[Any], tx: Transaction, now: datetime) -> None:
    """A complaint is part of a mass incident: its facts can be left out, whenever heard."""
    store.keep_joining(tx, event, heard_at=now)
    measures.count(tx, "joined")


def listen(ear: Ear) -> None:
    """Hear of each joining; what was joined before its acceptance, the acceptance tells as well."""
    ear.hears(ComplaintJoined)(keep_joining)
