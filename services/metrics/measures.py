"""What Prometheus is told of the counting and of the stock."""

from prometheus_client import Counter, Gauge

FACTS = Counter(
    "metrics_facts",
    "Facts counted by this process; tries that were rolled back and came again are included.",
    ["kind"],
)
COUNTED = {
    kind: FACTS.labels(kind)
    for kind in (
        "received",
        "finished",
        "opened",
        "unroutable",
        "placed",
        "acknowledged",
        "answered",
        "closed",
        "message-sent",
        "message-failed",
    )
}
OPEN = Gauge("metrics_cases_open", "Cases that are open, of all offices.")
UNROUTED = Gauge("metrics_cases_unrouted", "Open cases that wait for staff to place them.")
