"""What notifications keeps: each message, what became of it and when it is tried again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from shared.db.naming import named_registry
from shared.db.tables import InboxColumns, OutboxColumns


class Table(SQLModel, registry=named_registry()):
    """The tables of this service's own database."""


WAITING = text("state = 'waiting'")
STARTED = text("started_at IS NOT NULL")


class MessageRow(Table, table=True):
    """One event told to one recipient over one channel: the key is made from these three.

    No address, no name and no word of a complaint: those are read at the moment of sending.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_due", "next_try_at", postgresql_where=WAITING, sqlite_where=WAITING),
        Index("ix_messages_started", "started_at", postgresql_where=STARTED, sqlite_where=STARTED),
    )

    message_id: UUID = Field(primary_key=True, description="uuid5 of event, recipient, channel.")
    event_id: UUID
    complaint_id: UUID | None = Field(index=True, description="None: about an agency.")
    case_id: UUID | None
    recipient: str = Field(description="reporter, or a role")
    recipient_id: str = Field(
        description="Complaint id of a reporter, appointment id, or whose role."
    )
    channel: str = Field(description="mail")
    template: str
    language: str
    facts: str = Field(description="JSON: what the template says of the complaint or case.")
    state: str = Field(description="waiting | sent | skipped | failed")
    attempts: int
    next_try_at: datetime
    started_at: datetime | None = Field(description="Null: nothing is in flight.")
    started_by: str | None = Field(description="The process that has it in flight.")
    maybe_twice: bool = Field(description="An earlier try may have arrived without our record.")
    why: str | None = Field(description="What the last try met with.")
    created_at: datetime
    ended_at: datetime | None


class OutboxRow(OutboxColumns, Table, table=True):
    __tablename__ = "outbox"


class InboxRow(InboxColumns, Table, table=True):
    __tablename__ = "inbox"
