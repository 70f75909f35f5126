"""The messages there are: written when something is heard, shown to staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.domain.draft import Draft, message_id
from services.notifications.models import MessageRow
from shared.db.transaction import Transaction, table_of

MESSAGES = table_of(MessageRow)

# A literal, not a parameter: only then does PostgreSQL see that the partial index answers.
IS_WAITING: ColumnElement[bool] = MESSAGES.c.state == literal_column("'waiting'")


def add_message(
    tx: Transaction, draft: Draft, *, event_id: UUID, complaint_id: UUID | None
) -> None:
    """Save a message that is to be sent."""
    tx.add(
        MessageRow,
        message_id=message_id(event_id, draft),
        event_id=event_id,
        complaint_id=complaint_id,
        case_id=draft.case_id,
        recipient=draft.recipient,
        recipient_id=draft.recipient_id,
        channel="mail",
        template=draft.template,
        language=draft.language,
        facts=orjson.dumps(draft.facts).decode(),
        state="waiting",
        attempts=0,
        next_try_at=tx.recorded,
        maybe_twice=False,
        created_at=tx.recorded,
    )


async def messages_of(connection: AsyncConnection, complaint_id: UUID) -> Sequence[Any]:
    """Every message about a complaint, in the order in which they were caused."""
    query = (
        select(MESSAGES)
        .where(MESSAGES.c.complaint_id == complaint_id)
        .order_by(MESSAGES.c.created_at, MESSAGES.c.message_id)
    )
    return (await connection.execute(query)).all()


async def counts(connection: AsyncConnection) -> Sequence[Any]:
    """How many messages there are, by template and state, and how many may have come twice."""
    query = select(
        MESSAGES.c.template,
        MESSAGES.c.state,
        func.count().label("messages"),
        func.count().filter(MESSAGES.c.maybe_twice).label("maybe_twice"),
    ).group_by(MESSAGES.c.template, MESSAGES.c.state)
    return (await connection.execute(query)).all()


async def waiting(connection: AsyncConnection) -> tuple[int, datetime | None]:
    """How many messages wait, and when the oldest of them was caused."""
    query = select(func.count(), func.min(MESSAGES.c.created_at)).where(IS_WAITING)
    row = (await connection.execute(query)).one()
    return row[0], row[1]
