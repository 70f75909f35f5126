"""What routing shows of a case over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from services.routing.domain.registry import Registry
from shared.ids import reference


class RequestView(BaseModel):
    request_id: UUID
    kind: str
    state: str
    sent_at: datetime
    answer_due_at: datetime
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    answer: str | None


class CaseView(BaseModel):
    """A case as staff see it; nothing in it says who complained."""

    case_id: UUID
    reference: str
    complaint_id: UUID
    office: str
    agency: str
    access_type: str
    channel: str
    substance: str
    region: str | None
    campaign: str | None
    state: str
    version: int
    focal_point_id: str | None
    explanation: dict[str, Any] = Field(
        description="The rule that placed it, and on what facts; or who placed it."
    )
    registered_at: datetime
    opened_at: datetime
    recorded_at: datetime
    closed_at: datetime | None
    reason: str | None
    resolution_method: str | None
    substantiated: str | None


class FullCaseView(CaseView):
    requests: list[RequestView]


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


def full_case_view(row: Any, requests: Any) -> FullCaseView:
    views = [RequestView.model_validate(one, from_attributes=True) for one in requests]
    return FullCaseView(**_case(row), requests=views)


def _case(row: Any) -> dict[str, Any]:
    values = dict(row._mapping)
    values["explanation"] = orjson.loads(values["explanation"])
    values["reference"] = reference(values["case_id"])
    return values
