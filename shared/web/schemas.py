"""Makes a JSON Schema readable for people: a row for each field, and a believable example."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

Schema = dict[str, Any]

DEEPEST = 5
"""Levels of nesting that are shown; a schema that contains itself ends here."""

OF_FORMAT = {
    "uuid": "01920f3c-7a4e-7c1b-9d2e-5b8a4f6c0d11",
    "date-time": "2022-03-07T09:30:00+07:00",
    "date": "2022-03-07",
    "email": "siti@contoh.id",
    "uri": "https://contoh.id/",
}
OF_TYPE: dict[str, Any] = {
    "string": "…",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "null": None,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One field, named by the way to it."""

    name: str
    kind: str
    required: bool
    text: str


def resolved(schema: Schema, document: Schema) -> Schema:
    """The schema itself, where it is only a reference; words beside the reference are kept."""
    while "$ref" in schema:
        target: Any = document
        for part in unquote(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def inlined(schema: Schema) -> Schema:
    """The same schema without references, to stand inside another document."""

    def inline(part: Any, depth: int) -> Any:
        if isinstance(part, list):
            return [inline(one, depth) for one in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            if depth == DEEPEST:
                raise ValueError("A schema that contains itself cannot be inlined.")
            return inline(resolved(part, schema), depth + 1)
        return {key: inline(value, depth) for key, value in part.items() if key != "$defs"}

    whole: Schema = inline(schema, 0)
    return whole


def rows(schema: Schema, document: Schema, within: str = "", depth: int = 0) -> Iterator[Row]:
    """A row for each field, nested ones after the one that holds them."""
    schema = _one_of(resolved(schema, document), document)
    if schema.get("type") == "array":
        yield from rows(schema.get("items", {}), document, f"{within}[]", depth)
        return
    required = schema.get("required", ())
    for name, told in schema.get("properties", {}).items():
        path = f"{within}.{name}" if within else name
        field = resolved(told, document)
        text = field.get("description") or _one_of(field, document).get("description", "")
        yield Row(path, kind_of(field, document), name in required, text)
        if depth < DEEPEST:
            yield from rows(field, document, path, depth + 1)


def _one_of(schema: Schema, document: Schema) -> Schema:
    """What a value is when it is not null."""
    options = [resolved(one, document) for one in _options(schema)]
    return next((one for one in options if one.get("type") != "null"), schema)


def _options(schema: Schema) -> list[Schema]:
    options: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
    return options


def kind_of(schema: Schema, document: Schema) -> str:
    """What a value looks like, in words."""
    schema = resolved(schema, document)
    if options := _options(schema):
        return " or ".join(kind_of(one, document) for one in options)
    if "const" in schema:
        return _quoted(schema["const"])
    if "enum" in schema:
        return "one of " + ", ".join(str(one) for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}), document)}"
    kind = str(schema.get("format") or schema.get("type", "anything"))
    return f"{kind}{_bounds(schema)}"


def _bounds(schema: Schema) -> str:
    least = schema.get("minLength", schema.get("minimum"))
    most = schema.get("maxLength", schema.get("maximum"))
    unit = " characters" if "maxLength" in schema or "minLength" in schema else ""
    if least is not None and most is not None:
        return f", {least} to {most}{unit}"
    if most is not None:
        return f", at most {most}{unit}"
    return f", at least {least}{unit}" if least is not None else ""


def example_of(schema: Schema, document: Schema, depth: int = 0) -> Any:
    """The example that the schema gives, or one made of its parts; null where it may be."""
    schema = resolved(schema, document)
    for given in ("examples", "example", "default", "const", "enum"):
        if given in schema:
            several = given in ("examples", "enum")
            return schema[given][0] if several else schema[given]
    if _options(schema):
        return example_of(_one_of(schema, document), document, depth)
    if schema.get("type") == "array":
        return [] if depth == DEEPEST else [example_of(schema.get("items", {}), document, depth)]
    if "properties" in schema and depth < DEEPEST:
        return {
            name: example_of(field, document, depth + 1)
            for name, field in schema["properties"].items()
        }
    return OF_FORMAT.get(schema.get("format", ""), OF_TYPE.get(schema.get("type", "null"), {}))


def printed(example: Any) -> str:
    """An example as it is shown: JSON with room, or the text itself."""
    return (
        example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
    )


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
