"""A transaction that saves nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from shared.db.transaction import Transaction
from shared.events.base import Fact
from shared.ids import new_id
from tests.factories import NOON


class Remembered(Transaction):
    """It only remembers what was announced and added; both are of noon."""

    def __init__(self) -> None:
        self.facts: list[Any] = []
        self.rows: list[dict[str, Any]] = []
        self.recorded = NOON

    def emit(self, fact: Fact, *, time: datetime, sequence: int = 1) -> UUID:
        assert time == NOON
        self.facts.append(fact)
        return new_id()

    def add(self, row: type[SQLModel], **values: Any) -> None:
        self.rows.append(values)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Nobody is waiting here."""
