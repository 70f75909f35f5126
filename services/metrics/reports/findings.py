"""Tables of what is found in the figures: silences, surges, check-lists, coverage."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from services.metrics.answers import findings as views
from services.metrics.answers.cells import Expected, Value, Word
from services.metrics.answers.values import Rate
from services.metrics.asking import bursts, checklists
from services.metrics.asking import silences as finding_silences
from services.metrics.asking.asked import Asked
from services.metrics.domain.checklist import Checked
from services.metrics.domain.predicting import Interval
from services.metrics.domain.silence import Finding, Silence
from services.metrics.reports.tables import ALL, Line, Table
from services.metrics.scales import scales
from shared.events.registry import COMPONENTS

TWO = "|"
"""Between the two codes of a row that is about two things."""


async def without_complaints(asked: Asked) -> Table:
    """Beside what its own past and its peers let expect; in the order of names."""
    lines = [
        Line(one.agency, (one.count, _expected(one.own), _expected(one.peers)))
        for one in await _silences(asked, "needs-outreach")
    ]
    columns = ("complaints", "own_past", "peers")
    return Table("S1", "agency", columns, tuple(lines), ("P01",), shown="words")


async def without_acknowledgement(asked: Asked) -> Table:
    return _owed("S2", "seen", await _silences(asked, "broken-contact"))


async def without_answers(asked: Asked) -> Table:
    return _owed("S3", "answered", await _silences(asked, "not-handling"))


def _owed(name: str, column: str, found: Sequence[Silence]) -> Table:
    lines = tuple(Line(one.agency, (one.of, one.count)) for one in found)
    return Table(name, "agency", ("asked", column), lines, ("P01",), shown="words")


async def _silences(asked: Asked, finding: Finding) -> list[Silence]:
    found = await finding_silences.find_silences(
        asked.connection, asked.question("total"), asked.today
    )
    return [one for one in found if one.finding == finding]


def _expected(told: Interval | None, rests_on: int = 0) -> Expected | None:
    return Expected(told.low, told.high, rests_on) if told else None


async def surges(asked: Asked) -> Table:
    """Each with its days; what belongs to a mass incident already is for staff."""
    lines = []
    for one in await bursts.find_bursts(asked.connection, asked.question("total")):
        burst = one.burst
        days = (Word("day", str(burst.first)), Word("day", str(burst.last)))
        usual = _expected(burst.expected, burst.usual.events)
        joined: tuple[Value, ...] = () if asked.public else (one.joined,)
        key = TWO.join((one.agency, one.substance))
        lines.append(Line(key, (*days, burst.count, usual, *joined)))
    columns = ("first", "last", "cases", "usual", *(() if asked.public else ("joined",)))
    return Table("S4", "agency|substance", columns, tuple(lines), ("P02",), shown="cells")


async def zones(asked: Asked) -> Table:
    """Score and zone of each agency, by who checked; in the order of names."""
    found = await _lists(asked)
    lines = [Line(TWO.join((one.agency, one.assessor)), _standing(one)) for one in found.standing]
    columns = ("checked_on", "units", "score", "zone", "evidenced")
    return Table("Z1", "agency|assessor", columns, tuple(lines), ("P03",), shown="all")


def _standing(one: Checked) -> tuple[Value, ...]:
    band = one.band(scales())
    zone = _zone(band.zone, band.grade) if band else None
    shares = views.score(one.score), zone, views.score(one.evidenced)
    return (Word("day", str(one.newest)), len(one.lists), *shares)


def _zone(zone: str | None, grade: str | None) -> Word | None:
    """None where the year has no scale."""
    return Word("zone", "-".join(filter(None, (zone, grade)))) if zone else None


async def gaps(asked: Asked) -> Table:
    """Which components are lacking, in how many check-lists; in the order of the law."""
    found = await _lists(asked)
    lacking = dict.fromkeys(COMPONENTS, 0)
    for one in found.standing:
        for name, units in one.gaps:
            lacking[name] += units
    lines = tuple(Line(name, (units,)) for name, units in lacking.items() if units)
    return Table("Z2", "component", ("lists",), lines, ("P03",), shown="all")


async def years(asked: Asked) -> Table:
    """The score of each agency, year by year."""
    found = await _lists(asked)
    lines = [
        Line(
            TWO.join((one.agency, one.assessor, str(told.year))),
            (told.score, _zone(told.zone, told.grade)),
        )
        for one in found.standing
        for told in views.trend(found.by_year, one.agency, one.assessor)
    ]
    return Table(
        "Z3", "agency|assessor|year", ("score", "zone"), tuple(lines), ("P03",), shown="all"
    )


async def _lists(asked: Asked) -> checklists.Lists:
    question = asked.question("total")
    return await checklists.find_lists(asked.connection, question, public=asked.public)


async def coverage(asked: Asked) -> Table:
    """Who has an officer in office on the last day, by group of agencies."""
    found = await checklists.find_coverage(asked.connection, asked.question("total"), asked.today)
    lines = [Line(one.group, (Rate.of("P04", one.covered, one.agencies),)) for one in found]
    if len(lines) > 1:
        covered, all_ = sum(one.covered for one in found), sum(one.agencies for one in found)
        lines.append(Line(ALL, (Rate.of("P04", covered, all_),)))
    return Table("R4", "agency_group", ("covered",), tuple(lines), ("P04",), shown="all")


FINDINGS: Mapping[str, Callable[[Asked], Awaitable[Table]]] = {
    "S1": without_complaints,
    "S2": without_acknowledgement,
    "S3": without_answers,
    "S4": surges,
    "Z1": zones,
    "Z2": gaps,
    "Z3": years,
    "R4": coverage,
}
