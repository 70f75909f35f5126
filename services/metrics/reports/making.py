"""Makes the report of a period, and gives it one of its five forms."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from services.metrics import knowing
from services.metrics.asking.asked import Asked
from services.metrics.domain.span import Span
from services.metrics.domain.target import MeanTarget, Target
from services.metrics.reports import contents, sheets
from services.metrics.reports.printing import printed
from services.metrics.reports.tables import FLAT, Report, flat, plain
from services.metrics.store import Incidents
from shared.db.database import Database
from shared.events.intake import Language
from shared.json import to_json

Form = Literal["html", "pdf", "xlsx", "csv", "json"]
FORMS: tuple[Form, ...] = get_args(Form)

MEDIA: dict[Form, str] = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}


async def report(
    database: Database,
    span: Span,
    office: str | None,
    now: datetime,
    *,
    as_of: datetime | None = None,
    public: bool,
    incidents: Incidents = "with",
    targets: Sequence[Target | MeanTarget] = (),
) -> Report:
    """All tables of the period, from one look at the database; perhaps as known at a moment."""
    moment = knowing.moment(as_of, now)
    async with database.reading() as connection:
        today = knowing.today(office, as_of, now)
        asked = Asked(
            *(connection, span, office),
            as_of=as_of,
            incidents=incidents,
            today=today,
            public=public,
            targets=targets,
        )
        tables = await contents.tables(asked)
    return Report(
        name=span.name,
        start=span.start,
        end=span.end,
        office=office,
        as_of=moment,
        preliminary=knowing.is_preliminary(span.end, office, moment),
        public=public,
        tables=tables,
        incidents=incidents,
    )


async def file(made: Report, form: Form, language: Language) -> bytes:
    """The report as a file; HTML is a page and made elsewhere. Raises `NotPrinted`."""
    match form:
        case "pdf" | "xlsx":
            return await printed(form, sheets.as_json(made, language))
        case "csv":
            return _csv(made)
        case _:
            return to_json({**plain(made), "hash": made.hash}, newline=True)


def _csv(made: Report) -> bytes:
    """A row for each figure; the question stands in every row, since rows are copied singly."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow((*FLAT, "report", "office", "incidents", "as_of", "preliminary", "hash"))
    known = (made.as_of.isoformat(), made.preliminary, made.hash)
    asked = (made.name, made.office or "", made.incidents, *known)
    for row in flat(made):
        writer.writerow((*row, *asked))
    return text.getvalue().encode()


def accepted(accept: str) -> Form:
    """The first form that the asker prefers; a page for whoever takes anything."""
    ranked = sorted(enumerate(accept.split(",")), key=lambda one: (-_quality(one[1]), one[0]))
    by_media = {media: form for form, media in MEDIA.items()}
    for _, one in ranked:
        if form := by_media.get(one.partition(";")[0].strip().lower()):
            return form
    return "html"


def _quality(part: str) -> float:
    """Of one entry of `Accept`; what cannot be read counts as not wanted."""
    _, _, told = part.replace(" ", "").lower().partition(";q=")
    try:
        return float(told.partition(";")[0]) if told else 1.0
    except ValueError:
        return 0.0
