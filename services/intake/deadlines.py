"""Shows staff until when each stage must be finished, and explains it day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from services.intake.domain import Rules
from services.intake.domain.history import Completion, Past, replay
from services.intake.domain.policy import Watched
from services.intake.domain.promises import Due, count, is_over, same_stage
from services.intake.domain.stages import Span, paused_days, spans
from shared.calendar.days import Calendar, NoCalendar
from shared.calendar.explain import explain
from shared.calendar.reckoning import Reckoning, add_calendar_days
from shared.calendar.zones import due_moment, local_day
from shared.events.intake import Language


class PauseView(BaseModel):
    """The reporter was waited for; working days of a finished pause are added to the time."""

    since: datetime
    until: datetime | None


class DeadlineView(BaseModel):
    """A stage with its time. `completion` is the reporter's; all others are those of staff."""

    stage: Watched | Literal["completion"]
    started_at: datetime | None = Field(description="Null: the receipt is not known.")
    due_at: datetime | None = Field(
        None, description="Null while it is paused or cannot be counted."
    )
    stopped_at: datetime | None = None
    is_paused: bool = False
    is_overdue: bool = False
    pauses: list[PauseView] = []
    paused_days: int = Field(0, description="Working days that the pauses add.")
    explanation: str | None = None
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks: by which rules, when, and in which language."""

    rules: Rules
    now: datetime
    language: Language


def shown(
    row: Any, pasts: Sequence[Past], clocks: Mapping[str, Due], asker: Asked
) -> list[DeadlineView]:
    """All stages of a complaint, with what staff see of it, from its history.

    Each is explained on the calendar that it was counted on; what was done to since the clocks
    were made is counted now, as they will be.
    """
    rules, is_made = asker.rules, row.reckoned == row.version
    calendar, zone = rules.calendar_of(row.office), rules.zone_of(row.office)
    views = []
    named = row.has_identity
    found = spans(pasts, row.access_type, row.registered_at, rules.policy, has_reporter=named)
    for span in found:
        before = same_stage(clocks.get(span.stage), span, rules, row.office)
        as_before = is_made or bool(before and is_over(before, span))
        try:
            days = paused_days(span, calendar, zone)
            end = count(span, row.office, rules, before, as_before=as_before)
        except NoCalendar as unknown:
            views.append(_view(span) | {"explanation": unknown.detail})
            continue
        views.append(_view(span) | {"paused_days": days})
        if not span.is_paused:
            due_at = due_moment(end.due, zone)
            is_overdue = (span.stopped_at or asker.now) > due_at
            views[-1] |= _counted(end, asker) | {"due_at": due_at, "is_overdue": is_overdue}
    asked = replay(pasts).completion if pasts else None
    if asked:
        views.append(_of_reporter(asked, rules.policy.completion_days, (calendar, zone), asker))
    return [DeadlineView.model_validate(view) for view in views]


def _view(span: Span) -> dict[str, Any]:
    return {
        "stage": span.stage,
        "started_at": span.started_at,
        "stopped_at": span.stopped_at,
        "is_paused": span.is_paused,
        "pauses": [{"since": one.since, "until": one.until} for one in span.pauses],
    }


def _counted(end: Reckoning, asker: Asked) -> dict[str, Any]:
    return {"explanation": explain(end, asker.language), "calendar": end.version}


def _of_reporter(
    asked: Completion, days: int, place: tuple[Calendar, ZoneInfo], asker: Asked
) -> dict[str, Any]:
    """The reporter's own time; until it is known when the notice was received, it does not run."""
    calendar, zone = place
    view: dict[str, Any] = {
        "stage": "completion",
        "started_at": asked.received_at,
        "due_at": asked.due_at,
        "is_overdue": asked.due_at is not None and asker.now > asked.due_at,
    }
    if asked.received_at:
        end = add_calendar_days(local_day(asked.received_at, zone), days, calendar)
        view |= _counted(end, asker)
    return view
