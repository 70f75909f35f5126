"""What the bench asks of a thing that it measures; the floor and the product answer alike."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

SERVERS = frozenset({"nats", "postgres"})  # processes that are not the target's own code
LOOK_EVERY = 0.02  # seconds
SETTLE_LIMIT = 240.0  # seconds until a target that does not finish its work is given up


class NotSettled(RuntimeError):
    """The target did not finish its work in time, or lost some."""


@dataclass(frozen=True)
class Counts:
    """How far the accepted complaints have come, as committed in the databases."""

    accepted: int
    noticed: int
    counted: int

    @property
    def done(self) -> int:
        """Complaints that have both their notice and their place in the statistics."""
        return min(self.noticed, self.counted)

    @property
    def settled(self) -> bool:
        return self.accepted == self.noticed == self.counted


class Reader(Protocol):
    """Asks the statistics database, from a thread of its own, how many it has counted."""

    def count(self) -> int: ...

    def close(self) -> None: ...


class Target(Protocol):
    """Floor or product. Between `stop` and `start` no process of it runs."""

    name: str
    url: str
    answer_url: str

    async def fresh(self) -> None:
        """Forgets all data and provisions again; nothing of it runs before or after."""

    async def start(self, *, consumers: bool = True) -> None:
        """Returns when a POST is answered at `url`."""

    async def stop(self) -> None: ...

    async def start_consumers(self) -> None:
        """Everything that hears; what takes complaints in is not touched."""

    async def stop_consumers(self) -> None: ...

    def request(self) -> bytes:
        """The bytes of one POST that no earlier one equals, where the target tells them apart."""

    async def counts(self) -> Counts: ...

    async def counted(self) -> int:
        """The last of the counts alone, cheap enough to ask while the target works."""

    async def unsent(self) -> int:
        """Events that are committed and not yet stored by the broker."""

    def statistics(self) -> Reader: ...

    async def forget_statistics(self) -> int:
        """Nothing is counted any more; answers how many events will be read again."""

    async def read_again(self) -> None:
        """Starts what counts, from the first event."""

    async def heard(self) -> int:
        """Events that what counts has read since."""

    async def hold(self, cases: int) -> dict[str, float]:
        """Starts what answers at `answer_url`, alone, knowing so many cases; what that took."""

    def pids(self) -> dict[str, int]:
        """Names and pids of everything that works for the target, SERVERS included."""


Reached = Callable[[], Awaitable[int]]


async def progress(reached: Reached, least: int = 1, limit: float = SETTLE_LIMIT) -> int:
    """Waits until at least so much is done. A rate that begins at the first is free of start-up."""
    deadline = time.monotonic() + limit
    while (so_far := await reached()) < least:
        if time.monotonic() > deadline:
            raise NotSettled(f"{so_far} of {least} after {limit} s")
        await asyncio.sleep(LOOK_EVERY)
    return so_far


async def settle(target: Target, accepted: int, limit: float = SETTLE_LIMIT) -> float:
    """Waits until `accepted` complaints, no more and no less, are finished; answers when."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if await target.counted() >= accepted:
            counts = await target.counts()
            if counts.settled and counts.accepted == accepted:
                return time.perf_counter()
            if max(counts.noticed, counts.counted) > accepted:
                break
        await asyncio.sleep(LOOK_EVERY)
    raise NotSettled(f"{target.name}: {accepted} accepted, found {await target.counts()}")


async def until_sent(target: Target, limit: float = SETTLE_LIMIT) -> None:
    deadline = time.monotonic() + limit
    while await target.unsent():
        if time.monotonic() > deadline:
            raise NotSettled(f"{target.name}: the outbox does not empty")
        await asyncio.sleep(LOOK_EVERY)
