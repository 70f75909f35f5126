"""What metrics hears of the registry: each telling is kept, and none is decided upon."""

from datetime import datetime
from typing import Any

from services.metrics import measures, store
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events import registry
from shared.events.base import Envelope


async def keep_registry_fact(event: Envelope[Any], tx: Transaction, now: datetime) -> None:
    """An agency, an officer or what the office did with them: what was told is kept."""
    store.keep_registry_fact(tx, event, heard_at=now)
    measures.count(tx, "registry")


def listen(ear: Ear) -> None:
    """Hear all that is told of the registry."""
    for fact in registry.ANNOUNCED:
        ear.hears(fact)(keep_registry_fact)
