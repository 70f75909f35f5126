"""A message as a process has it in flight, and the right to have it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.events.intake import Language
from shared.events.notifications import Recipient, Template


@dataclass(frozen=True, slots=True)
class Message:
    """A message that this process has in flight."""

    message_id: UUID
    event_id: UUID
    complaint_id: UUID | None
    """None: the message is about an agency, and about no complaint."""
    case_id: UUID | None
    recipient: Recipient
    recipient_id: str
    template: Template
    language: Language
    facts: dict[str, Any]
    attempts: int
    maybe_twice: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to have messages in flight: whose, and since when."""

    holder: str
    since: datetime
