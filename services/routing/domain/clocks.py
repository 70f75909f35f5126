"""How long a clock runs: the due day of an office, and when the steps of its ladder fall."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.routing.domain.deadlines import Deadline, Reckoned
from services.routing.domain.officers import Agreed, Commitment, in_force
from services.routing.domain.policy import Policy, Step, Term
from shared.calendar.days import Calendar, NoCalendar
from shared.calendar.reckoning import (
    Reckoning,
    add_calendar_days,
    add_working_days,
    recalculated,
    working_days_between,
)
from shared.calendar.zones import due_moment, local_day
from shared.events.cases import Clock, RequestKind

MANY = 4_096
"""Reckonings kept in memory; a day has a handful, so that is years."""

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clocks:
    """The clocks of one office: its zone, its policy, its calendar."""

    zone: ZoneInfo
    policy: Policy
    calendar: Calendar
    answer_days: Mapping[RequestKind, int] = field(default_factory=dict)
    """What the office's registry sets otherwise, in calendar days."""
    commitments: Mapping[str, tuple[Commitment, ...]] = field(default_factory=dict)
    """By agency: what its focal point has signed may set its own times."""
    agreed: Mapping[RequestKind, Agreed] = field(default_factory=dict)
    """Of the one agency for which these clocks are."""
    _known: dict[tuple[Clock, RequestKind, int, date], Reckoned] = field(
        default_factory=dict, repr=False, compare=False
    )
    _own: dict[str, "Clocks"] = field(default_factory=dict, repr=False, compare=False)

    def of(self, agency: str, at: datetime) -> "Clocks":
        """The clocks of one agency: as it has committed itself on that day, else the office's."""
        if agency not in self.commitments:
            return self
        signed = in_force(self.commitments[agency], local_day(at, self.zone))
        if signed is None or not signed.times:
            return self
        known = self._own.get(signed.commitment_id)
        if known is None:
            known = replace(self, commitments={}, agreed=signed.times, _known={}, _own={})
            self._own[signed.commitment_id] = known
        return known

    def term(self, clock: Clock, kind: RequestKind) -> Term:
        if clock == "correction":
            return self.policy.correction
        if clock == "settlement" and self.policy.settlement:
            return self.policy.settlement
        agreed: Term | None = getattr(self.agreed.get(kind), clock, None)
        if agreed is not None:
            return agreed
        if clock == "acknowledgement":
            return self.policy.clocks[kind].acknowledgement
        if kind in self.answer_days:
            return Term(days=self.answer_days[kind])
        return self.policy.clocks[kind].answer

    def start(
        self,
        clock: Clock,
        kind: RequestKind,
        *,
        case_id: UUID,
        of_id: UUID,
        at: datetime,
        now: datetime,
        number: int = 1,
    ) -> Deadline:
        """A clock that starts at a moment; steps that lay before `now` are not made up for.

        Whoever files late has told nobody until now: a reminder dated back would be a fiction.
        """
        day = local_day(at, self.zone)
        known = self._reckoned(clock, kind, min(number, 2), day)
        deadline = Deadline(
            case_id=case_id,
            of_id=of_id,
            clock=clock,
            kind=kind,
            number=number,
            started_on=day,
            term=known.term,
            due_at=known.due_at,
            calendar=known.calendar,
            next_step=known.step,
            next_at=known.next_at,
        )
        late = known.next_at is not None and known.next_at <= now
        return self.stepping(deadline, now) if late else deadline

    def stepping(self, deadline: Deadline, now: datetime, *, after: str | None = None) -> Deadline:
        """The same with the first step that lies after `now`, or with the one after a step."""
        steps = self.steps(deadline.clock, deadline.kind, deadline.number)
        if after is not None:
            names = [step.name for step in steps]
            steps = steps[names.index(after) + 1 :] if after in names else ()
        for step in steps:
            falls = self.falls(step, deadline.started_on, deadline.term, deadline.due_at)
            if after is not None or falls > now:
                return replace(deadline, next_step=step.name, next_at=falls)
        return replace(deadline, next_step=None, next_at=None)

    def steps(self, clock: Clock, kind: RequestKind, number: int) -> tuple[Step, ...]:
        return tuple(one for one in self.policy.ladder if one.concerns(clock, kind, number))

    def step(self, deadline: Deadline) -> Step | None:
        """The next step; none if the policy has dropped it since."""
        for step in self.policy.ladder:
            if step.name == deadline.next_step:
                return step
        return None

    def falls(self, step: Step, started_on: date, term: Term, due_at: datetime) -> datetime:
        """When a step falls due.

        In a year that no decree covers yet nobody knows: then it is looked at again when that
        year begins, and fails loudly no earlier than it matters.
        """
        due_day = local_day(due_at, self.zone)
        try:
            if step.overdue is not None:
                if step.overdue.days == 0:
                    return due_at
                return due_moment(self.count(due_day, step.overdue).due, self.zone)
            return self._share(step.used or 0, started_on, term, due_day)
        except NoCalendar as unknown:
            first = max(date(unknown.year, 1, 1), due_day + DAY)
            return datetime.combine(first, time(), self.zone)

    def _share(self, used: float, started_on: date, term: Term, due_day: date) -> datetime:
        """In the course of a counted day: three quarters of 14 days are the noon of the 11th."""
        if term.unit == "cd":
            days = (due_day - started_on).days
        else:
            days = working_days_between(started_on, due_day, self.calendar)
        whole, rest = divmod(days * used, 1)
        day = self.count(started_on, Term(days=int(whole) + 1, unit=term.unit)).due
        return datetime.combine(day, time(), self.zone) + rest * DAY

    def count(self, start: date, term: Term) -> Reckoning:
        """Raises `NoCalendar` where a working day would have to be guessed."""
        if term.days == 0:  # the same day: the clock has not begun when it ends
            version = self.calendar.version_of(start.year, start.year)
            return Reckoning(start, 0, "calendar", start, start, version, self.calendar)
        if term.unit == "wd":
            return add_working_days(start, term.days, self.calendar)
        return add_calendar_days(start, term.days, self.calendar)

    def again(self, deadline: Deadline, now: datetime) -> Deadline:
        """After a decree: the due day moves forward or stays, and the steps with it."""
        if deadline.term.unit != "wd" or deadline.term.days == 0:
            return deadline
        promised = local_day(deadline.due_at, self.zone)
        found = recalculated(promised, deadline.started_on, deadline.term.days, self.calendar)
        if found.due == promised:
            return replace(deadline, calendar=found.version)
        return self.moved(deadline, found.due, found.version, now)

    def moved(self, deadline: Deadline, due: date, version: str, now: datetime) -> Deadline:
        """A later due day; what its ladder has said already is not said again unless it must."""
        later = replace(deadline, due_at=due_moment(due, self.zone), calendar=version)
        return self.stepping(later, now)

    def _reckoned(self, clock: Clock, kind: RequestKind, number: int, day: date) -> Reckoned:
        """Kept: thousands of cases a second start their clocks on one day."""
        key = (clock, kind, number, day)
        known = self._known.get(key)
        if known is None:
            term = self.term(clock, kind)
            found = self.count(day, term)
            due_at = due_moment(found.due, self.zone)
            first = next(iter(self.steps(clock, kind, number)), None)
            next_at = self.falls(first, day, term, due_at) if first else None
            name = first.name if first else None
            if len(self._known) >= MANY:
                self._known.clear()
            # In UTC: each use would otherwise ask the zone again for its offset of that day.
            due_at = due_at.astimezone(UTC)
            next_at = next_at and next_at.astimezone(UTC)
            known = Reckoned(term, due_at, found.version, name, next_at)
            self._known[key] = known
        return known
