"""Telling the fate of a message, once it is settled."""

from typing import Any
from uuid import UUID

from services.notifications.domain import desk
from services.notifications.domain.trying import Step
from services.notifications.store.message import Message
from services.notifications.store.messages import add_message
from shared.db.transaction import Transaction
from shared.events.notifications import (
    BRINGS_REQUEST,
    NOTICES,
    MessageFailed,
    MessageSent,
    NoticeDelivered,
)


def announce(tx: Transaction, message: Message, step: Step) -> None:
    """Say what became of it; of a notice to a reporter also that a clock of law has its proof.

    Its events are those of a complaint: of a letter about an agency there is only the row, and of
    one that nobody was to get as well.
    """
    if step.ended_at is None or step.state == "skipped":
        return
    if message.complaint_id is None:
        if step.state != "sent":
            _tell_desk(tx, message, step.why or "", message.message_id)
        return
    told = _told(message)
    if step.state != "sent":
        failed = MessageFailed(**told, attempts=message.attempts, why=step.why or "")
        _tell_desk(tx, message, failed.why, tx.emit(failed, time=step.ended_at))
        return
    sent = MessageSent(**told, attempts=message.attempts, maybe_twice=step.maybe_twice)
    tx.emit(sent, time=step.ended_at)
    if message.template in NOTICES and message.recipient == "reporter":
        tx.emit(NoticeDelivered(**told), time=step.ended_at)


def _told(message: Message) -> dict[str, Any]:
    """What its events say of a message; what others are told of a request is no proof of it."""
    brings = message.recipient == "focal-point" and message.template in BRINGS_REQUEST
    return {
        "complaint_id": message.complaint_id,
        "message_id": message.message_id,
        "cause": message.event_id,
        "recipient": message.recipient,
        "recipient_id": message.recipient_id,
        "channel": "mail",
        "template": message.template,
        "request_id": message.facts.get("request_id") if brings else None,
    }


def _tell_desk(tx: Transaction, message: Message, why: str, event_id: UUID) -> None:
    """Whom no letter reaches must be reached otherwise."""
    draft = desk.undelivered(
        message.recipient,
        message.template,
        message.facts,
        why=why,
        complaint_id=message.complaint_id,
        case_id=message.case_id,
    )
    if draft is not None:
        add_message(tx, draft, event_id=event_id, complaint_id=message.complaint_id)
