"""The two tables that every service has beside its own: what it will say and what it has heard."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class OutboxColumns(SQLModel):
    """An event that is saved and not yet announced; the row is deleted once the broker has it."""

    event_id: UUID = Field(primary_key=True, description="uuid7: the order of announcing.")
    subject: str
    body: str
    recorded_at: datetime


class InboxColumns(SQLModel):
    """An event that was handled: hearing it again changes nothing."""

    event_id: UUID = Field(primary_key=True)
    heard_at: datetime
