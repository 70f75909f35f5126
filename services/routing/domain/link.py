"""The key to one request or corrective action that stands in a letter: made and read here, and
nothing is kept of it.

What a link opens follows from it as it is when the link is used: who has left, whose
request it no longer is, or whose time is over finds nothing.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

Opens = Literal["request", "action"]

FIRST: Mapping[Opens, bytes] = {"request": b"\x01", "action": b"\x02"}
"""The first byte of a link says what it leads to, under the seal."""
RANDOM = 8
SEAL = 16
"""Bytes of the seal: 2^128 tries."""
HEAD = 1 + 16 + 4 + RANDOM
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Link:
    """To one request or action, for the officer who has it, until a moment."""

    of_id: UUID
    recipient_id: str
    expires_at: datetime
    opens: Opens = "request"


def expiry(due_at: datetime, now: datetime, days: int) -> datetime:
    """A reminder of what is overdue must be of use, too."""
    return (max(due_at, now) + timedelta(days=days)).replace(microsecond=0)


def seal(link: Link, key: bytes, random: bytes) -> str:
    """The link as it stands in an address; by the random part no link tells of another."""
    body = (
        FIRST[link.opens]
        + link.of_id.bytes
        + int(link.expires_at.timestamp()).to_bytes(4, "big")
        + random
        + link.recipient_id.encode("ascii")
    )
    return urlsafe_b64encode(body + _sealed(body, key)).rstrip(b"=").decode()


def unseal(text: str, key: bytes, now: datetime) -> Link | None:
    """None for whatever was not made here, and for what is over."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        whole = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    # Decoding forgives what encoding never writes: one link has one spelling.
    if urlsafe_b64encode(whole).rstrip(b"=").decode() != text or len(whole) <= HEAD + SEAL:
        return None
    body, given = whole[:-SEAL], whole[-SEAL:]
    opens = next((one for one, first in FIRST.items() if first == body[:1]), None)
    if not hmac.compare_digest(given, _sealed(body, key)) or opens is None:
        return None
    expires_at = datetime.fromtimestamp(int.from_bytes(body[17:21], "big"), UTC)
    if now >= expires_at:
        return None
    return Link(UUID(bytes=body[1:17]), body[HEAD:].decode("ascii"), expires_at, opens)


def _sealed(body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"link:" + body, "sha256")[:SEAL]
