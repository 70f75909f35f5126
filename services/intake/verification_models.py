"""What intake keeps of verification: histories, clocks, look-alikes, incidents and readings."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from services.intake.table import Table

WAITING = text("is_waiting")
"""What staff have on their desks, in the very words of the index, or SQLite would not use it."""

RUNNING = text("due_at IS NOT NULL")
UNRECKONED = text("reckoned IS NULL")
OVERDUE = text("overdue_since IS NOT NULL")
UNMISSED = text("stopped_at IS NULL AND missed_at IS NULL AND due_at IS NOT NULL")
"""Clocks that may yet be missed."""


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
        Index(
            "ix_verifications_unreckoned",
            "complaint_id",
            postgresql_where=UNRECKONED,
            sqlite_where=UNRECKONED,
        ),
        Index(
            "ix_verifications_overdue",
            "overdue_since",
            "complaint_id",
            postgresql_where=OVERDUE,
            sqlite_where=OVERDUE,
        ),
    )

    complaint_id: UUID = Field(primary_key=True, foreign_key="complaints.complaint_id")
    version: int = Field(description="The number of deeds: two examiners never overwrite.")
    is_waiting: bool = Field(description="Whether staff or the reporter have yet to do something.")
    incident_id: UUID | None = Field(index=True)
    due_at: datetime | None = Field(description="End of the reporter's clock, while it runs.")
    compared_at: datetime | None = Field(description="When duplicates were last looked for.")
    reckoned: int | None = Field(description="The version for which `clocks` was made.")
    overdue_since: datetime | None = Field(
        description="The earliest end of a stage that staff have missed and not finished."
    )


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


class ClockRow(Table, table=True):
    """Until when staff have to finish a stage: made anew from the history after each deed."""

    __tablename__ = "clocks"
    __table_args__ = (
        Index("ix_clocks_due_at", "due_at", postgresql_where=UNMISSED, sqlite_where=UNMISSED),
    )

    complaint_id: UUID = Field(primary_key=True, foreign_key="complaints.complaint_id")
    stage: str = Field(primary_key=True)
    due_at: datetime | None = Field(description="Null while it is paused or cannot be counted.")
    calendar: str | None = Field(description="The version that it was counted on.")
    started_on: date | None = Field(description="Day 0, in the office's zone.")
    promised_on: date | None = Field(description="The last day: no later decree shortens it.")
    stopped_at: datetime | None
    missed_at: datetime | None = Field(description="When it was found missed, and announced.")


class CandidateRow(Table, table=True):
    """Another complaint that looked like the same when this one came in; how much is not kept."""

    __tablename__ = "candidates"

    complaint_id: UUID = Field(primary_key=True, foreign_key="complaints.complaint_id")
    other_id: UUID = Field(primary_key=True, foreign_key="complaints.complaint_id")


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
