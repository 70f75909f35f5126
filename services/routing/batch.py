"""Reads many deeds at once, one JSON object a line, and answers line by line."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError

from services.routing import desk
from services.routing.desk import Order
from services.routing.doing import ordered
from services.routing.domain.deeds import OfStaff
from services.routing.reaching import Asker, right_to
from shared.access.table import scope_of
from shared.clock import Clock
from shared.db.database import Database
from shared.errors import Refused, Unacceptable
from shared.web.problems import place
from shared.web.schemas import inlined

BODY_LIMIT = 4 * 1024 * 1024
LINES_LIMIT = 1_000
PROBLEMS_SHOWN = 3


class BatchLine(BaseModel):
    """One deed of a desk's batch."""

    complaint_id: UUID
    order: OfStaff


class LineResult(BaseModel):
    """What became of one line; it repeats nothing that the line said."""

    line: int
    result: Literal["done", "refused"]
    code: str | None = None
    detail: str | None = None


class BatchResult(BaseModel):
    """Every line, in the order of the batch."""

    done: int
    refused: int
    lines: list[LineResult]


def _line_schema() -> dict[str, Any]:
    schema = inlined(BatchLine.model_json_schema())
    del schema["properties"]["order"]["discriminator"]  # it names what is now written out
    return schema


BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/x-ndjson": {"schema": _line_schema()}},
    }
}

_line = TypeAdapter(BatchLine)


async def do_lines(database: Database, clock: Clock, asker: Asker, body: bytes) -> BatchResult:
    """Do the deeds in their order; a refused line hinders no other."""
    lines = body.splitlines()
    if len(lines) > LINES_LIMIT:
        raise Unacceptable(f"At most {LINES_LIMIT} lines.")
    results: list[LineResult] = []
    orders: list[tuple[int, Order]] = []
    for number, line in enumerate(lines, 1):
        try:
            read = _line.validate_json(line)
        except ValidationError as error:
            # The type and not the message: some messages quote what was sent.
            wrong = [f"{place(one['type'], one['loc'])}: {one['type']}" for one in error.errors()]
            results.append(_refused(number, "invalid", "; ".join(wrong[:PROBLEMS_SHOWN])))
            continue
        if scope_of(asker.person.role, right_to(read.order)) is None:
            results.append(_refused(number, "forbidden", "This role may not do that."))
            continue
        orders.append((number, ordered(read.order, asker, complaint_id=read.complaint_id)))
    answers = await desk.do_all(database, clock, [order for _, order in orders])
    for (number, _), outcome in zip(orders, answers, strict=True):
        if isinstance(outcome, Refused):
            results.append(_refused(number, outcome.code, outcome.detail))
        else:
            results.append(LineResult(line=number, result="done"))
    results.sort(key=lambda result: result.line)
    refused = sum(result.result == "refused" for result in results)
    return BatchResult(done=len(results) - refused, refused=refused, lines=results)


def _refused(number: int, code: str, detail: str) -> LineResult:
    return LineResult(line=number, result="refused", code=code, detail=detail)
