"""What caused a piece of work, as W3C trace context: handed on, never made up.

A request that comes with a `traceparent` marks the events that it causes, and each event marks
those that hearing it causes; so whoever traces can follow a complaint through all services. What a
timer does has no cause but the time.
"""

import re
from contextvars import ContextVar

HEADER = b"traceparent"
FORM = re.compile(rb"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""Version, trace, parent, flags (W3C Trace Context, section 3.2)."""

asked_by: ContextVar[str | None] = ContextVar("asked_by", default=None)
"""Of the request that is being answered in this task."""


def read(value: bytes) -> str | None:
    """The header's value; None for one that the standard says to leave out of account."""
    return value.decode() if FORM.fullmatch(value) and not value.startswith(b"ff") else None
