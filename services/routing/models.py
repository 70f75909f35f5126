"""What routing keeps: who answers for what, and every case until it is closed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from shared.db.naming import named_registry
from shared.db.tables import InboxColumns, OutboxColumns


class Table(SQLModel, registry=named_registry()):
    """The tables of this service's own database."""


class OfficeRow(Table, table=True):
    """A representative office; the version rises with each change of its registry."""

    __tablename__ = "offices"

    office: str = Field(primary_key=True)
    name: str
    time_zone: str
    policies: dict[str, Any] = Field(sa_type=JSON().with_variant(JSONB(), "postgresql"))
    digest: str
    file_digest: str | None = Field(description="Of the file last loaded; staff may differ since.")
    version: int


class AgencyRow(Table, table=True):
    __tablename__ = "agencies"

    office: str = Field(primary_key=True, foreign_key="offices.office")
    agency: str = Field(primary_key=True)
    name: str
    kind: str
    region: str | None


class FocalPointRow(Table, table=True):
    """An appointment: a person answers for an agency from one day to another."""

    __tablename__ = "focal_points"

    appointment_id: str = Field(primary_key=True)
    office: str = Field(index=True)
    agency: str
    name: str
    email: str
    role: str = Field(description="primary | deputy")
    letter: str | None
    valid_from: date
    valid_to: date | None = Field(description="The last day in office.")
    is_listed: bool = Field(description="False once the registry no longer names it.")


class RuleRow(Table, table=True):
    """One line of a rule set; the first that matches places the case."""

    __tablename__ = "rules"

    office: str = Field(primary_key=True)
    rule_set: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    rank: int = Field(primary_key=True)
    name: str
    conditions: dict[str, Any] = Field(sa_type=JSON().with_variant(JSONB(), "postgresql"))
    agency: str = Field(description="An agency, or `named` for the one that the reporter named.")


class CaseRow(Table, table=True):
    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_state_agency", "state", "agency"),
        Index("ix_cases_agency", "agency", "case_id"),
        Index(
            "ix_cases_incident",
            "incident",
            "case_id",
            postgresql_where=text("incident IS NOT NULL"),
            sqlite_where=text("incident IS NOT NULL"),
        ),
    )

    case_id: UUID = Field(primary_key=True)
    complaint_id: UUID = Field(unique=True)
    office: str
    agency: str = Field(description="`unrouted` while no rule could place it.")
    access_type: str
    channel: str
    substance: str
    region: str | None
    campaign: str | None
    language: str
    reachable: bool
    silent: bool
    registered_at: datetime
    confidentiality: str
    incident: UUID | None = Field(description="The mass incident that it belongs to.")
    maladministration: str = Field(description="JSON: alleged kinds, the primary one first.")
    unit: str | None
    opened_at: datetime
    recorded_at: datetime
    state: str = Field(description="unroutable | assigned | needs-decision | closed")
    version: int = Field(description="Rises with every change: two officers never overwrite.")
    focal_point_id: str | None
    named_agency: str | None = Field(description="By the reporter.")
    refused_by: str = Field(description="JSON: the agencies that said that it is not theirs.")
    cycle: int = Field(description="Which life of the case: rises when it is reopened.")
    explanation: str = Field(description="JSON: rule, version and the facts that matched.")
    closed_at: datetime | None
    reason: str | None
    resolution_method: str | None
    substantiated: str | None


class RequestRow(Table, table=True):
    """What a focal point was asked, and when it was sent, seen and answered."""

    __tablename__ = "requests"

    request_id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="cases.case_id", index=True)
    kind: str
    number: int = Field(description="The how-manieth of its kind to the agency in the case.")
    state: str = Field(description="See REQUEST_STATES.")
    agency: str
    focal_point_id: str
    sent_at: datetime
    ack_due_at: datetime | None
    answer_due_at: datetime
    question: str | None
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None = Field(description="Accepted, misrouted or cancelled.")
    answer: str | None
    missing: str | None = Field(description="What the examiner misses in the answer.")


class ActionRow(Table, table=True):
    """What an agency must put right."""

    __tablename__ = "corrective_actions"

    action_id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="cases.case_id", index=True)
    order: str
    ordered_at: datetime
    due_at: datetime
    done_at: datetime | None


class DeedRow(Table, table=True):
    """One deed to a case: its history and its audit. Rows are added and never changed."""

    __tablename__ = "deeds"

    case_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, description="Of the case after the deed.")
    deed_id: UUID
    request_id: UUID | None
    deed: str
    actor_role: str
    actor_id: str | None
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When we learnt it.")
    told: str = Field(description="JSON: what it changed, and what was said beside.")


class DeadlineRow(Table, table=True):
    """A clock of a request or of a corrective action, and when the next step of its ladder is due.

    Without foreign keys: two rows are written with every case, in the statement that opens it.
    """

    __tablename__ = "deadlines"
    __table_args__ = (
        Index(
            "ix_deadlines_next_at",
            "next_at",
            postgresql_where=text("next_at IS NOT NULL"),
            sqlite_where=text("next_at IS NOT NULL"),
        ),
    )

    of_id: UUID = Field(primary_key=True, description="The request, or the corrective action.")
    clock: str = Field(primary_key=True, description="acknowledgement | answer | correction")
    case_id: UUID
    kind: str
    number: int
    started_on: date = Field(description="Day 0, in the zone of the office.")
    days: int
    unit: str = Field(description="wd | cd")
    due_at: datetime = Field(description="What was promised: it is never brought forward.")
    calendar: str = Field(description="The version that it was counted by.")
    next_step: str | None
    next_at: datetime | None = Field(description="None: stopped, or the ladder is at its end.")
    stopped_at: datetime | None


class OutboxRow(OutboxColumns, Table, table=True):
    __tablename__ = "outbox"


class InboxRow(InboxColumns, Table, table=True):
    __tablename__ = "inbox"
