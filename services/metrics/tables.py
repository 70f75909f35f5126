"""Tables of figures as reports and pages show them, in no language yet."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.metrics.views import Mean, Rate, TimeToClose
from shared.json import to_json

ALL = "total"
"""The key of the line that stands for all others."""

Value = int | Rate | Mean | TimeToClose | None
"""A count, or a figure with what it was made of; None where nothing can be told."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its key, and a value for each column."""

    key: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Named as in domain D.2; columns and keys are looked up among the words."""

    id: str
    rows_are: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    definitions: tuple[str, ...]

    def column(self, name: str) -> list[tuple[str, Value]]:
        place = self.columns.index(name)
        return [(line.key, line.values[place]) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Report:
    """Tables of one period, as known at one moment."""

    name: str
    start: date
    end: date
    office: str | None
    as_of: datetime
    preliminary: bool
    tables: tuple[Table, ...]

    @property
    def hash(self) -> str:
        """Of all figures with what they were made of, and of the question; in no language."""
        return "sha256:" + hashlib.sha256(to_json(plain(self))).hexdigest()

    @property
    def definitions(self) -> list[str]:
        """Each that a table uses, once."""
        return sorted({name for table in self.tables for name in table.definitions})


def plain(report: Report) -> dict[str, Any]:
    """The report as data."""
    return {
        "report": report.name,
        "period": {"from": report.start, "to": report.end},
        "filter": {"office": report.office},
        "as_of": report.as_of,
        "preliminary": report.preliminary,
        "tables": [
            {
                "table": table.id,
                "definitions": table.definitions,
                "lines": [
                    {"key": line.key, **dict(zip(table.columns, _plain(line.values), strict=True))}
                    for line in table.lines
                ],
            }
            for table in report.tables
        ],
    }


def _plain(values: Sequence[Value]) -> list[Any]:
    return [
        value.model_dump(exclude={"group"})
        if isinstance(value, Rate | Mean | TimeToClose)
        else value
        for value in values
    ]


FLAT = ("table", "key", "column", "definition", "value", "numerator", "denominator")


def flat(report: Report) -> Iterator[tuple[Any, ...]]:
    """One row for each figure, under the names of `FLAT`."""
    for table in report.tables:
        for line in table.lines:
            for column, value in zip(table.columns, line.values, strict=True):
                yield (table.id, line.key, column, *_flat(value))


def _flat(value: Value) -> tuple[Any, ...]:
    match value:
        case Rate():
            return (value.definition, value.percent, value.numerator, value.denominator)
        case Mean():
            return (value.definition, value.mean_seconds, value.total_seconds, value.n)
        case TimeToClose():
            return ("M10", value.median_seconds, "", value.n)
        case _:
            return ("", "" if value is None else value, "", "")
