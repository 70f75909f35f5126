"""What Prometheus is told of the counting and of the stock."""

import collections
from functools import partial
from typing import get_args

from prometheus_client import Counter, Gauge

from services.metrics.domain import deadlines
from services.metrics.store.writing import Kind
from shared.db.transaction import Transaction
from shared.events.cases import Level

FACTS = Counter("metrics_facts", "Facts counted by this process.", ["kind"])
KINDS = (*get_args(Kind), "registry", "joined", "message-sent", "message-failed")
for _kind in KINDS:
    FACTS.labels(_kind)  # shown from the beginning, with nothing in it

LEVELS = frozenset(get_args(Level))
ESCALATED = Counter("metrics_escalations", "Delays taken to a level of the ladder.", ["level"])
for _level in LEVELS:
    ESCALATED.labels(_level)

OPEN = Gauge("metrics_cases_open", "Cases that are open, of all offices.")
UNROUTED = Gauge("metrics_cases_unrouted", "Open cases that wait for staff to place them.")

OVERDUE = Gauge(
    "metrics_deadlines_overdue", "Deadlines of agencies that are over and open.", ["clock"]
)
MISSED = Gauge(
    "metrics_deadlines_missed",
    "Deadlines of agencies that were not kept so far, open or met late (M12).",
    ["clock"],
)
for _clock in deadlines.CLOCKS:
    OVERDUE.labels(_clock)
    MISSED.labels(_clock)


def count(tx: Transaction, kind: str) -> None:
    """One more fact of this kind, or delay of this level, told once it is committed."""
    counted: collections.Counter[str] | None = tx.memo.get("counted")
    if counted is None:
        counted = tx.memo["counted"] = collections.Counter()
        tx.after_commit(partial(_tell, counted))
    counted[kind] += 1


def _tell(counted: collections.Counter[str]) -> None:
    for kind, amount in counted.items():
        (ESCALATED if kind in LEVELS else FACTS).labels(kind).inc(amount)
