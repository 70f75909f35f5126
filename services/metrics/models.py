"""What metrics keeps: one row for each fact that counts, and the sums of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from services.metrics.registry_models import JoiningRow, RegistryFactRow
from services.metrics.sum_models import ChangeRow, RollupRow, TallyRow
from services.metrics.table import Table
from shared.db.tables import InboxColumns, OutboxColumns


class FactRow(Table, table=True):
    """A fact about a complaint or a case; rows are added and never changed.

    All sums can be made again from these, and asked for as they were known at a moment.
    """

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_kind_day", "kind", "day"),
        Index(
            "ix_facts_campaign",
            "campaign",
            sqlite_where=text("campaign IS NOT NULL"),
            postgresql_where=text("campaign IS NOT NULL"),
        ),
    )

    event_id: UUID = Field(primary_key=True)
    kind: str = Field(description="What happened, as `store.Kind` names it.")
    complaint_id: UUID
    case_id: UUID | None = Field(description="Null for what intake says.")
    office: str
    agency: str | None = Field(description="For what intake says: as the reporter named it.")
    access_type: str
    channel: str
    substance: str
    region: str | None
    campaign: str | None
    happened_at: datetime
    recorded_at: datetime = Field(description="When the announcing service learnt it.")
    heard_at: datetime
    registered_at: datetime
    day: date = Field(description="Of happening, in the time zone of the office.")
    registered_day: date
    seconds: int | None = Field(
        sa_type=BigInteger, description="Closed, reopened: from registration to closing, maybe 0."
    )
    due_at: datetime | None = Field(
        description="Opened, placed, answered: end of the answer's day."
    )
    reason: str | None = Field(
        description="Closed, finished: K-code; reopened: the one that it had been closed for."
    )
    resolution_method: str | None
    substantiated: str | None
    from_agency: str | None = Field(description="Moved: the agency that had it before.")
    level: str | None = Field(description="Escalated: how high the delay has risen.")
    working_days: int | None = Field(
        description="Closed: from registration to closing; null without a decree of the year."
    )
    maladministration: str | None = Field(description="The primary kind that is alleged.")
    due_day: date | None = Field(None, description="Opened: the last day for the answer.")
    ack_due_day: date | None = Field(None, description="Opened: the last day to be seen by.")


class CountRow(Table, table=True):
    """What a fact counts as, kept with it where that cannot be told from its columns.

    Facts of the usual way of a case have none: what they count as is said in SQL.
    """

    __tablename__ = "counts"

    event_id: UUID = Field(primary_key=True)
    rank: int = Field(primary_key=True, description="Which of the counts of this fact.")
    complaint_id: UUID
    measure: str
    day: date
    agency: str
    office: str
    channel: str
    substance: str
    access_type: str
    bin: int = Field(description="As in the roll-ups.")
    count: int = Field(sa_type=BigInteger)
    seconds: int = Field(sa_type=BigInteger)
    recorded_at: datetime
    heard_at: datetime
    region: str
    maladministration: str


class MessageFactRow(Table, table=True):
    """The fate of one message; rows are added and never changed."""

    __tablename__ = "message_facts"

    event_id: UUID = Field(primary_key=True)
    kind: str = Field(description="sent | failed")
    complaint_id: UUID
    message_id: UUID
    cause: UUID
    recipient: str
    template: str
    channel: str
    attempts: int
    maybe_twice: bool
    happened_at: datetime
    recorded_at: datetime
    heard_at: datetime
    day: date = Field(description="Of happening, in the time zone for what names no office.")


class OutboxRow(OutboxColumns, Table, table=True):
    """Metrics announces nothing; the machinery wants the table."""

    __tablename__ = "outbox"


class InboxRow(InboxColumns, Table, table=True):
    __tablename__ = "inbox"


__all__ = [
    "ChangeRow",
    "FactRow",
    "InboxRow",
    "JoiningRow",
    "MessageFactRow",
    "OutboxRow",
    "RegistryFactRow",
    "RollupRow",
    "Table",
    "TallyRow",
]
