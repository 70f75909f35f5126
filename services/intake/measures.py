"""What Prometheus is told of the times in which staff are to verify, and of the timers."""

from collections import Counter as Counted
from collections.abc import Iterable
from functools import partial
from typing import get_args

from prometheus_client import Counter

from shared.db.transaction import Transaction
from shared.events.intake import Stage

MISSED = Counter(
    "intake_stages_missed", "Stages of verification that were not finished in time.", ["stage"]
)
for _stage in get_args(Stage):
    MISSED.labels(_stage)  # shown from the beginning, with nothing in it

STUCK = Counter("intake_complaints_stuck", "Looks of a timer at a complaint at fault.")


def missed(tx: Transaction, stages: Iterable[str]) -> None:
    """Told once it is committed."""
    tx.after_commit(partial(_tell, Counted(stages)))


def _tell(counted: Counted[str]) -> None:
    for stage, amount in counted.items():
        MISSED.labels(stage).inc(amount)
