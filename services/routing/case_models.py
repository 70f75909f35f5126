"""What routing keeps of cases: their state, their history and their clocks."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from services.routing.table import Table


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
        Index(
            "ix_cases_waits_for",
            "office",
            "waits_for",
            postgresql_where=text("waits_for IS NOT NULL"),
            sqlite_where=text("waits_for IS NOT NULL"),
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
    state: str = Field(description="See CASE_STATES.")
    version: int = Field(description="Rises with every change: two officers never overwrite.")
    focal_point_id: str | None
    named_agency: str | None = Field(description="By the reporter.")
    keywords: str = Field(description="JSON: what intake's list found in the story.")
    refused_by: str = Field(description="JSON: the agencies that said that it is not theirs.")
    cycle: int = Field(description="Which life of the case: rises when it is reopened.")
    waits_for: str | None = Field(description="The agency whose officer it waits for.")
    explanation: str = Field(description="JSON: rule, version and the facts that matched.")
    reopened_at: datetime | None
    converted_at: datetime | None = Field(description="When the fast route, RCO, ended.")
    closed_at: datetime | None
    reason: str | None
    resolution_method: str | None
    substantiated: str | None
    loss_saved: int | None = Field(
        None, sa_type=BigInteger, description="Whole rupiah that the reporter was saved."
    )


class RequestRow(Table, table=True):
    """What a focal point was asked, and when it was sent, seen and answered.

    Without a foreign key, like clocks: the first is written in the statement that opens its case,
    and looking each case up there would be a tenth of what that costs.
    """

    __tablename__ = "requests"

    request_id: UUID = Field(primary_key=True)
    case_id: UUID = Field(index=True)
    kind: str
    number: int = Field(description="The how-manieth time that the same is asked.")
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
    returned_at: datetime | None = Field(description="When an answer was last sent back.")
    ended_at: datetime | None = Field(description="Accepted, misrouted or cancelled.")
    answer: str | None
    missing: str | None = Field(description="What the examiner misses in the answer.")
    follows: UUID | None = Field(description="The request that it repeats.")


class ActionRow(Table, table=True):
    """What an agency must put right."""

    __tablename__ = "corrective_actions"

    action_id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="cases.case_id", index=True)
    order: str
    ordered_at: datetime
    due_at: datetime
    done_at: datetime | None
    agency: str | None
    cycle: int = Field(description="The life of the case in which it was ordered.")
    report: str | None = Field(description="What the agency says that it has done.")
    put_right_on: date | None = Field(description="On which day, as the agency says.")
    reported_at: datetime | None = Field(description="None while nothing waits for the examiner.")
    missing: str | None = Field(description="What the examiner misses in the report.")
    first_due_at: datetime | None = Field(
        None, description="Of what was sent back: the last day that the order had set."
    )


class DeedRow(Table, table=True):
    """One deed to a case: its history and its audit. Rows are added and never changed.

    The opening is added with the first deed after it: until then the case is as it was opened.
    """

    __tablename__ = "deeds"

    case_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, description="Of the case after the deed.")
    request_id: UUID | None
    deed: str
    actor_role: str
    actor_id: str | None
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When we learnt it.")
    told: str = Field(description="JSON: what it changed, and what was said beside.")


class EarlyRow(Table, table=True):
    """What was heard of a complaint before its case was opened."""

    __tablename__ = "early_news"

    event_id: UUID = Field(primary_key=True)
    complaint_id: UUID
    deed: str = Field(description="withdraw | join")
    incident: UUID | None
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When we learnt it.")


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
    next_at: datetime | None = Field(
        description="None: stopped, paused, or the ladder is at its end."
    )
    stopped_at: datetime | None
    paused_at: datetime | None = Field(description="Since when it stands still, if it does.")
    held_days: int | None = Field(description="So long it stood after its last day.")
    asks_at: datetime | None = Field(
        description="When the repetition that waits for an officer is tried again."
    )
