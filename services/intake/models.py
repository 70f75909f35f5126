"""What intake keeps: complaints, who made them (sealed), and how far each has come."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.intake.table import Table
from services.intake.verification_models import (
    OVERDUE,
    UNMISSED,
    UNRECKONED,
    WAITING,
    CandidateRow,
    ClockRow,
    DeedRow,
    IncidentRow,
    ReadingRow,
    VerificationRow,
)
from shared.db.tables import InboxColumns, OutboxColumns

__all__ = [
    "OVERDUE",
    "UNMISSED",
    "UNRECKONED",
    "WAITING",
    "BatchRow",
    "BookRow",
    "CandidateRow",
    "ClockRow",
    "ComplaintRow",
    "DeedRow",
    "InboxRow",
    "IncidentRow",
    "NumberRow",
    "OutboxRow",
    "ProgressRow",
    "ProofRow",
    "RatingRow",
    "ReadingRow",
    "ReporterRow",
    "Table",
    "VerificationRow",
]


class ReporterRow(Table, table=True):
    """The reporter of one complaint; destroying the key erases who it was and what they wrote.

    What the office began itself has a key for its story, and nobody's identity. Whoever complains
    twice is two reporters here: nothing compares identities.
    """

    __tablename__ = "reporters"

    reporter_id: UUID = Field(primary_key=True)
    wrapped_key: bytes | None = Field(description="Null once the person has been erased.")
    sealed_identity: bytes
    has_mail: bool
    has_identity: bool = Field(description="False where nobody complains: IAPS.")


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
    keywords: str | None = Field(description="Codes of the list of `shared/keywords.yaml`; commas.")
    criterion: str | None = Field(description="Why it takes the fast route, RCO.")
    reporter_class: str | None = Field(None, description="What kind of reporter, never who.")
    reporter_province: str | None = Field(None, description="Code of Kemendagri.")


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
    detail: str | None = Field(description="A code: why it was closed, how high it has risen.")


class ProofRow(Table, table=True):
    """A notice that has reached its reporter, until the clock that it moves is moved."""

    __tablename__ = "proofs"

    event_id: UUID = Field(primary_key=True)
    complaint_id: UUID
    notice: str
    cause: UUID | None = Field(description="The event that the notice told of.")
    delivered_at: datetime


class RatingRow(Table, table=True):
    """How content the reporter was with a closing of the case: said once, and never changed."""

    __tablename__ = "ratings"

    closing_id: UUID = Field(primary_key=True, description="The event of the closing.")
    complaint_id: UUID
    score: int = Field(description="1 to 5.")
    recorded_at: datetime


class BookRow(Table, table=True):
    """A series of numbers and the last that was given: whoever gives numbers holds its row."""

    __tablename__ = "books"

    office: str = Field(primary_key=True)
    name: str = Field(primary_key=True, description="`agenda`, or an access type.")
    year: int = Field(primary_key=True)
    last: int


class NumberRow(Table, table=True):
    """A number that a complaint was given: in the agenda, and in the archive once accepted."""

    __tablename__ = "numbers"
    __table_args__ = (UniqueConstraint("office", "book", "year", "number"),)

    complaint_id: UUID = Field(primary_key=True)
    series: str = Field(primary_key=True, description="agenda | archive")
    office: str
    book: str
    year: int
    number: int
    given_for: datetime = Field(description="The registration or the acceptance.")


class OutboxRow(OutboxColumns, Table, table=True):
    __tablename__ = "outbox"


class InboxRow(InboxColumns, Table, table=True):
    __tablename__ = "inbox"
