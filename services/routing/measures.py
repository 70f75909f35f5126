"""What Prometheus is told of the clocks."""

from prometheus_client import Counter, Gauge

STUCK = Counter("routing_clocks_stuck", "Looks of a timer at a clock, case or office at fault.")

OVERDUE = Gauge(
    "routing_clocks_overdue",
    "Clocks of requests and corrective actions that are over, while their ladder goes on.",
)
