"""Teaches schemathesis the one media type of intake that it does not know; loaded as its hooks."""

import json
from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def as_one_line(_: Any, value: Any) -> bytes:
    return json.dumps(value).encode()
