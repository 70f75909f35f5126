"""Real answers for the OpenAPI document: those to a head of office about the played quarter.

`python -m tests.system.examples` takes them; a test compares them with what is answered today.
"""

import json
from pathlib import Path
from typing import Any

from shared.web.answers import answers

FOLDER = Path(__file__).with_name("answered")


def example(name: str) -> dict[int | str, dict[str, Any]]:
    """The answer of a statistic, beside the question that it was given to."""
    told = json.loads((FOLDER / f"{name}.json").read_bytes())
    shown = {
        "babel-2022-q1": {"summary": f"GET {told['asked']}", "value": json.dumps(told["answer"])}
    }
    return {200: {"content": {"application/json": {"examples": shown}}}}


def responses(name: str, *refused: int) -> dict[int | str, dict[str, Any]]:
    """An endpoint's example, and the refusals that all statistics share, with some of its own."""
    return {**answers(401, *refused), **example(name)}
