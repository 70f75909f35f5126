"""Ids that sort by the time of their making, and short references that people can read aloud."""

from uuid import UUID

from uuid_utils.compat import uuid7

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code survives handwriting and telephones."""


def new_id() -> UUID:
    """A new id whose order is the order of making within a process (uuid7)."""
    return uuid7()


def reference(of: UUID) -> str:
    """Ten characters of the random part of an id, for letters and the telephone: not a secret."""
    bits = of.int & ((1 << 50) - 1)
    text = "".join(CROCKFORD[(bits >> shift) & 31] for shift in range(45, -1, -5))
    return f"{text[:5]}-{text[5:]}"
