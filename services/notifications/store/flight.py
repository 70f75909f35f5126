"""Messages in flight: taken by one process, and finished or let go by it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.domain.trying import Outcome, Step, after_try
from services.notifications.store.announcing import announce
from services.notifications.store.message import Lease, Message
from services.notifications.store.messages import IS_WAITING, MESSAGES
from shared.db.transaction import Transaction
from shared.events.notifications import Recipient


async def doubt(connection: AsyncConnection, *, holder: str | None, before: datetime) -> int:
    """Let go of what was started and never finished; answers how many messages that is.

    Of one holder, or of anybody who began before a moment. Whether they arrived is unknown.
    """
    unfinished = MESSAGES.c.started_at.is_not(None)
    whose = MESSAGES.c.started_by == holder if holder else MESSAGES.c.started_at < before
    let_go = (
        update(MESSAGES)
        .where(IS_WAITING, unfinished, whose)
        .values(started_at=None, started_by=None, maybe_twice=True)
    )
    return (await connection.execute(let_go)).rowcount


async def claim(
    connection: AsyncConnection, lease: Lease, *, recipients: Sequence[Recipient], limit: int
) -> list[Message]:
    """Take what is due, oldest first; what other processes are taking is passed over."""
    due = (
        select(MESSAGES.c.message_id)
        .where(
            IS_WAITING,
            MESSAGES.c.started_at.is_(None),
            MESSAGES.c.next_try_at <= lease.since,
            MESSAGES.c.recipient.in_(recipients),
        )
        .order_by(MESSAGES.c.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")  # evaluated once: a sub-query that locks may be run again by the planner
    )
    take = (
        update(MESSAGES)
        .where(MESSAGES.c.message_id.in_(select(due.c.message_id)))
        .values(started_at=lease.since, started_by=lease.holder, attempts=MESSAGES.c.attempts + 1)
        .returning(*MESSAGES.columns)
    )
    rows = (await connection.execute(take)).all()
    return [_message(row) for row in sorted(rows, key=lambda row: row.next_try_at)]


def _message(row: Any) -> Message:
    return Message(
        message_id=row.message_id,
        event_id=row.event_id,
        complaint_id=row.complaint_id,
        case_id=row.case_id,
        recipient=row.recipient,
        recipient_id=row.recipient_id,
        template=row.template,
        language=row.language,
        facts=orjson.loads(row.facts),
        attempts=row.attempts,
        maybe_twice=row.maybe_twice,
        created_at=row.created_at,
    )


def held(lease: Lease, messages: Sequence[Message]) -> ColumnElement[bool]:
    ids = [message.message_id for message in messages]
    return (
        MESSAGES.c.message_id.in_(ids)
        & IS_WAITING
        & (MESSAGES.c.started_at == lease.since)
        & (MESSAGES.c.started_by == lease.holder)
    )


async def put_back(connection: AsyncConnection, lease: Lease, messages: Sequence[Message]) -> None:
    """Undo a claim that came to nothing: no try was made."""
    undo = (
        update(MESSAGES)
        .where(held(lease, messages))
        .values(started_at=None, started_by=None, attempts=MESSAGES.c.attempts - 1)
    )
    await connection.execute(undo)


_FINISH = (
    update(MESSAGES)
    .where(MESSAGES.c.message_id == bindparam("of"))
    .values(
        state=bindparam("becomes"),
        maybe_twice=bindparam("doubtful"),
        why=bindparam("reason"),
        next_try_at=func.coalesce(bindparam("again_at"), MESSAGES.c.next_try_at),
        ended_at=bindparam("end"),
        started_at=None,
        started_by=None,
    )
)


async def record(
    tx: Transaction, lease: Lease, tried: Sequence[tuple[Message, Outcome]]
) -> list[tuple[Message, Step]]:
    """Write down what became of messages and announce the ends; answers what was written.

    What another process has taken over since, because it held us for dead, is its own to finish.
    """
    messages = [message for message, _ in tried]
    query = select(MESSAGES.c.message_id).where(held(lease, messages)).with_for_update()
    ours = set((await tx.connection.execute(query)).scalars())
    written = []
    for message, outcome in tried:
        if message.message_id not in ours:
            continue
        step = after_try(
            outcome,
            attempts=message.attempts,
            maybe_twice=message.maybe_twice,
            now=tx.recorded,
        )
        written.append((message, step))
        announce(tx, message, step)
    if written:
        await tx.connection.execute(_FINISH, [_finish(*each) for each in written])
    return written


def _finish(message: Message, step: Step) -> dict[str, Any]:
    return {
        "of": message.message_id,
        "becomes": step.state,
        "doubtful": step.maybe_twice,
        "reason": step.why,
        "again_at": step.next_try_at,
        "end": step.ended_at,
    }
