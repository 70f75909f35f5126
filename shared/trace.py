"""What may be said of an error: its kind and its place, never the values that it quotes."""

import traceback
from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

LIMIT = 300

QUOTING = ("sqlalchemy", "asyncpg", "sqlite3", "aiosqlite", "pydantic", "pydantic_core", "orjson")
"""Packages whose errors quote rows and input: PostgreSQL's DETAIL names the values of a key."""


def described(error: BaseException) -> str:
    """What went wrong on one line, without what was sent: that may be somebody's own words."""
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False, include_input=False)
        text = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in found)
    elif isinstance(error, DBAPIError):
        text = described(error.orig) if error.orig else type(error).__name__
    elif type(error).__module__.partition(".")[0] in QUOTING:
        first = error.__cause__ or error
        named = (getattr(first, name, None) for name in ("sqlstate", "constraint_name"))
        text = " ".join([type(first).__name__, *(str(name) for name in named if name)])
    else:
        text = str(error)
    return " ".join(text.split())[:LIMIT]


def trace(error: BaseException) -> str:
    """The stack of an error and of those that led to it, the first one first."""
    return "\n".join(_told(error, set()))


def _told(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _told(before, seen)
        yield "which led to"
    for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        if id(one) not in seen:
            yield from _told(one, seen)
            yield "one of several in"
    yield from (entry.rstrip() for entry in traceback.format_tb(error.__traceback__))
    yield f"{type(error).__qualname__}: {described(error)}"
