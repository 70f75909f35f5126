"""Tables of what the office did with agencies: its activities, and the zones that it found."""

from collections import Counter

from services.metrics import store
from services.metrics.asking import checklists
from services.metrics.asking.asked import Asked
from services.metrics.domain import programme
from services.metrics.reports.tables import Line, Table
from services.metrics.scales import scales

NO_ZONE = "none"
"""Of a year whose scale is not established."""

ASSESSORS = ("office", "supervisor", "agency")


async def activities(asked: Asked) -> Table:
    """T15. What the registry tells of; nothing in it is of a person."""
    question = asked.question("total")
    told = await store.tellings(asked.connection, asked.as_of, programme.TYPES)
    found = programme.activities(
        told, question.start, question.end, question.office, question.agency
    )
    lines = tuple(Line(name, (count,)) for name, count in found.items())
    return Table("T15", "activity", ("count",), lines if any(found.values()) else (), (), "all")


async def zones(asked: Asked) -> Table:
    """T17. How many agencies stand in each zone, by who checked; the public sees the office's."""
    found = await checklists.find_lists(
        asked.connection, asked.question("total"), public=asked.public
    )
    counted: Counter[tuple[str, str]] = Counter()
    for one in found.standing:
        band = one.band(scales())
        code = "-".join(filter(None, (band.zone, band.grade))) if band else NO_ZONE
        counted[code, one.assessor] += 1
    assessors = ASSESSORS[:1] if asked.public else ASSESSORS
    lines = tuple(
        Line(zone, tuple(counted[zone, who] for who in assessors))
        for zone in _zones()
        if any(counted[zone, who] for who in assessors)
    )
    columns = tuple(f"by_{who}" for who in assessors)
    return Table("T17", "zone", columns, lines, ("P03",), "all")


def _zones() -> list[str]:
    """All that a scale knows, best first, each once."""
    bands = [band for scale in reversed(scales()) for band in scale.bands]
    codes = ["-".join(filter(None, (one.zone, one.grade))) for one in bands]
    return [*dict.fromkeys(codes), NO_ZONE]
