"""The dashboard: the figures of the reports for people, with the filters in the address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import RedirectResponse, Response

from services.metrics import (
    choosing,
    contents,
    definitions,
    frame,
    offices,
    sheets,
    showing,
    signing,
    wording,
)
from services.metrics.asking import Asked
from services.metrics.domain.span import Span, read_span
from services.metrics.questions import Slug
from services.metrics.store import Incidents
from services.metrics.tables import Table
from shared.access.person import Person
from shared.db.database import Database
from shared.errors import NotFound
from shared.web import pages
from shared.web.deps import Db, Now

router = APIRouter(include_in_schema=False)

TOPICS: Mapping[str, tuple[str, ...]] = {
    "overview": ("T2", "T9"),
    "access": ("T1", "T3", "T6", "T7", "T4"),
    "flow": ("T9", "T2", "R1"),
    "outcomes": ("T8", "T10", "T14"),
    "ageing": ("T13",),
    "durations": ("T12",),
    "focal-points": ("R5", "R2", "R3", "R4"),
    "agencies": ("T5G", "T5"),
    "silence": ("S1", "S2", "S3"),
    "surges": ("S4",),
    "zones": ("Z1", "Z2", "Z3"),
}
"""A page for each, with its tables; a table of `contents` is shown by naming it here."""

FIRST = "overview"


class NoSuchPage(NotFound):
    """The dashboard has no such page."""


class Chosen(BaseModel):
    """What the address narrows the figures to."""

    model_config = ConfigDict(extra="ignore")

    period: str = ""
    office: Slug | Literal[""] = ""
    agency: Slug | Literal[""] = ""
    incidents: Incidents | Literal[""] = ""
    lang: str = "id"


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
    person = signing.asker(request, now)
    office = chosen.office or signing.own_office(person)
    agency = chosen.agency or signing.own_agency(person)
    span = read_span(chosen.period) if chosen.period else choosing.usual(office, now)
    everything = signing.sees_all(person, office, agency)
    async with database.reading() as connection:
        asked = Asked(
            connection,
            span,
            office,
            agency,
            incidents=chosen.incidents or "with",
            today=now.astimezone(offices.zone_of(office or "")).date(),
            public=not everything,
        )
        made = await contents.tables(asked, TOPICS[topic])
        glance = [contents.at_a_glance] if topic == FIRST else []
        tiles = [await showing.shown(one, asked) for one in glance]
    there = {"period": span.name, "office": office or "", "agency": agency or ""}
    there |= {"incidents": chosen.incidents}
    return frame.page(
        request,
        "dashboard.html",
        language,
        chosen=there,
        query=choosing.query(there, language),
        question=choosing.question(there),
        computed=contents.computed(agency),
        closings=contents.OF_CLOSINGS,
        offered=choosing.offered(span, there, now, language),
        tables=[sheets.shown(table, language) for table in made],
        tiles=_tiles(tiles, language),
        definitions=_defined((*made, *tiles), language),
        exact=everything,
        **_head(topic, span, person, language),
    )


def _head(topic: str, span: Span, person: Person | None, language: Any) -> dict[str, Any]:
    """What every topic says first: what it is about, which period, and for whom."""
    words = wording.WORDS[language]
    return {
        "topic": topic,
        "topics": list(TOPICS),
        "about": words["about"].get(topic),
        "nothing": words["nothing"].get(topic),
        "span": wording.span_name(span, language),
        "name": span.name,
        "person": person,
    }


def _tiles(tiles: list[Table], language: Any) -> list[dict[str, Any]]:
    """The figures of the first page, each beside its definition."""
    words = wording.WORDS[language]["tiles"]
    return [
        {
            "name": words[line.key],
            "text": wording.told(line.values[0], language),
            "definition": contents.GLANCE[line.key],
        }
        for table in tiles
        for line in table.lines
    ]


def _defined(tables: tuple[Table, ...], language: Any) -> list[dict[str, str]]:
    """Each definition that the page uses, once."""
    names = sorted({name for table in tables for name in table.definitions})
    return definitions.shown(names, language)
