"""What routing keeps: who answers for what, and every case until it is closed."""

from datetime import date
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.routing.case_models import ActionRow, CaseRow, DeadlineRow, DeedRow, RequestRow
from services.routing.table import Table
from shared.db.tables import InboxColumns, OutboxColumns


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


class OutboxRow(OutboxColumns, Table, table=True):
    __tablename__ = "outbox"


class InboxRow(InboxColumns, Table, table=True):
    __tablename__ = "inbox"


__all__ = [
    "ActionRow",
    "AgencyRow",
    "CaseRow",
    "DeadlineRow",
    "DeedRow",
    "FocalPointRow",
    "InboxRow",
    "OfficeRow",
    "OutboxRow",
    "RequestRow",
    "RuleRow",
    "Table",
]
