"""What intake shows staff of complaints and incidents over HTTP."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from services.intake.checks import CheckView, checks_of
from services.intake.domain import Reporter, Rules
from services.intake.domain.duplicates import Candidate
from services.intake.domain.form import Criterion
from services.intake.domain.history import Past, Standing, replay
from services.intake.domain.moves import DeedName, allowed
from services.intake.domain.ownership import OF_REPORTERS
from services.intake.store import codes_of
from shared.events.intake import FormalCode


class ComplaintView(BaseModel):
    """A complaint as staff see it; nothing in it says who complained or what exactly about."""

    complaint_id: UUID
    tracking_code: str
    agenda_number: str | None = Field(description="Null until a moment after the filing.")
    archive_number: str | None = Field(description="Of what became a case.")
    office: str
    access_type: str
    channel: str
    substance: str
    agency: str | None
    region: str | None
    campaign: str | None
    language: str
    silent: bool
    confidentiality: str
    event_date: date | None
    maladministration: list[str] = Field(description="Alleged kinds, the primary one first.")
    keywords: list[str] = Field(description="What the list of services finds in the story.")
    criterion: Criterion | None = Field(description="Why it takes the fast route, RCO.")
    has_reporter: bool = Field(description="Nobody complains of what the office began itself.")
    reporter_class: str | None = Field(description="What kind of reporter it is, never who.")
    reporter_province: str | None = Field(description="Where they live; code of Kemendagri.")
    source: str | None
    source_number: str | None
    state: str
    version: int = Field(description="For If-Match: it rises with each deed.")
    registered_at: datetime
    recorded_at: datetime
    incident_id: UUID | None
    due_at: datetime | None = Field(description="End of the reporter's time to complete it.")
    overdue_since: datetime | None = Field(
        description="The earliest end of a stage that staff have missed and not finished."
    )
    candidates: int = Field(description="Look-alikes found when it came in.")


class DeedView(BaseModel):
    """One deed of the history."""

    version: int
    deed: DeedName
    actor: str
    happened_at: datetime
    recorded_at: datetime
    told: dict[str, Any]
    has_note: bool = Field(description="What was noted is read with the story.")


class CompletionView(BaseModel):
    """What the reporter is waited for."""

    missing: list[FormalCode]
    asked_at: datetime
    received_at: datetime | None
    due_at: datetime | None


class FullComplaintView(ComplaintView):
    checks: dict[str, CheckView]
    completion: CompletionView | None
    erased_at: datetime | None = Field(description="Since when nobody can read who it was.")
    may: list[DeedName] = Field(description="What can be done next.")
    history: list[DeedView]


class NoteView(BaseModel):
    version: int
    note: str


class StoryView(BaseModel):
    """Who complained and what they wrote. That it was read is written down."""

    reporter: Reporter | None = Field(description="Null where nobody complains.")
    narrative: str
    notes: list[NoteView]


class ReadingView(BaseModel):
    actor: str
    read_at: datetime


class CandidateView(BaseModel):
    """Another complaint that may be about the same, and why."""

    complaint_id: UUID
    score: float = Field(description="The weighted mean of the likenesses, from 0 to 1.")
    parts: dict[str, float] = Field(description="Each likeness; what is unknown is left out.")
    same_reporter: bool = Field(description="Filed twice, perhaps (closing reason K12e).")
    state: str
    incident_id: UUID | None = Field(description="The mass incident that it is part of.")


class IncidentView(BaseModel):
    """A mass incident."""

    incident_id: UUID
    office: str
    title: str
    agency: str
    substance: str | None
    region: str | None
    since: date
    actor: str
    recorded_at: datetime
    complaints: int = Field(description="How many are part of it.")


def complaint_view(row: Any, rules: Rules) -> ComplaintView:
    return ComplaintView(**_complaint(row, rules))


def full_complaint_view(row: Any, deeds: Sequence[Any], rules: Rules) -> FullComplaintView:
    """The complaint with its history, and where that has brought it."""
    history = [_deed(deed) for deed in deeds]
    pasts = [Past(one.deed, one.happened_at, one.told) for one in history]
    standing = replay(pasts) if pasts else Standing(row.state, 1)
    completion = standing.completion
    return FullComplaintView(
        **_complaint(row, rules),
        checks=checks_of(row, pasts, [one.actor for one in history], rules.policy),
        completion=completion and CompletionView.model_validate(completion, from_attributes=True),
        erased_at=standing.erased_at,
        may=_may(standing, has_reporter=row.has_identity),
        history=history,
    )


def _may(standing: Standing, *, has_reporter: bool) -> list[DeedName]:
    others = {"expire", "erase"} | (frozenset() if has_reporter else OF_REPORTERS)
    return [deed for deed in allowed(standing.state) if deed not in others]


def _deed(row: Any) -> DeedView:
    return DeedView(
        version=row.version,
        deed=row.deed,
        actor=row.actor,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        told=orjson.loads(row.told),
        has_note=row.sealed_note is not None,
    )


def candidate_view(candidate: Candidate, stands: Any) -> CandidateView:
    """With where the other stands: columns `state` and `incident_id`."""
    told = asdict(candidate) | {"state": stands.state, "incident_id": stands.incident_id}
    return CandidateView.model_validate(told)


def _complaint(row: Any, rules: Rules) -> dict[str, Any]:
    values = dict(row._mapping)
    values["version"] = values["version"] or 1
    values["has_reporter"] = values["has_identity"]
    for name in ("maladministration", "keywords"):
        values[name] = codes_of(values[name])
    return values | _numbers(row, rules)


def _numbers(row: Any, rules: Rules) -> dict[str, str | None]:
    zone, numbers = rules.zone_of(row.office), rules.policy.numbers
    agenda = archive = None
    if row.agenda:
        agenda = numbers.written_agenda(row.agenda, row.registered_at, zone)
    if row.archive:
        told = (row.archive, row.archive_book, row.archived_at)
        archive = numbers.written_archive(*told, office=row.office, zone=zone)
    return {"agenda_number": agenda, "archive_number": archive}
