"""The cases behind the closures of a period, for whoever may see them one by one."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import StreamingResponse

from services.metrics import signing, store
from services.metrics.questions import AskedOfCases
from services.metrics.store import Question
from shared.access.person import Person
from shared.db.database import Database
from shared.errors import NotFound
from shared.web.answers import answers
from shared.web.deps import Db

router = APIRouter(prefix="/statistics", tags=["statistics"])

PAGE = 2000
TOLD = (
    *("complaint_id", "office", "agency", "access_type", "channel", "substance"),
    *("registered_day", "day", "seconds", "reason", "resolution_method", "substantiated"),
)
NAMES = tuple("closed_day" if name == "day" else name for name in TOLD)


class NoSuchCases(NotFound):
    """Cases of somebody else are as if they were not there."""

    code = "no-such-cases"


@router.get(
    "/closings",
    response_class=StreamingResponse,
    responses={
        200: {"description": "A row for each closing.", "content": {"text/csv": {}}},
        **answers(404),
    },
)
async def closings(
    asked: Annotated[AskedOfCases, Query()],
    database: Db,
    person: Annotated[Person, Depends(signing.staff)],
) -> StreamingResponse:
    """Each closing of a period, as CSV, of one's own office or agency: what M05, M06, M10 count."""
    question = _within_reach(asked, person)
    headers = {
        "Content-Disposition": f'attachment; filename="closings-{asked.from_}-{asked.to}.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_rows(database, question), media_type="text/csv", headers=headers)


def _within_reach(asked: AskedOfCases, person: Person) -> Question:
    """Whoever names no office or agency means their own; another's is not found."""
    office = asked.office or person.only_office
    agency = asked.agency or signing.own_agency(person)
    if person.only_office not in (None, office) or not signing.sees_all(person, office, agency):
        raise NoSuchCases("There are no such cases.")
    return Question(
        asked.from_,
        asked.to,
        agency=agency,
        access_type=asked.access_type,
        office=office,
        as_of=asked.as_of,
        incidents=asked.incidents,
    )


async def _rows(database: Database, question: Question) -> AsyncIterator[str]:
    """Page by page, so that a year of a large office takes no more memory than a day."""
    yield _written([NAMES])
    after = None
    while True:
        async with database.reading() as connection:
            found = await store.closings(connection, question, after, PAGE)
        if not found:
            return
        yield _written([_told(row) for row in found])
        after = (found[-1].day, found[-1].event_id)


def _told(row: Any) -> Sequence[Any]:
    return [getattr(row, name) for name in TOLD]


def _written(rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
