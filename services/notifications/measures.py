"""What Prometheus is told of messages."""

from prometheus_client import Counter, Gauge

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
MAYBE_TWICE = Counter(
    "notifications_messages_maybe_twice_total",
    "Tries that ended without a record: the next one may bring a second copy.",
)
WAITING = Gauge("notifications_messages_waiting", "Messages that are still to be sent.")
OLDEST_WAITING = Gauge(
    "notifications_messages_oldest_waiting_seconds", "Age of the oldest message still to be sent."
)
