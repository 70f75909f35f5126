"""Tells delivery in this process that there is something new, so that it need not wait to look."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

_bells: set[asyncio.Event] = set()


def ring() -> None:
    """Something was committed: look now."""
    for bell in _bells:
        bell.set()


@contextmanager
def listening() -> Iterator[asyncio.Event]:
    """An event that is set by each ring; one for each event loop, since tests have many."""
    bell = asyncio.Event()
    _bells.add(bell)
    try:
        yield bell
    finally:
        _bells.discard(bell)
