"""Tables of how old the open cases are, and of how long the closed ones took."""

from datetime import timedelta

from services.metrics import store
from services.metrics.answers import backlog
from services.metrics.answers.closures import TimeToClose
from services.metrics.answers.values import Ages, Rate
from services.metrics.asking.asked import Asked, durations_of
from services.metrics.domain import ageing, spread, tallies
from services.metrics.domain.ageing import Backlog
from services.metrics.domain.target import mean_for
from services.metrics.reports.tables import ALL, Line, Table
from services.metrics.store import By


async def ages(asked: Asked) -> Table:
    """M09. By calendar days since registration; the oldest and the median of all."""
    found = await _open(asked)
    if found is None:
        return Table("R6", "age", ("cases", "ages"), (), ("M09",))
    told = backlog.Backlog.of(ALL, found)
    lines = [
        Line(name, (count, None), (told.told_as(f"days.{name}"),))
        for name, count in found.by_days.items()
    ]
    both = (found.open, Ages.of(found.ages, found.oldest))
    lines.append(Line(ALL, both, (told.told_as("open"), told.told_as("ages"))))
    return Table("R6", "age", ("cases", "ages"), tuple(lines), ("M09",), standing=told)


async def carry_over(asked: Asked) -> Table:
    """T13. Open at the end, or now, and registered in a year before, by that year (M08)."""
    found = await _open(asked)
    if found is None or not found.carried_over:
        return Table("T13", "year", ("still_open",), (), ("M08",))
    told = backlog.Backlog.of(ALL, found)
    lines = [
        Line(year, (n,), (told.told_as(f"years.{year}"),))
        for year, n in found.by_year.items()
        if int(year) < found.day.year
    ]
    lines.append(Line(ALL, (found.carried_over,), (told.told_as("carried_over"),)))
    return Table("T13", "year", ("still_open",), tuple(lines), ("M08",), standing=told)


async def months(asked: Asked) -> Table:
    """M09 in the bands of the European Ombudsman; for staff, for two cuts of one stock tell more
    of small bands than each by itself."""
    found = None if asked.public else await _open(asked)
    lines = [Line(name, (count,)) for name, count in (found.by_months if found else {}).items()]
    return Table("R7", "age_months", ("cases",), tuple(lines), ("M09",))


async def _open(asked: Asked) -> Backlog | None:
    question = asked.question("total")
    day = min(question.end - timedelta(days=1), asked.today)
    found = ageing.backlogs(await store.standing(asked.connection, question), "total", day)
    return found.get("total")


async def durations(asked: Asked) -> Table:
    """T12. Median and mean side by side: the target is a mean, and a mean hides the slow ones."""
    lines = []
    target = mean_for(
        asked.targets, asked.office, asked.span.start, asked.span.end, known_on=asked.today
    )
    groups: tuple[By, ...] = ("access_type", "total")
    for by in groups:
        for one in await durations_of(asked.connection, asked.question(by)):
            told = (one.closed, one.calendar_days, one.working_days, one.mean)
            figures = (*told, target if one.group == ALL else None)
            lines.append(Line(one.group, figures, _names(one) if one.group == ALL else ()))
    columns = ("closed", "percentiles", "working_percentiles", "mean", "target_days")
    return Table("T12", "access_type", columns, tuple(lines), ("M10",))


def _names(one: TimeToClose) -> tuple[str, ...]:
    return tuple(map(one.told_as, ("closed", "calendar_days", "working_days", "mean")))


async def bands(asked: Asked) -> Table:
    """T12. How many of those closed in the period took how long, in calendar days."""
    question = asked.question("total")
    found = await store.bins(asked.connection, question, (tallies.DAYS_TO_CLOSE,))
    took = spread.spreads(found, "total").get("total", {})
    days = took.get(tallies.DAYS_TO_CLOSE, spread.NO_SPREAD)
    lines = [
        Line(name, (count, Rate.of("M10", count, days.n)))
        for name, count in ageing.by_bands(days.counts).items()
        if days.n
    ]
    columns = ("closed", "share")
    of_all = "durations.closed"
    return Table("T12B", "age", columns, tuple(lines), ("M10",), shares_of=of_all)
