"""Made-up cases of three years, written as facts by the database itself, and summed as ever.

Millions of cases travel through streams in hours; what the statistics answer from is made of
facts and nothing else. The sums are those of the product's own code for making them anew.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.models import CountRow, FactRow, InboxRow, OutboxRow, TallyRow
from services.metrics.store.changes import change_all
from services.metrics.store.folding import addition
from services.metrics.store.summing import tally
from shared.db.database import Database
from shared.db.transaction import table_of
from tests.bench.product.office import AGENCIES, OFFICE

FACTS, COUNTS, TALLIES = (table_of(row) for row in (FactRow, CountRow, TallyRow))
HEARD_AT = datetime(2026, 2, 1, tzinfo=UTC)

FIRST = 1_672_624_800  # seconds: 2 January 2023, 9 in the morning at the office
SPAN = 3 * 365 * 86_400
ZONE = 7 * 3_600
LONGEST = 90 * 86_400  # until a case is closed, and within half of it at least
CLOSED = 85  # of a hundred
ANSWERED = 60
ACCESS_TYPES = (*("LM",) * 6, "RCO", "IAPS")
CHANNELS = ("website", "walk-in", "telephone", "letter")
SUBSTANCES = ("listrik", "pertanahan", "kesehatan", "pendidikan")

# Numbers without a pattern that one can see, and the same for ever: n times a large prime.
CASES = f"""
SELECT n, {FIRST} + n * 48271 % {SPAN} AS at, {LONGEST} / 9 + n * 69621 % {LONGEST} AS took,
  n * 16807 % 100 AS chance, n * 7919 % {AGENCIES} AS agency, n * 31 % 4 AS channel,
  n * 131 % 4 AS substance, n * 17 % 7 AS region, n * 13 % 5 AS kind, n * 37 % 8 AS access
FROM numbers
"""
NUMBERS = {
    "postgresql": "numbers AS (SELECT generate_series({start}, {last})::bigint AS n)",
    "sqlite": "numbers(n) AS (SELECT {start} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})",
}
MOMENT = {
    "postgresql": "to_timestamp({0})",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', {0}, 'unixepoch')",
}
DAY = {
    "postgresql": f"(to_timestamp({{0}} + {ZONE}) AT TIME ZONE 'UTC')::date",
    "sqlite": f"date({{0}} + {ZONE}, 'unixepoch')",
}
ID = {"postgresql": "md5('{0}' || n)::uuid", "sqlite": "printf('%s%031x', '{0}', n)"}
PADDED = {"postgresql": "lpad({0}::text, 3, '0')", "sqlite": "printf('%03d', {0})"}

KINDS: Mapping[str, tuple[str, str, dict[str, str]]] = {
    "received": ("at", "true", {}),
    "opened": ("at", "true", {"due_at": "at + 1209600"}),
    "acknowledged": ("at + 86400", f"chance < {CLOSED}", {}),
    "answered": (
        *("at + took / 2", f"chance < {ANSWERED}"),
        {"due_at": "at + 1209600"},
    ),
    "closed": (
        *("at + took", f"chance < {CLOSED}"),
        {
            "seconds": "took",
            "working_days": "took / 86400 * 5 / 7",
            "reason": "CASE WHEN chance % 3 = 0 THEN 'K22' ELSE 'K20' END",
            "resolution_method": "'focal-point'",
            "substantiated": "'not-determined'",
        },
    ),
}
"""When each happens, to which cases, and what it says more."""


async def fill(url: str, start: int, end: int) -> int:
    """The cases from one number up to another, as facts and sums; answers how many facts."""
    database = Database(url, OutboxRow, InboxRow)
    heard_at = HEARD_AT + timedelta(seconds=start)
    try:
        async with database.plain_transaction() as connection:
            for kind in KINDS:
                told = _statement(kind, connection.dialect.name, start, end, heard_at)
                await connection.exec_driver_sql(told)
            await _add_up(connection, heard_at)
            count = sa.select(sa.func.count()).select_from(FACTS)
            found = await connection.execute(count.where(FACTS.c.heard_at == heard_at))
            facts: int = found.scalar_one()
        if not database.is_sqlite:
            async with database.plain_transaction() as connection:
                await connection.exec_driver_sql("ANALYZE")
    finally:
        await database.close()
    return facts


async def count_something(url: str) -> None:
    """As a process does that counts; the figures stay as they are."""
    database = Database(url, OutboxRow, InboxRow)
    try:
        async with database.plain_transaction() as connection:
            await change_all(connection)
    finally:
        await database.close()


def _statement(kind: str, dialect: str, start: int, end: int, heard_at: datetime) -> str:
    happened, where, more = KINDS[kind]
    moment, day = MOMENT[dialect].format, DAY[dialect].format
    told = {
        "event_id": ID[dialect].format(list(KINDS).index(kind)),
        "kind": f"'{kind}'",
        "complaint_id": ID[dialect].format("c"),
        "office": f"'{OFFICE}'",
        "agency": f"'a' || {PADDED[dialect].format('agency')}",
        "access_type": _one_of("access", ACCESS_TYPES),
        "channel": _one_of("channel", CHANNELS),
        "substance": _one_of("substance", SUBSTANCES),
        "region": f"'19.' || {PADDED[dialect].format('region')}",
        "maladministration": "'kind-' || kind",
        "happened_at": moment(happened),
        "recorded_at": moment(happened),
        "heard_at": moment(int(heard_at.timestamp())),
        "registered_at": moment("at"),
        "day": day(happened),
        "registered_day": day("at"),
        **{name: moment(value) if name.endswith("_at") else value for name, value in more.items()},
    }
    numbers = NUMBERS[dialect].format(start=start, last=end - 1)
    return (
        f"WITH RECURSIVE {numbers}, cases AS ({CASES}) INSERT INTO facts ({', '.join(told)})"
        f" SELECT {', '.join(told.values())} FROM cases WHERE {where}"
    )


def _one_of(number: str, words: Sequence[str]) -> str:
    told = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"CASE {number} {told} END"


async def _add_up(connection: AsyncConnection, heard_at: datetime) -> None:
    """As the service folds what it has heard."""

    def new(table: sa.Table) -> sa.ColumnElement[bool]:
        return table.c.heard_at == heard_at

    await tally(connection, (FACTS, COUNTS), TALLIES, heard_at, new)
    await connection.execute(addition(connection.dialect.name), {"until": heard_at})
    await connection.execute(sa.delete(TALLIES))
