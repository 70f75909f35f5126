"""Every query of notifications."""

from services.notifications.store.flight import claim, doubt, put_back, record
from services.notifications.store.message import Lease, Message
from services.notifications.store.messages import add_message, counts, messages_of, waiting
from services.notifications.store.sharing import forget, given_to, pass_on, share_out

__all__ = [
    "Lease",
    "Message",
    "add_message",
    "claim",
    "counts",
    "doubt",
    "forget",
    "given_to",
    "messages_of",
    "pass_on",
    "put_back",
    "record",
    "share_out",
    "waiting",
]
