"""Every query of metrics: counting, folding, reading sums and percentiles."""

from services.metrics.store.agency_groups import group_of
from services.metrics.store.changes import changes
from services.metrics.store.closings import closings
from services.metrics.store.daily import COMING, daily, first_day
from services.metrics.store.distributions import bins, by_day, standing
from services.metrics.store.folding import fold
from services.metrics.store.joinings import keep_joining
from services.metrics.store.question import By, Incidents, MessagesBy, Question
from services.metrics.store.reading import sums
from services.metrics.store.registry import agencies, keep_registry_fact, registry, tellings
from services.metrics.store.writing import Kind, count_fact, count_message, seen_as

__all__ = [
    "COMING",
    "By",
    "Incidents",
    "Kind",
    "MessagesBy",
    "Question",
    "agencies",
    "bins",
    "by_day",
    "changes",
    "closings",
    "count_fact",
    "count_message",
    "daily",
    "first_day",
    "fold",
    "group_of",
    "keep_joining",
    "keep_registry_fact",
    "registry",
    "seen_as",
    "standing",
    "sums",
    "tellings",
]
