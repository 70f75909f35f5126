"""How long staff have for each stage of verification (domain D01 to D03, D05), from the history.

A stage is nothing that is kept: it follows from the deeds, so that a late deed moves it too. While
the reporter is waited for, working days do not count against staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from services.intake.domain.history import Past, Standing, after, start
from services.intake.domain.moves import WAITING
from services.intake.domain.policy import FORMAL, Allowance, Policy, Watched
from shared.calendar.days import Calendar
from shared.calendar.reckoning import (
    Reckoning,
    add_calendar_days,
    add_working_days,
    working_days_between,
)
from shared.calendar.zones import local_day
from shared.events.intake import AccessType


@dataclass(frozen=True, slots=True)
class Pause:
    """The reporter was waited for."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stage in time; without an end it runs, unless it is paused."""

    stage: Watched
    started_at: datetime
    stopped_at: datetime | None
    pauses: tuple[Pause, ...] = ()

    @property
    def is_paused(self) -> bool:
        return self.stopped_at is None and any(one.until is None for one in self.pauses)


@dataclass(slots=True)
class _Course:
    """What of a history matters to the stages, gathered deed by deed."""

    touched_at: datetime | None = None
    formal_at: datetime | None = None
    decided_at: datetime | None = None
    declined_at: datetime | None = None
    noticed_at: datetime | None = None
    asked_at: datetime | None = None
    """When the latest request for completion was made, if it was not handed over at once."""
    got_at: datetime | None = None
    pauses: list[Pause] = field(default_factory=list)

    def goes_on(self, before: Standing, past: Past, now: Standing, *, is_formal: bool) -> None:
        """One deed later."""
        at = past.at
        if past.deed != "register":
            self.touched_at = self.touched_at or at
        if (before.state == "awaiting-completion") != (now.state == "awaiting-completion"):
            if now.state == "awaiting-completion":
                self.pauses.append(Pause(at))
            else:
                self.pauses[-1] = replace(self.pauses[-1], until=at)
        if now.state not in WAITING:
            self.decided_at = self.decided_at or at
        elif is_formal:
            self.formal_at = self.formal_at or at
        else:
            self.formal_at = None
        if past.deed == "ask-completion":
            self.asked_at, self.got_at = (None if past.told.get("received_at") else at), None
        elif past.deed == "note-receipt" or now.state != "awaiting-completion":
            self.got_at = self.got_at or at
        if past.deed == "decline":
            self.declined_at = at
        if past.deed == "note-notice":
            self.noticed_at = at


def spans(
    pasts: Sequence[Past],
    access_type: AccessType,
    registered_at: datetime,
    policy: Policy,
    *,
    has_reporter: bool = True,
) -> list[Span]:
    """The stages of a complaint that staff verify; of any other there are none.

    Where nobody complains, nobody is to be told of a declination.
    """
    if not pasts or pasts[0].deed != "register":
        return []
    standing, course = start(pasts[0]), _Course()
    changed = any("access_type" in past.told.get("changes", {}) for past in pasts)
    first: AccessType = (
        "LM" if changed else access_type
    )  # what is filed is a report, until staff say more
    for past in pasts:
        before, standing = standing, after(standing, past)
        kind = standing.classified.get("access_type", first)
        course.goes_on(before, past, standing, is_formal=_is_formal(standing, kind, policy))
    found = _stages(course, registered_at)
    return [span for span in found if has_reporter or span.stage != "notice"]


def _is_formal(standing: Standing, access_type: AccessType, policy: Policy) -> bool:
    """Whether the formal side is decided: all that is needed was looked at, and nothing failed."""
    required = policy.required_checks.get(access_type)
    if required is None:
        return False
    formal = [code for code in required if code in FORMAL]
    return all(standing.checks.get(code, "fail") != "fail" for code in formal)


def _stages(course: _Course, registered_at: datetime) -> list[Span]:
    pauses = tuple(course.pauses)
    found = [
        Span("receipt", registered_at, course.touched_at),
        Span("formal", registered_at, course.formal_at or course.decided_at, pauses),
    ]
    if course.formal_at:
        found.append(Span("material", course.formal_at, course.decided_at, pauses))
    if course.asked_at:
        found.append(Span("completion-notice", course.asked_at, course.got_at))
    if course.declined_at:
        found.append(Span("notice", course.declined_at, course.noticed_at))
    return found


def paused_days(span: Span, calendar: Calendar, zone: ZoneInfo) -> int:
    """Working days of the finished pauses since the stage began."""
    days = 0
    for pause in span.pauses:
        if pause.until and pause.since >= span.started_at:
            first, last = local_day(pause.since, zone), local_day(pause.until, zone)
            days += max(working_days_between(first, last, calendar), 0)
    return days


def reckon(span: Span, allowed: Allowance, calendar: Calendar, zone: ZoneInfo) -> Reckoning:
    """Until when, with the pauses added. Raises `NoCalendar` for a year without a decree."""
    begun = local_day(span.started_at, zone)
    if allowed.unit == "cd":
        return add_calendar_days(begun, allowed.days, calendar)
    days = allowed.days + paused_days(span, calendar, zone)
    return add_working_days(begun, days, calendar)
