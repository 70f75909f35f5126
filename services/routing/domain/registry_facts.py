"""What a change of a record is announced as, and on which day it happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from services.routing.domain.agencies import Agency, Unit
from services.routing.domain.officers import Commitment, FocalPoint
from services.routing.domain.programme import ActionPoint, Assessment, Assistance, Meeting
from services.routing.domain.records import Record
from shared.events.registry import (
    ActionPlanAgreed,
    ActionPlanDone,
    AgencyRecorded,
    AssessmentRecorded,
    AssistanceDelivered,
    AssistanceRequested,
    CommitmentSigned,
    FocalPointAppointed,
    FocalPointEnded,
    MeetingHeld,
    RecordWithdrawn,
    RegistryFact,
    UnitRecorded,
)

RecordDeed = Literal["put", "end", "withdraw"]

DAY = timedelta(days=1)

Told = tuple[RegistryFact, date | None]
"""A fact, and the day at whose beginning it happened; None is now."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A record before and after an edit."""

    office: str
    record: Record
    before: Record | None
    version: int
    deed: RecordDeed


def facts(changed: Changed) -> Iterator[Told]:
    """Nothing is announced of bearers, absences and rules: they count when cases come."""
    record, told = changed.record, {"office": changed.office, "record_id": changed.record.key}
    if isinstance(record, FocalPoint):
        yield from _officer(record, changed, told)
    elif changed.deed == "withdraw":
        for agency in _agencies(record):
            yield RecordWithdrawn(**told, agency=agency, noun=record.noun), None
    elif isinstance(record, Agency | Unit):
        yield _described(record, told), record.valid_from
    elif isinstance(record, Commitment):
        signed = record.model_dump(include={"agency", "signed_on", "valid_to"})
        yield CommitmentSigned(**told, **signed), record.signed_on
    else:
        yield from _programme(record, told)


def _agencies(record: Record) -> list[str]:
    if isinstance(record, Meeting):
        return [one.agency for one in record.attendance]
    told = Agency | Unit | Commitment | ActionPoint | Assistance | Assessment
    return [record.of_agency] if isinstance(record, told) and record.of_agency else []


def _described(record: Agency | Unit, told: dict[str, Any]) -> RegistryFact:
    told |= record.model_dump(exclude={"unit", "name"}) | {"title": record.name}
    return AgencyRecorded(**told) if isinstance(record, Agency) else UnitRecorded(**told)


def _officer(point: FocalPoint, changed: Changed, told: dict[str, Any]) -> Iterator[Told]:
    told |= point.model_dump(include={"agency", "unit", "role"})
    if changed.deed == "withdraw":
        yield FocalPointEnded(**told, last_day=None), None
        return
    days = {"valid_from": point.valid_from, "valid_to": point.valid_to}
    before = changed.before if isinstance(changed.before, FocalPoint) else None
    ended_before = before.valid_to if before else None
    goes_on = ended_before is not None and point.valid_to is None
    if before is None or _place(before) != _place(point) or goes_on:
        yield FocalPointAppointed(**told, **days), point.valid_from
    if point.valid_to is not None and point.valid_to != ended_before:
        yield FocalPointEnded(**told, last_day=point.valid_to), point.valid_to + DAY


def _place(point: FocalPoint) -> tuple[Any, ...]:
    return point.agency, point.unit, point.role, point.valid_from


def _programme(record: Record, told: dict[str, Any]) -> Iterator[Told]:
    if isinstance(record, ActionPoint):
        told |= record.model_dump(include={"agency", "year", "due_on"})
        yield ActionPlanAgreed(**told), record.signed_on
        if record.done_on is not None:
            yield ActionPlanDone(**told, done_on=record.done_on), record.done_on
    elif isinstance(record, Meeting):
        for one in record.attendance:
            here = {"agency": one.agency, "attended": one.attended, "held_on": record.held_on}
            yield MeetingHeld(**told, **here), record.held_on
    elif isinstance(record, Assistance):
        told |= record.model_dump(include={"agency", "topic", "requested_on"})
        yield AssistanceRequested(**told), record.requested_on
        if record.delivered_on is not None:
            given = record.delivered_on
            yield AssistanceDelivered(**told, delivered_on=given), given
    elif isinstance(record, Assessment):
        told |= record.model_dump(include={"agency", "unit", "assessed_on", "assessed_by"})
        answers = {name: one.answer for name, one in record.components.items()}
        shown = tuple(name for name, one in record.components.items() if one.evidence)
        checked = AssessmentRecorded(**told, components=answers, evidenced=shown)
        yield checked, record.assessed_on
