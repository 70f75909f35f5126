"""Pages that tell developers what a service answers, hears and says, from its own documents."""

from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from shared.events.base import Envelope, Fact
from shared.web import pages
from shared.web.answers import Document, complete, operations
from shared.web.problems import PROBLEM
from shared.web.schemas import Row, example_of, kind_of, printed, resolved, rows

router = APIRouter(include_in_schema=False)

HEARS = "hears"

PAGES = pages.Templates(pages.HERE / "templates")


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent or answered in one media type."""

    media: str
    rows: list[Row]
    example: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One status that an endpoint answers."""

    status: str
    text: str
    bodies: list[Body]
    is_problem: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint, as its page shows it."""

    method: str
    path: str
    title: str
    text: str
    needs_token: bool
    parameters: list[Row]
    bodies: list[Body]
    answers: list[Answer]

    @property
    def anchor(self) -> str:
        return f"{self.method}-{self.path}".replace("/", "-").replace("{", "").replace("}", "")


@dataclass(frozen=True, slots=True)
class Message:
    """One event that a service hears or says, as its page shows it."""

    title: str
    who: str
    """Who says it, and who hears it."""
    address: str
    text: str
    rows: list[Row]
    example: str


def install(app: FastAPI) -> None:
    """Give the OpenAPI document of a service the refusals that are left out."""
    plain = app.openapi

    def openapi() -> Document:
        if app.openapi_schema is None:
            complete(plain())
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]


@router.get("/docs")
async def http_document(request: Request) -> HTMLResponse:
    """The service's OpenAPI document, readable."""
    document = request.app.openapi()
    told = sorted(operations(document), key=lambda one: "health" in one[2].get("tags", ()))
    shown = [_operation(path, method, operation, document) for path, method, operation in told]
    return pages.page(PAGES, "openapi.html", title=request.app.title, operations=shown)


def _operation(path: str, method: str, told: Document, document: Document) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        title=told.get("summary", ""),
        text=told.get("description", ""),
        needs_token=bool(told.get("security")),
        parameters=[
            Row(
                one["name"],
                f"{kind_of(one['schema'], document)}, in the {one['in']}",
                one.get("required", False),
                one.get("description", ""),
            )
            for one in told.get("parameters", ())
        ],
        bodies=_bodies(told.get("requestBody", {}).get("content", {}), document),
        answers=[
            Answer(
                status,
                answer["description"],
                _bodies(answer.get("content", {}), document),
                is_problem=PROBLEM in answer.get("content", {}),
            )
            for status, answer in told["responses"].items()
        ],
    )


def _bodies(content: Document, document: Document) -> list[Body]:
    bodies = []
    for media, told in content.items():
        schema = told.get("schema", {})
        example = told["example"] if "example" in told else example_of(schema, document)
        bodies.append(Body(media, list(rows(schema, document)), printed(example)))
    return bodies


def event_document(app: FastAPI) -> Document:
    """What the service hears and says, as AsyncAPI; made once."""
    if not hasattr(app.state, "event_document"):
        # Only who asks for it pays for FastStream.
        from faststream.specification import AsyncAPI  # noqa: PLC0415

        from shared.bus.declared import declared  # noqa: PLC0415

        bus = app.state.bus
        broker = declared(bus.ear, bus.announces)
        described = AsyncAPI(broker, title=app.title, version=app.version)
        app.state.event_document = described.to_specification().to_jsonable()
    document: Document = app.state.event_document
    return document


@router.get("/asyncapi.json")
async def asyncapi(request: Request) -> Response:
    """The events document, for tools."""
    return JSONResponse(event_document(request.app))


@router.get("/docs/events")
async def events_page(request: Request) -> HTMLResponse:
    """The events document, readable."""
    document = event_document(request.app)
    messages = [
        _message(name, operation, document) for name, operation in document["operations"].items()
    ]
    messages.sort(key=lambda one: (one.who == HEARS, one.address))
    return events_shown(
        request.app.title, messages, whose="this service hears and says", source="/asyncapi.json"
    )


def events_shown(title: str, messages: list[Message], *, whose: str, source: str) -> HTMLResponse:
    """Of one service or of all, as `whose` says; `source` has the same for tools."""
    schema = Envelope[Fact].model_json_schema()
    envelope = [row for row in rows(schema, schema) if not row.name.startswith("data.")]
    return pages.page(
        PAGES,
        "events.html",
        title=title,
        messages=messages,
        envelope=envelope,
        whose=whose,
        source=source,
    )


def _message(name: str, operation: dict[str, Any], document: Document) -> Message:
    channel = resolved(operation["channel"], document)
    message = resolved(next(iter(channel["messages"].values())), document)
    return Message(
        title=name.rpartition(":")[2],
        who=HEARS if operation["action"] == "receive" else "says",
        address=channel["address"],
        text=cleandoc(channel.get("description", "")),
        rows=[row for row in rows(message["payload"], document) if row.name.startswith("data.")],
        example=printed(example_of(message["payload"], document)),
    )
