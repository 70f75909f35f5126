"""Asks the metrics service what it knows of a replayed export, and shows it."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from deploy.client import Client, Json, group_of, statistics
from deploy.replay.journey import Counts
from deploy.replay.mapping import Mapping
from deploy.waiting import Counted


@dataclass(frozen=True)
class Period:
    """Local days of the office, from the first up to and without `to`."""

    first: date
    to: date

    @property
    def asked(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.to.isoformat()}


@dataclass(frozen=True)
class Figures:
    """Cases by the codes of their agency, type and source and by status; the time to close."""

    registered: int
    closed: int
    by_agency: dict[str, int]
    by_type: dict[str, int]
    by_source: dict[str, int]
    by_status: dict[str, int]
    median_days: int | None
    p90_days: int | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def period_of(counts: Counts, mapping: Mapping) -> Period | None:
    """From the first receipt to the last thing that happened; None where nothing is here."""
    if counts.first is None or counts.last is None:
        return None
    zone = ZoneInfo(mapping.zone)
    after = counts.last.astimezone(zone).date() + timedelta(days=1)
    return Period(counts.first.astimezone(zone).date(), after)


async def known(client: Client, mapping: Mapping, period: Period) -> Counted:
    """How much of the office's cases the statistics know by now."""
    answer = await statistics(client, "closures", by="office", **period.asked)
    of_office = group_of(answer, mapping.office)
    ended = of_office.get("closed", 0) + of_office.get("transferred_out", 0)
    return {
        "received": of_office.get("received") or 0,
        "opened": of_office.get("opened", 0),
        "ended": ended,
    }


async def ask_figures(client: Client, mapping: Mapping, period: Period) -> Figures:
    """Everything that the table shows, of this period."""
    asked = period.asked
    asked |= {"office": mapping.office}
    overall = group_of(await statistics(client, "status", by="office", **asked), mapping.office)
    times = group_of(await statistics(client, "durations", by="office", **asked), mapping.office)

    async def registered(by: str) -> dict[str, int]:
        answer = await statistics(client, "status", by=by, **asked)
        return {one["group"]: one["registered"] for one in answer["groups"] if one["registered"]}

    return Figures(
        registered=overall.get("registered", 0),
        closed=overall.get("closed", 0),
        by_agency=await registered("agency"),
        by_type=await registered("substance"),
        by_source=await registered("channel"),
        by_status=_by_status(overall, mapping),
        median_days=times["calendar_days"]["median"] if times else None,
        p90_days=times["calendar_days"]["p90"] if times else None,
    )


def _by_status(overall: Json, mapping: Mapping) -> dict[str, int]:
    """Closing reasons in the words of the export, where one word stands for one reason."""
    words = {
        "open" if end == "open" else end.reason: name for name, end in mapping.statuses.items()
    }
    codes = {**overall.get("reasons", {}), "open": overall.get("open", 0)}
    return {words.get(code, code): count for code, count in codes.items() if count}


def show(console: Console, figures: Figures) -> None:
    """Four small tables and the time to close."""
    for title, counts in (
        ("agency", figures.by_agency),
        ("type", figures.by_type),
        ("source", figures.by_source),
        ("status", figures.by_status),
    ):
        table = Table(title, "cases", box=None, pad_edge=False)
        table.columns[1].justify = "right"
        for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
            table.add_row(name, f"{count:,}")
        console.print(table)
    if figures.median_days is not None and figures.p90_days is not None:
        console.print(
            f"time to close: median {figures.median_days} days,"
            f" 90th percentile {figures.p90_days} days (nearest rank)",
            highlight=False,
        )
