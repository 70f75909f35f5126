"""What a desk or a posko files in bulk over HTTP, answered line by line."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from services.intake.domain import DeskForm
from services.intake.domain.dates import Warned
from services.intake.keys import Digest, KeyHeader, key_of, of_line
from services.intake.lines import Line, Reading, lines_of, read_objects, read_table
from services.intake.registrar import Asked, NotStored, Registrar, Taken
from shared.access.person import Person
from shared.errors import Refused
from shared.log import log
from shared.surroundings import nobodys_fault
from shared.web import problems
from shared.web.answers import FieldProblem, answers
from shared.web.deps import May
from shared.web.schemas import inlined

router = APIRouter(tags=["complaints"])

LINES_A_COMMIT = 250
"""Few enough that the web form waits for its turn no longer than a blink."""

READERS: dict[str, Callable[[Sequence[Line]], Iterator[Reading]]] = {
    "application/x-ndjson": read_objects,
    "text/csv": read_table,
}

OBJECTS_EXAMPLE = (
    '{"reporter": {"name": "Siti Rahma", "phone": "0812 0000 0000"}, "narrative": "Listrik padam'
    ' tiga hari tanpa kabar.", "channel": "posko", "agency": "pln-uiw-babel", "received_at":'
    ' "2022-03-07T09:30:00+07:00", "source": "posko-listrik", "source_number": "A-017"}\n'
)
TABLE_EXAMPLE = (
    "reporter_name,reporter_phone,narrative,channel,agency,received_at,source,source_number\n"
    'Siti Rahma,0812 0000 0000,"Listrik padam tiga hari, tanpa kabar.",posko,pln-uiw-babel,'
    "2022-03-07T09:30:00+07:00,posko-listrik,A-017\n"
)
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {
                "schema": inlined(DeskForm.model_json_schema()),
                "example": OBJECTS_EXAMPLE,
            },
            "text/csv": {"schema": {"type": "string"}, "example": TABLE_EXAMPLE},
        },
    }
}


class LineAnswer(BaseModel):
    """What became of one line of the file; it repeats nothing that the line said."""

    line: int = Field(description="As an editor numbers it: the header of a table is line 1.")
    result: Literal["accepted", "known", "refused"]
    complaint_id: UUID | None = None
    tracking_code: str | None = None
    code: str | None = Field(None, description="Why it was refused, for programs.")
    detail: str | None = Field(None, description="Why it was refused, for people.")
    errors: list[FieldProblem] | None = None
    warnings: list[Warned] | None = Field(None, description="What of it is doubtful.")


class BatchAnswer(BaseModel):
    """Every line of the file that is not blank, in its order."""

    accepted: int
    known: int
    refused: int
    lines: list[LineAnswer]


class UnreadType(Refused):
    """A batch is NDJSON or CSV."""

    code = "unsupported-media-type"
    status = 415


class Foreign(Refused):
    """A desk files for its own office alone."""

    code = "foreign-office"


@router.post(
    "/complaints/batch",
    response_model=BatchAnswer,
    responses=answers(400, 413, 415, 422),
    openapi_extra=BODY,
)
async def file_batch(
    request: Request,
    person: Annotated[Person, Depends(May("complaint.file"))],
    idempotency_key: KeyHeader = None,
) -> Response:
    """File what a desk or a posko wrote down elsewhere and earlier.

    NDJSON (one complaint a line) or CSV (a header row; columns of the reporter as
    `reporter_name`, `reporter_email` …; an empty cell is the same as none; UTF-8), at most
    8 MiB and 5,000 lines. `received_at` says when the office was told. A line with `source` and
    `source_number` may be sent again: it answers `known`. A refused line hurts no other. Sent again
    with the same `Idempotency-Key`, a batch answers line by line as the first time.
    """
    key = key_of(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in READERS:
        raise UnreadType(f"A batch is of the type {' or '.join(READERS)}.")
    digest = Digest(kind.encode())
    read = READERS[kind](await lines_of(digest.of(request.stream())))
    readings = (_of_office(one, person) for one in read)
    registrar: Registrar = request.app.state.registrar
    lines: list[LineAnswer] = []
    group = list(islice(readings, LINES_A_COMMIT))  # what is refused whole leaves its key free
    if key and (earlier := await registrar.begin_batch(key, digest.value())):
        return Response(earlier, media_type="application/json")
    while group:
        lines += await _file(registrar, group, key, digest.value())
        group = list(islice(readings, LINES_A_COMMIT))
    answer = _whole(lines)
    if key and not any(line.code == NotStored.code for line in lines):
        await registrar.end_batch(key, answer)
    return Response(answer, media_type="application/json")


def _of_office(reading: Reading, person: Person) -> Reading:
    """A desk files for its own office, whether it says so or not."""
    line, form = reading
    if not isinstance(form, DeskForm) or form.office == person.office:
        return reading
    if form.office is not None and not person.sees_office(form.office):
        return line, Foreign("The line is for another office.")
    return line, form.model_copy(update={"office": form.office or person.office})


def _whole(lines: list[LineAnswer]) -> str:
    counts = Counter(line.result for line in lines)
    told = {result: counts[result] for result in ("accepted", "known", "refused")}
    log.info("batch filed", **told)
    return BatchAnswer(**told, lines=lines).model_dump_json(exclude_none=True)


async def _file(
    registrar: Registrar, group: Sequence[Reading], key: str | None, digest: bytes
) -> list[LineAnswer]:
    forms = [
        Asked(form, of_line(key, line) if key else None, digest if key else None)
        for line, form in group
        if isinstance(form, DeskForm)
    ]
    try:
        outcomes = iter(await registrar.ask_all(forms) if forms else [])
    except Exception as trouble:
        if not nobodys_fault(trouble):
            raise
        log.error("lines not stored", exc_info=trouble)
        lost = NotStored("The database does not answer; send this line again.")
        outcomes = iter([lost] * len(forms))
    return [
        _answer(number, next(outcomes) if isinstance(read, DeskForm) else read)
        for number, read in group
    ]


def _answer(line: int, outcome: Taken | Refused | ValidationError) -> LineAnswer:
    if isinstance(outcome, Taken):
        return LineAnswer(
            line=line,
            result="accepted" if outcome.is_new else "known",
            complaint_id=outcome.complaint.complaint_id,
            tracking_code=outcome.complaint.tracking_code,
            warnings=list(outcome.complaint.warnings) or None,
        )
    if isinstance(outcome, Refused):
        return LineAnswer(line=line, result="refused", code=outcome.code, detail=outcome.detail)
    return LineAnswer(
        line=line,
        result="refused",
        code="invalid",
        detail=problems.INVALID,
        errors=[FieldProblem.model_validate(one) for one in problems.fields(outcome)],
    )
