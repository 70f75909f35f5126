"""The version that somebody has seen of a case or a record, against the one that stands."""

from typing import Literal

from shared.errors import Refused

Seen = int | Literal["any"] | None
"""What `If-Match` said: a version, any that there is, or nothing."""


class Stale(Refused):
    """Somebody else has changed it since it was read."""

    code = "stale"
    status = 412


class Unseen(Refused):
    """It would be overwritten by somebody who does not say what they have read."""

    code = "version-needed"
    status = 428


def unchanged(what: str, stands: int | None, seen: Seen) -> None:
    """Raises `Stale` where it is not what was read; 0 was read of what was not there."""
    if seen is None or seen == (stands or 0) or (seen == "any" and stands):
        return
    now = f"at version {stands}" if stands else "not there"
    raise Stale(f"The {what} is {now}, and not at version {seen}.")
