"""What each fact adds to the counts, in SQL: the sums of any past knowledge, and sums made anew.

The handlers say the same when they hear (`domain/tallies`); a test of random histories holds the
two together. What is rare is kept beside the facts as it was counted, and only read here.
"""

from collections.abc import Callable, Iterator
from typing import Any

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

Part = sa.Select[Any]


Known = Callable[[sa.Table], sa.ColumnElement[bool]]
"""Which rows of the facts, and of what is counted beside them, are looked at."""


def everything(_: sa.Table) -> sa.ColumnElement[bool]:
    return sa.true()


def recorded_by_then(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.recorded_at <= sa.bindparam("as_of")


def contributions(
    facts: sa.Table = FACTS, counts: sa.Table = COUNTS, known: Known = everything
) -> sa.Subquery:
    """A row for each thing that a fact counts as, with the columns of the tallies.

    `known` narrows the facts, to those that were recorded by some moment.
    """
    found = [part.where(known(facts)) for part in parts(facts)]
    beside = sa.select(*(counts.c[name] for name in AMOUNTS)).where(known(counts))
    return sa.union_all(*found, beside).subquery("contributions")


def parts(facts: sa.Table) -> Iterator[Part]:
    """What the columns of facts tell of counts, kind by kind."""
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
    answered = sa.case(
        (row.happened_at <= row.due_at, _word(tallies.ANSWERED_IN_TIME)),
        else_=_word(tallies.ANSWERED_LATE),
    )
    yield _part(facts, "answered", measure=answered, day=row.day, agency=row.agency)
    level = _word(tallies.ESCALATED_PREFIX) + row.level
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
    cohort = _word(tallies.COHORT_PREFIX) + row.reason
    flow = sa.case(
        (row.reason == _word(tallies.K_HANDED_OVER), _word(tallies.HANDED_OVER)),
        else_=_word(tallies.CLOSED),
    )
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
    is_closure = row.reason != _word(tallies.K_HANDED_OVER)
    ended = _part(
        facts, "closed", measure=_word(tallies.ENDED_PREFIX) + row.reason, day=day, agency=at
    )
    yield ended.where(is_closure, row.reason != _word(tallies.K_USUAL))
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
    measure: str | sa.ColumnElement[str],
    day: sa.ColumnElement[Any],
    agency: sa.ColumnElement[Any],
    sign: int = 1,
    seconds: sa.ColumnElement[int] | None = None,
    of_bin: sa.ColumnElement[int] | None = None,
) -> Part:
    none = sa.literal_column("0", sa.BigInteger)
    return sa.select(
        (_word(measure) if isinstance(measure, str) else measure).label("measure"),
        day.label("day"),
        agency.label("agency"),
        *(_told(facts.c[name]) for name in GROUPS),
        (sa.literal_column("0", sa.Integer) if of_bin is None else of_bin).label("bin"),
        sa.literal_column(str(sign), sa.BigInteger).label("count"),
        (none if seconds is None else seconds).label("seconds"),
    ).where(facts.c.kind == _word(kind))


def _told(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if not column.nullable:
        return column
    return sa.func.coalesce(column, _word(tallies.NOT_TOLD)).label(column.name)


def _word(word: str) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{word}'", sa.String)
