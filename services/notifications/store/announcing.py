"""Telling the fate of a message, once it is settled."""

from typing import Any

from services.notifications import domain
from shared.db.transaction import Transaction
from shared.events.notifications import NOTICES, MessageFailed, MessageSent, NoticeDelivered


def announce(tx: Transaction, told: dict[str, Any], attempts: int, step: domain.Step) -> None:
    """Say what became of it; of a notice to a reporter also that a clock of law has its proof."""
    if step.ended_at is None:
        return
    if step.state != "sent":
        failed = MessageFailed(**told, attempts=attempts, why=step.why or "")
        tx.emit(failed, time=step.ended_at)
        return
    sent = MessageSent(**told, attempts=attempts, maybe_twice=step.maybe_twice)
    tx.emit(sent, time=step.ended_at)
    if told["template"] in NOTICES and told["recipient"] == "reporter":
        tx.emit(NoticeDelivered(**told), time=step.ended_at)
