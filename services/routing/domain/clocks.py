"""How long a clock runs: the due day of an office, and when the steps of its ladder fall."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from services.routing.domain.counting import DAY, counted, share
from services.routing.domain.deadlines import Deadline, Reckoned
from services.routing.domain.officers import Agreed, Commitment, in_force
from services.routing.domain.policy import Policy, Step, Term
from shared.calendar.days import Calendar, NoCalendar
from shared.calendar.reckoning import Reckoning, recalculated
from shared.calendar.zones import due_moment, local_day
from shared.events.cases import Clock, RequestKind

MANY = 4_096
"""Reckonings kept in memory; a day has a handful, so that is years."""


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
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    """By agency, of those that are closed on days of their own."""
    agreed: Mapping[RequestKind, Agreed] = field(default_factory=dict)
    """Of the one agency for which these clocks are."""
    _known: dict[tuple[Clock, RequestKind, int, date], Reckoned] = field(
        default_factory=dict, repr=False, compare=False
    )
    _own: dict[tuple[str, str | None], "Clocks"] = field(
        default_factory=dict, repr=False, compare=False
    )

    def of(self, agency: str, at: datetime) -> "Clocks":
        """The clocks of one agency: as it has committed itself on that day, else the office's.

        Days on which the agency is closed are none of its working days, as those of the office.
        """
        if agency not in self.commitments and agency not in self.calendars:
            return self
        signed = in_force(self.commitments.get(agency, ()), local_day(at, self.zone))
        times = signed.times if signed else {}
        if not times and agency not in self.calendars:
            return self
        key = (agency, signed.commitment_id if signed else None)
        known = self._own.get(key)
        if known is None:
            calendar = self.calendars.get(agency, self.calendar)
            known = self._own[key] = Clocks(
                self.zone, self.policy, calendar, self.answer_days, agreed=times
            )
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
            falls = self.falls(step, deadline)
            if after is not None or falls > now:
                return deadline.waiting(step.name, falls)
        return deadline.waiting(None, None)

    def steps(self, clock: Clock, kind: RequestKind, number: int) -> tuple[Step, ...]:
        return tuple(one for one in self.policy.ladder if one.concerns(clock, kind, number))

    def step(self, deadline: Deadline) -> Step | None:
        """The next step; where policy names it no more, the first that falls due no earlier."""
        if deadline.next_step is None:
            return None
        steps = self.steps(deadline.clock, deadline.kind, deadline.number)
        known = next((one for one in steps if one.name == deadline.next_step), None)
        since = deadline.next_at or deadline.paused_at or deadline.due_at
        return known or next((one for one in steps if self.falls(one, deadline) >= since), None)

    def falls(self, step: Step, deadline: Deadline) -> datetime:
        """When a step of this clock falls due."""
        told = deadline.started_on, deadline.term, deadline.due_at
        later = deadline.held_days * DAY if step.overdue is not None else 0 * DAY
        return self._falls(step, *told) + later

    def _falls(self, step: Step, started_on: date, term: Term, due_at: datetime) -> datetime:
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
            day, rest = share(step.used or 0, started_on, due_day, term, self.calendar)
            return datetime.combine(day, time(), self.zone) + rest * DAY
        except NoCalendar as unknown:
            first = max(date(unknown.year, 1, 1), due_day + DAY)
            return datetime.combine(first, time(), self.zone)

    def count(self, start: date, term: Term) -> Reckoning:
        """Raises `NoCalendar` where a working day would have to be guessed."""
        return counted(start, term, self.calendar)

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
        if later.due_at > now:  # there is time again to answer what was asked
            later = replace(later, asks_at=None)
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
            next_at = self._falls(first, day, term, due_at) if first else None
            name = first.name if first else None
            if len(self._known) >= MANY:
                self._known.clear()
            # In UTC: each use would otherwise ask the zone again for its offset of that day.
            due_at = due_at.astimezone(UTC)
            next_at = next_at and next_at.astimezone(UTC)
            known = Reckoned(term, due_at, found.version, name, next_at)
            self._known[key] = known
        return known
