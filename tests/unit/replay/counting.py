"""Counts an export of Los Angeles by itself, without the product, to hold the statistics against.

Rows that were closed before they were created are left out, as in a replay; how long a request took
is told in whole days of the calendar that hangs on the wall there, as the percentile at the nearest
rank.
"""

import csv
from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")
FORMAT = "%m/%d/%Y %I:%M:%S %p"
COUNTED = {
    "by_agency": "Owner",
    "by_type": "RequestType",
    "by_source": "RequestSource",
    "by_status": "Status",
}


def seconds(local: str, fold: int = 0) -> int:
    """Since 1970, in UTC."""
    return int(datetime.strptime(local, FORMAT).replace(tzinfo=ZONE, fold=fold).timestamp())


def duration(row: dict[str, str]) -> int | None:
    """From creation to closing; in the hour that comes twice the first that is not too early."""
    if not row["ClosedDate"]:
        return None
    created = seconds(row["CreatedDate"])
    first, second = (seconds(row["ClosedDate"], fold) - created for fold in (0, 1))
    return first if first >= 0 else second


def days(row: dict[str, str]) -> int:
    """From the date of creation to that of closing."""
    created, closed = (
        datetime.strptime(row[name], FORMAT).replace(tzinfo=ZONE).date()
        for name in ("CreatedDate", "ClosedDate")
    )
    return (closed - created).days


def rank(ordered: list[int], percentile: int) -> int | None:
    """The value at the nearest rank: the k-th of n, k = n*p/100 rounded up."""
    return ordered[-(-len(ordered) * percentile // 100) - 1] if ordered else None


def check(path: str) -> dict[str, Any]:
    """Counts by the words of the file, and the time to close."""
    counters: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}
    durations: list[int] = []
    too_early: list[int] = []
    registered = 0
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
        reader = csv.DictReader(file)
        for row in reader:
            taken = duration(row)
            if taken is not None and taken < 0:
                too_early.append(reader.line_num)
                continue
            registered += 1
            for name, column in COUNTED.items():
                counters[name][row[column]] += 1
            if taken is not None:
                durations.append(days(row))
    durations.sort()
    return {
        "registered": registered,
        "closed": len(durations),
        "closed_before_created": too_early,
        **{name: dict(counter.most_common()) for name, counter in counters.items()},
        "median_days": rank(durations, 50),
        "p90_days": rank(durations, 90),
    }
