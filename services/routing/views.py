"""What routing shows of a case over HTTP."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from services.routing.domain.registry import Registry
from services.routing.store import Line
from shared.ids import reference


class ClockView(BaseModel):
    """A clock of a request or of a corrective action, and what it will do next."""

    clock: str
    started_on: date
    days: int
    unit: str = Field(description="wd: working days; cd: calendar days")
    due_at: datetime
    calendar: str
    next_step: str | None
    next_at: datetime | None
    stopped_at: datetime | None
    paused_at: datetime | None = Field(description="Since when it stands still, if it does.")


class RequestView(BaseModel):
    request_id: UUID
    kind: str
    number: int
    state: str
    agency: str
    focal_point_id: str
    question: str | None
    sent_at: datetime
    ack_due_at: datetime | None
    answer_due_at: datetime
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    answer: str | None
    missing: str | None
    follows: UUID | None
    clocks: list[ClockView] = []


class ActionView(BaseModel):
    """What the agency must put right."""

    action_id: UUID
    order: str
    ordered_at: datetime
    due_at: datetime
    done_at: datetime | None
    agency: str | None
    cycle: int
    report: str | None
    put_right_on: date | None
    reported_at: datetime | None
    missing: str | None
    clocks: list[ClockView] = []


class DeedView(BaseModel):
    """One line of a case's history."""

    version: int
    deed: str
    request_id: UUID | None
    actor_role: str
    actor_id: str | None
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When we learnt it.")
    told: dict[str, Any] = Field(description="What it changed, and what was said beside.")


class CaseView(BaseModel):
    """A case as the office sees it, and agencies their part; nothing in it says who complained."""

    case_id: UUID
    reference: str
    complaint_id: UUID
    office: str
    agency: str
    access_type: str
    channel: str | None = Field(description="Hidden from agencies where confidential in full.")
    substance: str
    region: str | None
    campaign: str | None
    confidentiality: str
    incident: UUID | None
    maladministration: list[str]
    keywords: list[str] = Field(description="What the list of services finds in the story.")
    unit: str | None
    state: str
    version: int
    focal_point_id: str | None
    refused_by: list[str] = Field(description="Agencies that said that it is not theirs.")
    waits_for: str | None = Field(
        description="An agency: the case is placed there as soon as somebody is in office."
    )
    cycle: int = Field(description="Which life of the case: it rises when it is reopened.")
    explanation: dict[str, Any] = Field(
        description="The rule that placed it, and on what facts; or who placed it."
    )
    registered_at: datetime
    opened_at: datetime
    recorded_at: datetime
    converted_at: datetime | None = Field(description="When the fast route, RCO, ended.")
    closed_at: datetime | None
    reason: str | None
    resolution_method: str | None
    substantiated: str | None
    loss_saved: int | None = Field(description="Whole rupiah that the reporter was saved.")


class FullCaseView(CaseView):
    requests: list[RequestView]
    corrective_actions: list[ActionView]


class Unroutable(BaseModel):
    """Cases that no rule could place."""

    waiting: int
    oldest: list[CaseView]


class Loaded(BaseModel):
    office: str
    changed: bool


class Offices(BaseModel):
    offices: list[Registry]


def case_view(row: Any) -> CaseView:
    return CaseView(**_case(row))


def full_case_view(
    row: Any, requests: Sequence[Any], actions: Sequence[Any], clocks: Sequence[Any]
) -> FullCaseView:
    of: dict[UUID, list[ClockView]] = defaultdict(list)
    for clock in clocks:
        of[clock.of_id].append(ClockView.model_validate(clock, from_attributes=True))
    return FullCaseView(
        **_case(row),
        requests=[RequestView(**one._mapping, clocks=of[one.request_id]) for one in requests],
        corrective_actions=[
            ActionView(**one._mapping, clocks=of[one.action_id]) for one in actions
        ],
    )


def deed_view(line: Line) -> DeedView:
    return DeedView(**{**asdict(line), "told": orjson.loads(line.told)})


def _case(row: Any) -> dict[str, Any]:
    values = dict(row._mapping)
    for name in ("explanation", "keywords", "maladministration", "refused_by"):
        values[name] = orjson.loads(values[name])
    values["reference"] = reference(values["case_id"])
    return values
