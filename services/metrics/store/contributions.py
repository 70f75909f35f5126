"""What each fact adds to the counts, in SQL: the sums of any past knowledge, and sums made anew.

The handlers say the same when they hear (`domain/tallies`); a test of random histories holds the
two together. What is rare is kept beside the facts as it was counted, and only read here.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

import sqlalchemy as sa

from services.metrics.domain import deadlines, tallies
from services.metrics.models import CountRow, FactRow
from services.metrics.store.days import ordinal
from shared.db.transaction import table_of

FACTS, COUNTS = table_of(FactRow), table_of(CountRow)

GROUPS = ("office", "channel", "substance", "access_type", "region", "maladministration")
"""What a count says of its complaint beside the agency."""

AMOUNTS = ("measure", "day", "agency", *GROUPS, "bin", "count", "seconds")
"""The columns of a count."""


class Several(NamedTuple):
    """A measure that the columns of the fact decide, and all that it may be."""

    names: tuple[str, ...]
    told: sa.ColumnElement[str]


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind of fact counts as."""

    names: frozenset[str]
    rows: sa.Select[Any]

    def where(self, *conditions: sa.ColumnElement[bool]) -> Self:
        return replace(self, rows=self.rows.where(*conditions))


Known = Callable[[sa.Table], sa.ColumnElement[bool]]
"""Which rows of the facts, and of what is counted beside them, are looked at."""


def everything(_: sa.Table) -> sa.ColumnElement[bool]:
    return sa.true()


