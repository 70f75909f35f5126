"""Asks the metrics service for a scenario's figures and sets them beside the published ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from deploy.client import Client, Json, group_of, statistics
from deploy.scenarios.cast import Part
from deploy.scenarios.script import Period, Press, Script
from deploy.waiting import Counted
from shared.events.intake import REPORTS

HUNDREDTHS = 100
HALF_UP = "half up"
COUNT = "none"
NOTHING = "–"


@dataclass(frozen=True)
class Figure:
    """One line of the table: both halves, so that anybody can do the sum again."""

    name: str
    value: str
    numerator: int
    denominator: int | None
    rounding: str
    press: str


def wanted(parts: Sequence[Part], script: Script) -> Counted:
    """What the statistics must have come to before it makes sense to ask them."""
    start = script.period.from_
    found = {"accesses": 0, "opened": 0, "closed": 0, "opened before": 0}
    for part in parts:
        is_report = part.form["access_type"] in REPORTS
        if part.received_at.date() < start:
            found["opened before"] += is_report
            continue
        found["accesses"] += 1
        found["opened"] += is_report
        found["closed"] += any(deed["deed"] == "close" for deed in part.deeds)
    return found


async def known(client: Client, script: Script) -> Counted:
    """What they have come to."""
    now = await _of_office(client, script, script.period)
    before = await _of_office(client, script, script.year_before)
    return {
        "accesses": now.get("accesses") or 0,
        "opened": now.get("opened", 0),
        "closed": now.get("closed", 0),
        "opened before": before.get("opened", 0),
    }


async def _of_office(client: Client, script: Script, period: Period) -> Json:
    answer = await statistics(client, "closures", by="office", **period.asked)
    return group_of(answer, script.office)


async def ask_figures(client: Client, script: Script) -> list[Figure]:
    """The figures of the press release, as the statistics have them."""
    now = await _of_office(client, script, script.period)
    months = await statistics(client, "closures", by="month", **script.period.asked)
    peak = group_of(months, script.peak_month)["accesses"]
    before = await statistics(client, "status", by="office", **script.year_before.asked)
    still = group_of(before, script.office)
    rate = now["closure_rate"]
    closed, examined = rate["numerator"], rate["denominator"]
    press, received = script.press, now["accesses"]
    share = f"{half_up(peak, received)} %"
    carried, of = still["open"], still["registered"]
    return [
        Figure("received", str(received), received, None, COUNT, str(press.received)),
        Figure(f"of these in {script.peak_month}", str(peak), peak, None, COUNT, str(press.peak)),
        Figure("their share", share, peak, received, HALF_UP, ""),
        Figure(
            "examined (LM, RCO, IAPS)", str(examined), examined, None, COUNT, str(press.examined)
        ),
        Figure(
            "of these closed",
            f"{rate['percent'] or NOTHING} %",
            closed,
            examined,
            HALF_UP,
            f"{press.closed_percent} %",
        ),
        Figure(
            "of the year before, open", str(carried), carried, of, COUNT, str(press.carried_over)
        ),
    ]


def half_up(numerator: int, denominator: int) -> str:
    """A share in percent with two decimals, in whole numbers all the way."""
    if denominator <= 0:
        return NOTHING
    scale = 100 * HUNDREDTHS
    return _written((2 * scale * numerator + denominator) // (2 * denominator))


def cut_off(numerator: int, denominator: int) -> str:
    """The same with its further decimals thrown away, as the press does."""
    if denominator <= 0:
        return NOTHING
    return _written(100 * HUNDREDTHS * numerator // denominator)


def _written(hundredths: int) -> str:
    return f"{hundredths // HUNDREDTHS}.{hundredths % HUNDREDTHS:02}"


async def show(client: Client, script: Script, console: Console) -> None:
    """Two tables: the published figures, and the agencies."""
    found = await ask_figures(client, script)
    console.print(_published(script, found))
    for line in _remarks(found, script.press):
        console.print(line, highlight=False)
    console.print(await _agencies(client, script))


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))


def _published(script: Script, figures: Sequence[Figure]) -> Table:
    table = _table(f"\n{script.name}: what the statistics say")
    table.add_column("figure", no_wrap=True)
    for name in ("value", "numerator", "denominator", "rounding", "press"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in figures:
        denominator = "" if one.denominator is None else str(one.denominator)
        row = (one.name, one.value, str(one.numerator), denominator, one.rounding, one.press)
        table.add_row(*row)
    return table


def _remarks(figures: Sequence[Figure], press: Press) -> Iterator[str]:
    """Where the print and the sums part, and why."""
    for one in figures:
        cut = f"{cut_off(one.numerator, one.denominator or 0)} %"
        if one.press == cut != one.value:
            yield (
                f"{one.numerator}/{one.denominator} is {one.value}, rounded half up;"
                f" the press cut further decimals off: {one.press}"
            )
        if one.denominator is None and one.press != str(one.numerator):
            yield (
                f"The press says {one.press} for {one.numerator}:"
                f" no whole number of {one.press} gives its {press.closed_percent} %"
            )


async def _agencies(client: Client, script: Script) -> Table:
    answer = await statistics(client, "closures", by="agency", **script.period.asked)
    table = _table("\nCases by agency")
    table.add_column("agency", no_wrap=True)
    for name in ("before", "opened", "closed", "open", "closure rate"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in answer["groups"]:
        rate = one["closure_rate"]
        share = f"{rate['numerator']}/{rate['denominator']} {rate['percent'] or NOTHING:>6} %"
        counts = (one["open_at_start"], one["opened"], one["closed"], one["open_at_end"])
        table.add_row(one["group"], *map(str, counts), share if rate["denominator"] else NOTHING)
    return table
