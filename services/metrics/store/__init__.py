"""Every query of metrics: adding facts and sums, reading sums and percentiles."""

from services.metrics.store.durations import Durations, durations
from services.metrics.store.reading import By, MessagesBy, Question, sums
from services.metrics.store.writing import Kind, add_fact, add_message_fact, add_tallies

__all__ = [
    "By",
    "Durations",
    "Kind",
    "MessagesBy",
    "Question",
    "add_fact",
    "add_message_fact",
    "add_tallies",
    "durations",
    "sums",
]
