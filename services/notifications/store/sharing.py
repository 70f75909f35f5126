"""A message to a role becomes one to each who bears it: settled once, before the first try."""

from collections.abc import Sequence
from dataclasses import replace

import orjson
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.domain.draft import BETWEEN, Draft, message_id
from services.notifications.store.flight import held
from services.notifications.store.message import Lease, Message
from services.notifications.store.messages import MESSAGES
from shared.events.notifications import Role


def given_to(message: Message, bearer: str) -> Message:
    """The same message, for one of those who bear the role."""
    return replace(message, recipient_id=f"{message.recipient_id}{BETWEEN}{bearer}")


async def share_out(
    connection: AsyncConnection, lease: Lease, message: Message, bearers: Sequence[str]
) -> None:
    """The message goes to the first; each of the others gets one of their own, due at once.

    Who has lost the message meanwhile shares nothing out: whoever took it over does.
    """
    first, *others = bearers
    give = (
        update(MESSAGES)
        .where(held(lease, [message]), MESSAGES.c.recipient_id == message.recipient_id)
        .values(recipient_id=given_to(message, first).recipient_id)
    )
    given = (await connection.execute(give)).rowcount
    if given and others:
        copies = [_copy(given_to(message, other)) for other in others]
        await connection.execute(insert(MESSAGES), copies)


async def pass_on(connection: AsyncConnection, lease: Lease, message: Message, role: Role) -> None:
    """Whoever bears the next role gets the message, unless the same event tells them already."""
    mine = select(MESSAGES.c.message_id).where(held(lease, [message])).with_for_update()
    if (await connection.execute(mine)).first() is None:
        return
    facts = {"instead_of": message.recipient, **message.facts}
    copy = _copy(replace(message, recipient=role, facts=facts))
    # Both dialects know this form of INSERT, but not by one name.
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    await connection.execute(dialect.insert(MESSAGES).values(copy).on_conflict_do_nothing())


def _copy(message: Message) -> dict[str, object]:
    draft = Draft(
        message.recipient,
        message.recipient_id,
        message.template,
        message.language,
        message.facts,
        message.case_id,
    )
    return {
        "message_id": message_id(message.event_id, draft),
        "event_id": message.event_id,
        "complaint_id": message.complaint_id,
        "case_id": message.case_id,
        "recipient": message.recipient,
        "recipient_id": message.recipient_id,
        "channel": "mail",
        "template": message.template,
        "language": message.language,
        "facts": orjson.dumps(message.facts).decode(),
        "state": "waiting",
        "attempts": 0,
        "next_try_at": message.created_at,
        "maybe_twice": False,
        "created_at": message.created_at,
    }


async def forget(connection: AsyncConnection, lease: Lease, message: Message) -> None:
    """Nobody is left to be told: who bears the role has the same letter as an officer."""
    await connection.execute(delete(MESSAGES).where(held(lease, [message])))
