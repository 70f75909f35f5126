"""What every answer repeats of its question, so that it can be asked again."""

from datetime import datetime
from typing import Any

from services.metrics import definitions, knowing
from services.metrics.answers import shapes
from services.metrics.questions import Asked, AskedOfCases


def head(asked: Asked, by: str, now: datetime, *used: str) -> dict[str, Any]:
    """The question, when it was known, and the definitions of the figures."""
    of_cases = asked if isinstance(asked, AskedOfCases) else None
    narrow = of_cases.model_dump(include=set(shapes.Filter.model_fields)) if of_cases else {}
    as_of = knowing.moment(of_cases.as_of if of_cases else None, now)
    return {
        "period": shapes.Period(from_=asked.from_, to=asked.to),
        "by": by,
        "filter": shapes.Filter(**narrow),
        "as_of": as_of,
        "preliminary": knowing.is_preliminary(asked.to, narrow.get("office"), as_of),
        "definitions": definitions.versions_of(
            [*used], knowing.today(narrow.get("office"), as_of, now)
        ),
    }