def recorded_by_then(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.recorded_at <= sa.bindparam("as_of")


def contributions(
    facts: sa.Table = FACTS,
    counts: sa.Table = COUNTS,
    known: Known = everything,
    measures: Collection[str] | None = None,
) -> sa.Subquery:
    """A row for each thing that a fact counts as, with the columns of the tallies.

    `known` narrows the facts, to those that were recorded by some moment. What counts as none of
    these `measures` may be left out: a statement of all of them takes long to make.
    """
    found = [part.where(known(facts)) for part in parts(facts, measures)]
    beside = sa.select(*(counts.c[name] for name in AMOUNTS)).where(known(counts))
    return sa.union_all(*found, beside).subquery("contributions")


def parts(facts: sa.Table, measures: Collection[str] | None = None) -> Iterator[sa.Select[Any]]:
    """What the columns of facts tell of counts, kind by kind."""
    for part in _parts(facts):
        if measures is None or not part.names.isdisjoint(measures):
            yield part.rows


def _parts(facts: sa.Table) -> Iterator[Part]:
    yield from _of_complaints(facts)
    yield from _of_requests(facts)
    yield from _of_moves(facts)
    yield from _of_closings(facts)


def _of_complaints(facts: sa.Table) -> Iterator[Part]:
    row = facts.c
    nobody = _word(tallies.NOBODY)
    yield _part(facts, "received", measure=tallies.RECEIVED, day=row.registered_day, agency=nobody)
    yield _part(facts, "finished", measure=tallies.FINISHED, day=row.registered_day, agency=nobody)
    for kind in ("opened", "unroutable"):
        yield _part(facts, kind, measure=tallies.OPENED, day=row.registered_day, agency=row.agency)
    for clock, day in (("answer", row.due_day), ("acknowledgement", row.ack_due_day)):
        due = deadlines.of(deadlines.DUE, clock)
        part = _part(facts, "opened", measure=due, day=day, agency=row.agency)
        yield part.where(day.is_not(None))


def _of_requests(facts: sa.Table) -> Iterator[Part]:
    row = facts.c
    for kind, measure in (
        ("acknowledged", tallies.ACKNOWLEDGED),
        ("returned", tallies.RETURNED),
        ("misrouted", tallies.MISROUTED),
    ):
        yield _part(facts, kind, measure=measure, day=row.day, agency=row.agency)
    either = (tallies.ANSWERED_IN_TIME, tallies.ANSWERED_LATE)
    in_time, late = map(_word, either)
    answered = Several(either, sa.case((row.happened_at <= row.due_at, in_time), else_=late))
    yield _part(facts, "answered", measure=answered, day=row.day, agency=row.agency)
    level = Several(tallies.ESCALATED, _word(tallies.ESCALATED_PREFIX) + row.level)
    yield _part(facts, "escalated", measure=level, day=row.day, agency=row.agency)


def _of_moves(facts: sa.Table) -> Iterator[Part]:
    row = facts.c
    for kind in ("placed", "moved"):
        for measure, day, agency, sign in (
            (tallies.MOVED_OUT, row.day, row.from_agency, 1),
            (tallies.MOVED_IN, row.day, row.agency, 1),
            (tallies.COHORT_MOVED, row.registered_day, row.from_agency, -1),
            (tallies.COHORT_MOVED, row.registered_day, row.agency, 1),
        ):
            yield _part(facts, kind, measure=measure, day=day, agency=agency, sign=sign)
        yield _left(facts, kind, row.from_agency, 1)
        yield _left(facts, kind, row.agency, -1)


def _of_closings(facts: sa.Table) -> Iterator[Part]:
    row = facts.c
    cohort = Several(tallies.OUTCOMES, _word(tallies.COHORT_PREFIX) + row.reason)
    either = (tallies.HANDED_OVER, tallies.CLOSED)
    over, closed = map(_word, either)
    is_closure = row.reason != _word(tallies.K_HANDED_OVER)
    flow = Several(either, sa.case((is_closure, closed), else_=over))
    day, first, at = row.day, row.registered_day, row.agency
    took = row.seconds
    yield _part(facts, "closed", measure=flow, day=day, agency=at, seconds=took)
    yield _part(facts, "closed", measure=cohort, day=first, agency=at, seconds=took)
    yield _part(facts, "reopened", measure=tallies.REOPENED, day=day, agency=at)
    yield _part(
        facts, "reopened", measure=cohort, day=first, agency=at, sign=-1, seconds=-took
    ).where(row.reason.is_not(None))
    yield _left(facts, "closed", at, 1)
    yield _left(facts, "reopened", at, -1)
    ended = Several(tallies.ENDINGS, _word(tallies.ENDED_PREFIX) + row.reason)
    yield _part(facts, "closed", measure=ended, day=day, agency=at).where(
        is_closure, row.reason != _word(tallies.K_USUAL)
    )
    took_days = ordinal(day) - ordinal(first)
    for measure, of_bin in (
        (tallies.DAYS_TO_CLOSE, took_days),
        (tallies.WORKING_DAYS_TO_CLOSE, row.working_days),
    ):
        part = _part(facts, "closed", measure=measure, day=day, agency=at, of_bin=of_bin)
        yield part.where(is_closure, of_bin.is_not(None))


def _left(facts: sa.Table, kind: str, agency: sa.ColumnElement[Any], sign: int) -> Part:
    of_bin = ordinal(facts.c.registered_day)
    day = facts.c.day
    return _part(
        facts, kind, measure=tallies.LEFT_STOCK, day=day, agency=agency, sign=sign, of_bin=of_bin
    )


def _part(
    facts: sa.Table,
    kind: str,
    *,
    measure: str | Several,
    day: sa.ColumnElement[Any],
    agency: sa.ColumnElement[Any],
    sign: int = 1,
    seconds: sa.ColumnElement[int] | None = None,
    of_bin: sa.ColumnElement[int] | None = None,
) -> Part:
    none = sa.literal_column("0", sa.BigInteger)
    names, told = ((measure,), _word(measure)) if isinstance(measure, str) else measure
    rows = sa.select(
        told.label("measure"),
        day.label("day"),
        agency.label("agency"),
        *(_told(facts.c[name]) for name in GROUPS),
        (sa.literal_column("0", sa.Integer) if of_bin is None else of_bin).label("bin"),
        sa.literal_column(str(sign), sa.BigInteger).label("count"),
        (none if seconds is None else seconds).label("seconds"),
    )
    return Part(frozenset(names), rows.where(facts.c.kind == _word(kind)))


def _told(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if not column.nullable:
        return column
    return sa.func.coalesce(column, _word(tallies.NOT_TOLD)).label(column.name)


def _word(word: str) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{word}'", sa.String)
