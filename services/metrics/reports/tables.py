"""Tables of figures as reports and pages show them, in no language yet."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from services.metrics import definitions, offices
from services.metrics.answers.backlog import Backlog
from services.metrics.answers.cells import Expected, Value, Word
from services.metrics.answers.values import Ages, Mean, Percentiles, Rate, Score
from services.metrics.domain.figures import NOTHING
from services.metrics.domain.suppression import SUPPRESSED
from shared.json import to_json

ALL = "total"
"""The key of the line that stands for all others."""


Shown = Literal["rows", "cells", "words", "all"]
"""How the public sees a table: without rows of small numbers and what would give them away, without
cells of small numbers where nothing adds up, without any number, or whole: nothing of people."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its key, and a value for each column."""

    key: str
    values: tuple[Value, ...]
    told_as: tuple[str, ...] = ()
    """Of a total: the name of each figure among all that is told of totals (`domain/margins`)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Named as in domain D.2; columns and keys are looked up among the words."""

    id: str
    rows_are: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    definitions: tuple[str, ...]
    shown: Shown = "rows"
    before: Mapping[str, str] = field(default_factory=dict)
    """Columns that tell of the period before what others tell of this one."""
    lists: tuple[str, ...] = ()
    """Lines that are left out where there is nothing."""
    shares_of: str = ""
    """The total, by its name, that stands in every line."""
    standing: Backlog | None = None
    """What the figures of what is open are made of."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What the registry calls the agencies, by code; no figure, and so in no hash."""

    @property
    def hides(self) -> bool:
        return any(value == SUPPRESSED for line in self.lines for value in line.values)

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
    public: bool
    tables: tuple[Table, ...]
    incidents: str = "with"

    @property
    def known_on(self) -> date:
        """The day of the office at the moment of the data."""
        return self.as_of.astimezone(offices.zone_of(self.office or "")).date()

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
        "filter": {"office": report.office, "incidents": report.incidents},
        "view": "public" if report.public else "staff",
        "as_of": report.as_of,
        "preliminary": report.preliminary,
        "definitions": definitions.versions_of(report.definitions, report.known_on),
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
    return [_one(value) for value in values]


def _one(value: Value) -> Any:
    match value:
        case Rate() | Mean() | Score() | Percentiles() | Ages():
            return value.model_dump()
        case Word():
            return value.code
        case Expected():
            return {"low": value.low, "high": value.high}
        case _:
            return value


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
            share = value.percent or NOTHING
            return (value.definition, share, value.numerator, value.denominator)
        case Mean() | Score():
            return (value.definition, *_mean(value), value.n)
        case Percentiles():
            median = NOTHING if value.median is None else value.median
            return ("M10", median, "", value.n)
        case Ages():
            return ("M09", NOTHING if value.median is None else value.median, "", value.n)
        case Word() | Expected():
            return ("", to_json(_one(value)).decode().strip('"'), "", "")
        case _:
            return ("", "" if value is None else value, "", "")


def _mean(value: Mean | Score) -> tuple[str, int]:
    if isinstance(value, Score):
        return value.mean or NOTHING, value.total
    return value.mean_seconds or NOTHING, value.total_seconds
