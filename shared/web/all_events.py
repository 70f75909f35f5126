"""All events of the product, for whoever subscribes: one page, the same at every service."""

import json
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, HTMLResponse

from shared.web.answers import Document
from shared.web.documents import Message, events_shown
from shared.web.schemas import printed, rows

router = APIRouter(include_in_schema=False)

DOCUMENT = Path(__file__).parents[1] / "events" / "asyncapi.json"
"""Made from the code of all services by `make contracts`; no service knows what others hear."""


@router.get("/asyncapi/all.json")
async def document() -> FileResponse:
    """Every event with its schema and an example, for tools."""
    return FileResponse(DOCUMENT, media_type="application/json")


@router.get("/docs/events/all")
async def page() -> HTMLResponse:
    """The same, readable."""
    return events_shown(
        "Narahubung: events",
        list(_messages()),
        whose="the services of Narahubung tell each other, and the agencies,",
        source="/asyncapi/all.json",
    )


@lru_cache(maxsize=1)
def _messages() -> tuple[Message, ...]:
    told: Document = json.loads(DOCUMENT.read_bytes())
    who = _who(told)
    return tuple(
        Message(
            title=message["title"],
            who=who[name],
            address=told["channels"][name]["address"].replace("{agency}", "*"),
            text=message["summary"],
            rows=[row for row in rows(message["payload"], told) if row.name.startswith("data.")],
            example=printed(message["examples"][0]["payload"]),
        )
        for name, message in sorted(told["components"]["messages"].items())
    )


def _who(told: Document) -> dict[str, str]:
    """Of each event: who says it, and who of us hears it."""
    acting: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"send": [], "receive": []})
    for operation in told["operations"].values():
        name = operation["channel"]["$ref"].rpartition("/")[2]
        acting[name][operation["action"]].append(operation["tags"][0]["name"])
    return {
        name: f"{', '.join(them['send'])} says" + _to(them["receive"])
        for name, them in acting.items()
    }


def _to(hearers: list[str]) -> str:
    return f" to {', '.join(hearers)}:" if hearers else ""
