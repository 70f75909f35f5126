"""What routing keeps: who answers for what, and every case until it is closed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
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
    opened_at: datetime
    recorded_at: datetime
    state: str = Field(description="unroutable | assigned | closed")
    version: int = Field(description="Rises with every change: two officers never overwrite.")
    focal_point_id: str | None
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
    state: str = Field(description="sent | acknowledged | answered | cancelled")
    sent_at: datetime
    answer_due_at: datetime
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    answer: str | None


class OutboxRow(OutboxColumns, Table, table=True):
    __tablename__ = "outbox"


class InboxRow(InboxColumns, Table, table=True):
    __tablename__ = "inbox"
