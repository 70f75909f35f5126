"""Doing what came to nothing once more: the one loop over lost races."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from shared.surroundings import nobodys_fault

TRIES: Final = 4

T = TypeVar("T")


async def again(work: Callable[[], Awaitable[T]], *, over: tuple[type[Exception], ...] = ()) -> T:
    """Of two transactions that wait for each other the database ends one: then it is done again.

    So is what somebody else was faster with, where `over` names it and the work looks anew.
    """
    tries = 0
    while True:
        try:
            return await work()
        except Exception as error:
            tries += 1
            if tries == TRIES or not (isinstance(error, over) or nobodys_fault(error)):
                raise
