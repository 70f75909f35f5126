"""Watching that staff verify in time: clocks are made after each deed, and a missed one is told.

Any number of instances may do it: a complaint is the lock of its clocks, and who comes second
finds them made, or missed and announced.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.intake import measures, store
from services.intake.desk import Desk
from services.intake.domain.complaint import Complaint, Rules, fact_of
from services.intake.domain.history import Past
from services.intake.domain.promises import Due, count, is_over, same_stage
from services.intake.domain.stages import Span, spans
from shared.again import again
from shared.aside import Aside
from shared.calendar.days import NoCalendar
from shared.calendar.zones import due_moment, local_day
from shared.db.transaction import Transaction
from shared.events.intake import ComplaintOverdue
from shared.log import log

AT_ONCE = 100
NOTICES: dict[str, dict[str, str]] = {
    "notice": {"stage": "notice", "notice": "complaint-declined"},
    "completion-notice": {"stage": "notice", "notice": "completion-requested"},
}
"""As what an event tells of the two notices that a reporter must have."""


def dues(
    complaint: Complaint, pasts: Sequence[Past], rules: Rules, before: Mapping[str, Due]
) -> list[Due]:
    """Every stage of a complaint with its end, given the clocks as they were made before."""
    told = complaint.told
    named = complaint.has_reporter
    access_type, since = told["access_type"], told["registered_at"]
    found = spans(pasts, access_type, since, rules.policy, has_reporter=named)
    return [_due(span, told["office"], rules, before.get(span.stage)) for span in found]


def _due(span: Span, office: str, rules: Rules, before: Due | None) -> Due:
    """A year without a decree stops this clock, and is told loudly; it stops nothing else."""
    zone = rules.zone_of(office)
    kept = same_stage(before, span, rules, office)
    started_on, promised_on = local_day(span.started_at, zone), kept.promised_on if kept else None
    unknown = Due(span.stage, started_on, promised_on, None, None, span.stopped_at)
    if span.is_paused:
        return unknown
    try:
        end = count(span, office, rules, kept, as_before=bool(kept and is_over(kept, span)))
    except NoCalendar as error:
        log.error("a clock cannot be counted", stage=span.stage, detail=error.detail)
        return unknown
    due_at = due_moment(end.due, zone)
    missed_at = kept.missed_at if kept and kept.due_at == due_at else None
    return Due(span.stage, started_on, end.due, due_at, end.version, span.stopped_at, missed_at)


async def reckon_clocks(desk: Desk, aside: Aside[UUID] | None = None) -> int:
    """Make the clocks of complaints that something was done to; answers of how many."""
    aside = aside or desk.aside("making its clocks")
    async with desk.database.reading() as connection:
        ids = await store.unreckoned(connection, AT_ONCE, without=aside.waiting())
    if not ids:
        return 0

    return await aside.together(ids, lambda some: again(lambda: _make(desk, some)))


async def _make(desk: Desk, ids: Sequence[UUID]) -> int:
    async with desk.database.transaction(desk.clock()) as tx:
        waiting = await store.to_change(tx, ids)
        clocks = await store.clocks_of(tx.connection, ids)
        for loaded in waiting.values():
            complaint = loaded.complaint
            before = clocks.get(complaint.complaint_id, {})
            found = dues(complaint, loaded.pasts, desk.rules, before)
            version = complaint.standing.version
            await store.keep_clocks(tx, complaint.complaint_id, version, found)
    return len(ids)


async def tell_overdue(desk: Desk, aside: Aside[UUID] | None = None) -> int:
    """Announce each clock that staff have missed, as of its end; answers how many."""
    aside = aside or desk.aside("telling what is overdue")
    async with desk.database.reading() as connection:
        ids = await store.missed(connection, desk.clock(), AT_ONCE, without=aside.waiting())
    if not ids:
        return 0

    async def tell(some: Sequence[UUID]) -> int:
        async with desk.database.transaction(desk.clock()) as tx:
            return await _tell(tx, some)

    told = await aside.together(ids, lambda some: again(lambda: tell(some)))
    if told:
        log.info("overdue", stages=told)
    return told


async def _tell(tx: Transaction, ids: Sequence[UUID]) -> int:
    loaded = await store.to_change(tx, set(ids))
    rows = await store.mark_missed(tx, list(loaded))
    for row in rows:
        complaint = loaded[row.complaint_id].complaint
        told = NOTICES.get(row.stage, {"stage": row.stage})
        fact = fact_of(ComplaintOverdue, complaint, **told, due_at=row.due_at)
        tx.emit(fact, time=row.due_at, sequence=complaint.standing.version)
    measures.missed(tx, (NOTICES.get(row.stage, {"stage": row.stage})["stage"] for row in rows))
    return len(rows)
