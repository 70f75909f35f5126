"""The dashboard: the figures of the reports for people, with the filters in the address."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from services.metrics import definitions, frame, offices, wording
from services.metrics.asking.asked import Asked
from services.metrics.pages import choosing
from services.metrics.pages.choices import Choice, Chosen, choice
from services.metrics.remembering import Remembered
from services.metrics.reports import contents, glance, sheets, showing
from services.metrics.reports.tables import Table
from services.metrics.targets import read_targets
from shared.db.database import Database
from shared.errors import NotFound
from shared.events.intake import Language
from shared.web import pages
from shared.web.deps import Db, Now

router = APIRouter(include_in_schema=False, route_class=Remembered)

TOPICS: Mapping[str, tuple[str, ...]] = {
    "overview": ("T2", "T9"),
    "access": ("T1", "T3", "T3C", "T6", "T7", "T4", "T4K", "T4P"),
    "flow": ("T9", "T2", "R1"),
    "outcomes": ("T8", "T10", "T14", "T16", "R8"),
    "ageing": ("R6", "R7", "T13"),
    "durations": ("T12", "T12B"),
    "focal-points": ("R5", "R2", "R3", "R4", "T15"),
    "agencies": ("T5G", "T5"),
    "silence": ("S1", "S2", "S3"),
    "surges": ("S4",),
    "zones": ("T17", "Z1", "Z2", "Z3"),
}
"""A page for each, with its tables; a table of `contents` is shown by naming it here."""

FIRST = "overview"


class NoSuchPage(NotFound):
    """The dashboard has no such page."""


@router.get("/")
async def home() -> Response:
    """Whoever comes without an address wants the figures."""
    return RedirectResponse("/dashboard", 303, pages.HEADERS)


@router.get("/dashboard")
async def overview(
    chosen: Annotated[Chosen, Query()], request: Request, database: Db, now: Now
) -> Response:
    """The quarter at a glance."""
    return await _topic(FIRST, chosen, request, database, now)


@router.get("/dashboard/{topic}")
async def show_topic(
    topic: str, chosen: Annotated[Chosen, Query()], request: Request, database: Db, now: Now
) -> Response:
    """One topic with its charts and tables."""
    if topic not in TOPICS or topic == FIRST:
        raise NoSuchPage(f"There is no page {topic!r}.")
    return await _topic(topic, chosen, request, database, now)


async def _topic(
    topic: str, chosen: Chosen, request: Request, database: Database, now: datetime
) -> Response:
    language = wording.language_of(chosen.lang)
    looked = choice(chosen, request, now)
    async with database.reading() as connection:
        asked = Asked(
            connection,
            *(looked.span, looked.office, looked.agency, looked.as_of),
            incidents=looked.incidents or "with",
            today=looked.today,
            public=looked.public,
            targets=read_targets(request.app.state.settings.targets),
        )
        made = await contents.tables(asked, TOPICS[topic])
        first = [glance.at_a_glance] if topic == FIRST else []
        tiles = [await showing.shown(one, asked, showing.Years(asked)) for one in first]
        titles = await contents.titles(asked)
    there = looked.filters
    return frame.page(
        request,
        "dashboard.html",
        language,
        chosen=there,
        query=choosing.query(there, language),
        question=choosing.question(there),
        computed=contents.computed(looked.agency),
        closings=contents.OF_CLOSINGS,
        offered=choosing.offered(looked.span, there, now, language, titles),
        tables=[sheets.shown(table, language) for table in made],
        tiles=_tiles(tiles, language),
        definitions=_defined((*made, *tiles), language, looked.today),
        exact=not looked.public,
        **_head(topic, looked, language),
    )


def _head(topic: str, looked: Choice, language: Language) -> dict[str, Any]:
    """What every topic says first: what it is about, which period, and for whom."""
    words = wording.WORDS[language]
    return {
        "topic": topic,
        "topics": list(TOPICS),
        "about": words["about"].get(topic),
        "nothing": words["nothing"].get(topic),
        "span": wording.span_name(looked.span, language),
        "name": looked.span.name,
        "person": looked.person,
        "known": _known(looked, language),
    }


def _known(looked: Choice, language: Language) -> str | None:
    """The past moment whose knowledge is shown, in the office's own time."""
    zone = offices.zone_of(looked.office or "")
    return wording.moment(looked.as_of, zone, language) if looked.as_of else None


def _tiles(tiles: list[Table], language: Language) -> list[dict[str, Any]]:
    """The figures of the first page, each beside its definition."""
    words = wording.WORDS[language]["tiles"]
    return [
        {
            "name": words[line.key],
            "text": wording.told(line.values[0], language),
            "definition": glance.GLANCE[line.key],
        }
        for table in tiles
        for line in table.lines
    ]


def _defined(tables: tuple[Table, ...], language: Language, day: date) -> list[dict[str, str]]:
    """Each definition that the page uses, once, as it was on the day."""
    names = sorted({name for table in tables for name in table.definitions})
    return definitions.shown(names, language, day)
