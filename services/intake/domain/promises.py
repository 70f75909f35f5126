"""What staff were promised for a stage: a later decree moves its end forward, never back."""

from dataclasses import dataclass
from datetime import date, datetime

from services.intake.domain.complaint import Rules
from services.intake.domain.policy import Watched
from services.intake.domain.stages import Span, reckon
from shared.calendar.days import Calendar
from shared.calendar.reckoning import Reckoning, recalculated
from shared.calendar.zones import local_day
from shared.errors import Refused


@dataclass(frozen=True, slots=True)
class Due:
    """Until when staff have to finish a stage, with what the next count must not forget."""

    stage: Watched
    started_on: date | None
    promised_on: date | None
    """The last day; it is kept while the stage is paused and has no end."""
    due_at: datetime | None
    calendar: str | None
    stopped_at: datetime | None
    missed_at: datetime | None = None


def same_stage(before: Due | None, span: Span, rules: Rules, office: str) -> Due | None:
    """What was promised before, if it was of a stage that began on this very day.

    A clock of before such days were kept is taken for the same.
    """
    started_on = local_day(span.started_at, rules.zone_of(office))
    return before if before and before.started_on in (None, started_on) else None


def is_over(before: Due, span: Span) -> bool:
    """Whether the stage was met or missed already: no decree changes what has happened."""
    was_stopped = before.stopped_at is not None and before.stopped_at == span.stopped_at
    return was_stopped or before.missed_at is not None


def count(
    span: Span, office: str, rules: Rules, before: Due | None, *, as_before: bool
) -> Reckoning:
    """Until when; on the calendar that was counted on before, or on that of today.

    Raises `NoCalendar` for a year without a decree.
    """
    if as_before and before and before.calendar:
        try:
            return _counted(span, office, rules, before, rules.recalled(before.calendar))
        except Refused:  # the pauses have grown beyond the years of which that calendar knew
            pass
    return _counted(span, office, rules, before, rules.calendar_of(office))


def _counted(
    span: Span, office: str, rules: Rules, before: Due | None, calendar: Calendar
) -> Reckoning:
    zone = rules.zone_of(office)
    end = reckon(span, rules.policy.clocks[span.stage], calendar, zone)
    promised = before and (before.promised_on or (before.due_at and local_day(before.due_at, zone)))
    if not promised or end.unit == "calendar":
        return end
    return recalculated(promised, end.start, end.days, calendar)
