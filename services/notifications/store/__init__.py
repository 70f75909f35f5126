"""Every query of notifications."""

from services.notifications.store.flight import (
    Lease,
    Message,
    claim,
    doubt,
    put_back,
    record,
)
from services.notifications.store.messages import add_message, counts, messages_of, waiting

__all__ = [
    "Lease",
    "Message",
    "add_message",
    "claim",
    "counts",
    "doubt",
    "messages_of",
    "put_back",
    "record",
    "waiting",
]
