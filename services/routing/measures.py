"""What Prometheus is told of the clocks."""

from prometheus_client import Counter

STUCK = Counter("routing_clocks_stuck", "Looks at a clock that could not be wound.")
