"""What Prometheus is told of messages."""

from prometheus_client import Counter, Gauge

from services.notifications.domain.trying import Step
from services.notifications.store import Message
from shared.log import log

SENT = Counter(
    "notifications_messages_sent_total",
    "Messages that the receiving server has taken over.",
    ["template"],
)
FAILED = Counter(
    "notifications_messages_failed_total",
    "Messages that will not be tried again.",
    ["template"],
)
SKIPPED = Counter(
    "notifications_messages_skipped_total",
    "Messages to a role that nobody bears: whoever stands in is told.",
    ["template"],
)
MAYBE_TWICE = Counter(
    "notifications_messages_maybe_twice_total",
    "Tries that ended without a record: the next one may bring a second copy.",
)
WAITING = Gauge("notifications_messages_waiting", "Messages that are still to be sent.")
OLDEST_WAITING = Gauge(
    "notifications_messages_oldest_waiting_seconds", "Age of the oldest message still to be sent."
)


def note(message: Message, step: Step) -> None:
    """Count and log what became of a try."""
    if step.state == "sent":
        SENT.labels(message.template).inc()
    elif step.state == "failed":
        FAILED.labels(message.template).inc()
    elif step.state == "skipped":
        SKIPPED.labels(message.template).inc()
    if step.maybe_twice and not message.maybe_twice:
        MAYBE_TWICE.inc()
    log.info(
        "message tried",
        complaint_id=message.complaint_id and str(message.complaint_id),
        message_id=str(message.message_id),
        template=message.template,
        attempt=message.attempts,
        outcome=step.state,
        why=step.why,
    )
