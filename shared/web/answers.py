"""What an OpenAPI document says about refusals: the same problem document for all of them."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, Field

from shared.web.problems import PROBLEM

Document = dict[str, Any]

MEANINGS = {
    400: "The body could not be read.",
    401: "A bearer token is required.",
    403: "The token does not open this door.",
    404: "There is no such thing, or the asker may not know that there is.",
    409: "The state of things forbids it; nothing was changed.",
    412: "It has been changed since it was seen; nothing was changed.",
    413: "The body is larger than the limit; nothing was stored.",
    415: "The body is of a type that is not read here.",
    422: "Some fields are missing or wrong; nothing was stored.",
    428: "It is there already: If-Match must name the version that was seen.",
    503: "Something that the service needs does not answer.",
}

METHODS = ("get", "put", "post", "delete", "patch")


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str = Field(examples=["reporter.name"])
    problem: str = Field(examples=["Field required"])


class Problem(BaseModel):
    """Why there is no other answer (RFC 9457)."""

    type: str = Field(examples=["urn:narahubung:problem:invalid"])
    title: str
    status: int
    detail: str = Field(description="For people; never repeats what was sent.")
    code: str = Field(description="For programs.", examples=["invalid"])
    errors: list[FieldProblem] = Field([], description="By field, where fields are wrong.")


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an endpoint that refuses with these statuses."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": MEANINGS[status], "content": {PROBLEM: {"schema": schema}}}
        for status in statuses
    }


def _as_in_documents(*statuses: int) -> dict[str, Any]:
    return {str(status): answer for status, answer in answers(*statuses).items()}


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Path, method and operation, in the order of the document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _read_examples(answer: Document) -> None:
    """An example is handed over as text: of anything else the framework drops what is null."""
    for body in answer.get("content", {}).values():
        for one in body.get("examples", {}).values():
            if isinstance(one["value"], str):
                one["value"] = json.loads(one["value"])


def complete(document: Document) -> None:
    """Add to each operation the refusals that follow from its shape: no endpoint repeats them.

    With a token come 401 and 403, with a body 400 and 413, and the framework's own 422 gives
    way to ours. 404 and 409 are an endpoint's own to declare.
    """
    for _, _, operation in operations(document):
        given = operation["responses"]
        if "HTTPValidationError" in str(given.get("422")):
            given |= _as_in_documents(422)
        if operation.get("security"):
            given = _as_in_documents(401, 403) | given
        if "requestBody" in operation:
            given = _as_in_documents(400, 413, 422) | given
        operation["responses"] = dict(sorted(given.items()))
        _read_examples(given.get("200", {}))
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs"))
    schemas["Problem"] = schema
