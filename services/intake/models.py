"""What intake keeps: complaints, who made them (sealed), and how far each has come."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from shared.db.naming import named_registry
from shared.db.tables import InboxColumns, OutboxColumns


class Table(SQLModel, registry=named_registry()):
    """The tables of this service's own database."""


class ReporterRow(Table, table=True):
    """The reporter of one complaint; destroying the key erases who it was and what they wrote.

    Whoever complains twice is two reporters here: nothing compares identities.
    """

    __tablename__ = "reporters"

    reporter_id: UUID = Field(primary_key=True)
    wrapped_key: bytes | None = Field(description="Null once the person has been erased.")
    sealed_identity: bytes
    has_mail: bool


WAITING = text("is_waiting")
"""What staff have on their desks, in the very words of the index, or SQLite would not use it."""

RUNNING = text("due_at IS NOT NULL")


class ComplaintRow(Table, table=True):
    __tablename__ = "complaints"
    __table_args__ = (
        UniqueConstraint("source", "source_number", name="uq_complaints_source_number"),
    )

    complaint_id: UUID = Field(primary_key=True)
    reporter_id: UUID = Field(foreign_key="reporters.reporter_id")
    tracking_code: str = Field(unique=True)
    office: str
    access_type: str
    channel: str
    substance: str
    agency: str | None
    region: str | None
    campaign: str | None
    language: str
    silent: bool
    sealed_narrative: bytes
    state: str = Field(description="A state of `domain/moves.py`: the cache of the deeds.")
    registered_at: datetime = Field(description="When it reached the office.")
    recorded_at: datetime = Field(description="When it was written down here.")
    idempotency_key: str | None = Field(unique=True)
    request_digest: bytes | None = Field(description="What came with the key: SHA-256.")
    source: str | None = Field(description="The system that a batch was exported from.")
    source_number: str | None
    event_date: date | None = Field(description="The day of what is complained about.")
    maladministration: str | None = Field(description="Alleged kinds, the primary first; commas.")
    confidentiality: str = Field(description="open | identity | full")


class VerificationRow(Table, table=True):
    """A complaint that staff, the reporter or time has touched; the others have version 1."""

    __tablename__ = "verifications"
    __table_args__ = (
        Index(
            "ix_verifications_waiting",
            "complaint_id",
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        ),
        Index("ix_verifications_due_at", "due_at", postgresql_where=RUNNING, sqlite_where=RUNNING),
    )

    complaint_id: UUID = Field(primary_key=True, foreign_key="complaints.complaint_id")
    version: int = Field(description="The number of deeds: two examiners never overwrite.")
    is_waiting: bool = Field(description="Whether staff or the reporter have yet to do something.")
    incident_id: UUID | None = Field(index=True)
    due_at: datetime | None = Field(description="End of the reporter's clock, while it runs.")
    compared_at: datetime | None = Field(description="When duplicates were last looked for.")


class DeedRow(Table, table=True):
    """What was done to a complaint, by whom and when: appended, never changed."""

    __tablename__ = "deeds"
    __table_args__ = (UniqueConstraint("complaint_id", "version"),)

    deed_id: UUID = Field(primary_key=True)
    complaint_id: UUID = Field(foreign_key="complaints.complaint_id")
    version: int
    deed: str
    actor: str
    happened_at: datetime
    recorded_at: datetime
    told: str = Field(description="JSON: codes and moments, never words.")
    sealed_note: bytes | None


class CandidateRow(Table, table=True):
    """Another complaint that looked like the same when this one came in."""

    __tablename__ = "candidates"

    complaint_id: UUID = Field(primary_key=True, foreign_key="complaints.complaint_id")
    other_id: UUID = Field(primary_key=True, foreign_key="complaints.complaint_id")
    score: float
    parts: str = Field(description="JSON: each likeness from 0 to 1.")
    same_reporter: bool


class IncidentRow(Table, table=True):
    """A mass incident: one cause, many complainants."""

    __tablename__ = "incidents"

    incident_id: UUID = Field(primary_key=True)
    office: str
    title: str
    agency: str
    substance: str | None
    region: str | None
    since: date
    actor: str
    recorded_at: datetime


class ReadingRow(Table, table=True):
    """Someone of the staff read who complained, and what: kept for the one whom it concerns."""

    __tablename__ = "readings"

    reading_id: UUID = Field(primary_key=True)
    complaint_id: UUID = Field(foreign_key="complaints.complaint_id", index=True)
    actor: str
    read_at: datetime


class BatchRow(Table, table=True):
    """A batch that came with a key: sent again, it is answered as the first time."""

    __tablename__ = "batches"

    idempotency_key: str = Field(primary_key=True)
    request_digest: bytes = Field(description="Of media type and body: SHA-256.")
    answer: str | None = Field(description="Null until every line has an answer that stays.")
    recorded_at: datetime


class ProgressRow(Table, table=True):
    """One step of a complaint's way after intake, as routing told it; any order, any repetition."""

    __tablename__ = "progress"

    event_id: UUID = Field(primary_key=True)
    complaint_id: UUID = Field(index=True)
    step: str
    happened_at: datetime
    agency: str | None
    answer_due_at: datetime | None


class ProofRow(Table, table=True):
    """A notice that has reached its reporter, until the clock that it moves is moved."""

    __tablename__ = "proofs"

    event_id: UUID = Field(primary_key=True)
    complaint_id: UUID
    notice: str
    delivered_at: datetime


class OutboxRow(OutboxColumns, Table, table=True):
    __tablename__ = "outbox"


class InboxRow(InboxColumns, Table, table=True):
    __tablename__ = "inbox"
