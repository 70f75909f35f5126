"""Tokens of people of every role, for tests in which the clock stands anywhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.access.person import Person
from shared.access.tokens import mint

KEY = "a key for tests alone, of which nothing depends"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def token(person: Person, **otherwise: Any) -> str:
    """A token of this person that is good at any time that a test knows."""
    told = {"key": KEY, "now": LONG_AGO, "lifetime": timedelta(days=50_000)}
    return mint(person, **{**told, **otherwise})


def bearer(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(person)}"}
