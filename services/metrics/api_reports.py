"""Reports of quarters and years: a page, or a file for whoever works on with it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.metrics import frame, signing, wording
from services.metrics.domain.span import NoSuchReport, read_span
from services.metrics.questions import Slug
from services.metrics.remembering import Remembered
from services.metrics.reports import making, sheets
from services.metrics.reports.making import FORMS, MEDIA, Form
from services.metrics.reports.printing import NotPrinted
from services.metrics.reports.tables import Report
from services.metrics.store import Incidents
from services.metrics.targets import read_targets
from services.metrics.telling.hiding import NotForThePublic
from shared.log import log
from shared.web.answers import answers
from shared.web.deps import Db, Now

router = APIRouter(prefix="/reports", tags=["reports"], route_class=Remembered)

CONTENT: dict[str, Any] = {media: {} for media in MEDIA.values()}


class ReportAsked(BaseModel):
    """How a report is asked for; an unknown parameter is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    office: Slug | None = Field(None, description="Only cases of this office.")
    format: Form | None = Field(None, description="Else the ending of the name, else `Accept`.")
    lang: Literal["id", "en"] = "id"
    as_of: AwareDatetime | None = Field(None, description="As known at this past moment.")
    incidents: Incidents = Field("with", description="Without: mass incidents are left out.")


@router.get(
    "/{name}",
    response_class=Response,
    responses={
        200: {"description": "The report in the form asked for.", "content": CONTENT},
        **answers(401, 403, 404, 503),
    },
)
async def report(
    name: str, asked: Annotated[ReportAsked, Query()], request: Request, database: Db, now: Now
) -> Response:
    """The report of a quarter (`2022-Q1`) or a year (`2022`), as a page or as a file by ending."""
    stem, dot, ending = name.partition(".")
    if dot and ending not in FORMS:
        raise NoSuchReport(f"Reports end in {', '.join(FORMS)}.")
    named = next((form for form in FORMS if form == ending), None)
    form = named or asked.format or making.accepted(request.headers.get("accept", ""))
    person = signing.asker(request, now)
    office = asked.office or signing.own_office(person)
    public = not signing.sees_all(person, office)
    if public and asked.as_of is not None:
        raise NotForThePublic("Without a token a report is made of what is known now.")
    told = asked.model_dump(include={"as_of", "incidents"})
    told |= {"targets": read_targets(request.app.state.settings.targets)}
    made = await making.report(database, read_span(stem), office, now, **told, public=public)
    if form == "html":
        return _page(request, made, asked)
    try:
        file = await making.file(made, form, asked.lang)
    except NotPrinted as error:
        log.error("report not printed", why=str(error))
        raise HTTPException(503, "The report cannot be printed at the moment.") from error
    headers = {
        "Content-Disposition": f'inline; filename="narahubung-{made.name}.{form}"',
        "Vary": "Accept, Authorization, Cookie",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(file, media_type=MEDIA[form], headers=headers)


def _page(request: Request, made: Report, asked: ReportAsked) -> Response:
    language = wording.language_of(asked.lang)
    return frame.page(
        request,
        "report.html",
        language,
        sheet=sheets.sheet(made, language),
        name=made.name,
        office=made.office,
        incidents=made.incidents,
        as_of=asked.as_of.isoformat() if asked.as_of else None,
        forms=[form for form in FORMS if form != "html"],
    )
