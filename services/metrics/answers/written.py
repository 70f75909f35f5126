"""An answer of one metric as JSON, or as rows of CSV that each tell where they are from."""

import csv
import io
from typing import Literal

from fastapi import Request
from starlette.responses import Response

from services.metrics.answers.measured import Measured
from services.metrics.answers.shapes import Filter, MetricAnswer
from services.metrics.domain.figures import NOTHING
from services.metrics.domain.suppression import SUPPRESSED
from shared.json import to_json

CSV = "text/csv"
Form = Literal["json", "csv"]

HEADERS = {
    "Vary": "Accept, Authorization, Cookie",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
FIGURE = ("definition", "version", "name", "value", "numerator", "denominator", "rounding")
QUESTION = ("from", "to", "by", *Filter.model_fields, "as_of", "preliminary", "view", "hash")


def accepted(request: Request) -> Form:
    """CSV for whoever asks for that and not for JSON."""
    told = request.headers.get("accept", "").lower()
    return "csv" if CSV in told and "json" not in told else "json"


def response(answer: MetricAnswer, form: Form) -> Response:
    if form == "csv":
        name = f"{answer.metric}-{answer.period.from_}-{answer.period.to}.csv"
        told = {"Content-Disposition": f'attachment; filename="{name}"', **HEADERS}
        return Response(_csv(answer), media_type=CSV, headers=told)
    body = to_json(answer.model_dump(by_alias=True))
    return Response(body, media_type="application/json", headers=HEADERS)


def _csv(answer: MetricAnswer) -> str:
    """The question stands in every row, since rows are copied singly."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("group", *FIGURE, *QUESTION))
    asked = (
        answer.period.from_,
        answer.period.to,
        answer.by,
        *(one or "" for one in answer.filter.model_dump().values()),
        answer.as_of.isoformat(),
        answer.preliminary,
        answer.view,
        answer.hash,
    )
    for group in answer.groups:
        for figure in group.figures:
            told = figure.model_copy(update={"value": figure.value or _nothing(figure)})
            cells = [getattr(told, name) for name in FIGURE]
            writer.writerow((group.group, *("" if one is None else one for one in cells), *asked))
    return text.getvalue()


def _nothing(figure: Measured) -> str:
    return SUPPRESSED if figure.why == SUPPRESSED else NOTHING
