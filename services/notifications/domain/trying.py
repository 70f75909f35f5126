"""What follows from a try to tell somebody."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.notifications.domain.draft import State

RETRY_AFTER: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""Waits before the second to the sixth try of a message that was put off."""

TRIES_LIMIT = 20
"""A message begun more often than this without a record takes its process down with it."""

WHY_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Taken:
    """The receiving server has taken the message over."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PutOff:
    """Not now: the server said so, or the way to it was interrupted."""

    why: str
    maybe_taken: bool = False
    """The way was interrupted when the server may have taken the message over already."""
    server_away: bool = False
    """There was no way at all; it is no use to try the next message."""


@dataclass(frozen=True, slots=True)
class Hopeless:
    """The message cannot arrive, however often it is tried."""

    why: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """There is nobody to be told in this capacity; whoever stands in is told."""

    why: str


Outcome = Taken | PutOff | Hopeless | Skipped


@dataclass(frozen=True, slots=True)
class Step:
    """What a message becomes by a try."""

    state: State
    maybe_twice: bool
    why: str | None = None
    next_try_at: datetime | None = None
    ended_at: datetime | None = None


def after_try(outcome: Outcome, *, attempts: int, maybe_twice: bool, now: datetime) -> Step:
    """A message that is put off is tried again after growing waits, and at last given up."""
    match outcome:
        case Taken(at):
            return Step("sent", maybe_twice, ended_at=at)
        case Hopeless(why):
            return Step("failed", maybe_twice, why, ended_at=now)
        case Skipped(why):
            return Step("skipped", maybe_twice, why, ended_at=now)
        case PutOff(why, maybe_taken):
            doubtful = maybe_twice or maybe_taken
            if attempts > len(RETRY_AFTER):
                return Step("failed", doubtful, why, ended_at=now)
            return Step("waiting", doubtful, why, next_try_at=now + RETRY_AFTER[attempts - 1])


def without_addresses(words: str, *addresses: str) -> str:
    """A server's answer as one line of text without the addresses that it quotes."""
    # Servers may send anything, and no database takes a null byte or half a character.
    words = "".join(sign if sign.isprintable() else " " for sign in words)
    for address in addresses:
        local, _, _ = address.rpartition("@")
        whole = f"<?{re.escape(address)}>?"
        words = re.sub(whole, "<address>", words, flags=re.IGNORECASE)
        if local:
            alone = rf"(?<![^\W_]){re.escape(local)}(?![^\W_])"
            words = re.sub(alone, "<address>", words, flags=re.IGNORECASE)
    words = re.sub(r"<?[^\s<>]*@[^\s<>]+>?", "<address>", words)
    return " ".join(words.split())[:WHY_LIMIT]
