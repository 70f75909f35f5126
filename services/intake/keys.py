"""Idempotency keys: what a sender may use as one, and the names that are ours alone."""

import hashlib
import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Header, Request

from shared.errors import Refused

LIMIT = 200
PATTERN = rf"^[!-~]{{1,{LIMIT}}}$"
"""Visible ASCII. Our own names hold a space, so that no sender's key can be one of them."""

DESCRIPTION = "The same key with the same body answers as the first time."

KeyHeader = Annotated[
    str | None, Header(alias="Idempotency-Key", pattern=PATTERN, description=DESCRIPTION)
]

_IS_KEY = re.compile(PATTERN.removesuffix("$") + r"\Z")


class WrongKey(Refused):
    """What was sent as a key cannot be one."""

    code = "invalid"
    status = 422


class KeyUsedOtherwise(Refused):
    """The Idempotency-Key belongs to another body."""

    code = "idempotency-key-reused"
    status = 422

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key came with another body.")


def key_of(request: Request) -> str | None:
    """The sender's key, if there is one."""
    key = request.headers.get("idempotency-key")
    if key is not None and not _IS_KEY.match(key):
        raise WrongKey(f"Idempotency-Key: 1 to {LIMIT} visible ASCII characters.")
    return key


def of_form(once: str) -> str:
    """A form's own key: a second click is the same complaint."""
    return f"form {once}"


def of_line(key: str, line: int) -> str:
    """The key of one line of a batch, under which it is the same complaint after a crash."""
    return f"line {line} {key}"


class Digest:
    """What identifies a request's content, also of a body that is read in pieces."""

    def __init__(self, first: bytes = b"") -> None:
        self._sum = hashlib.sha256(first)

    async def of(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Hand the pieces on and remember them."""
        async for chunk in chunks:
            self._sum.update(chunk)
            yield chunk

    def value(self) -> bytes:
        return self._sum.digest()
