"""Rows that cannot be handled: each is set aside for a while, is told of, and stops no other."""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from prometheus_client import Counter

from shared.clock import Clock
from shared.log import log
from shared.surroundings import nobodys_fault

LOOKED_AT_AGAIN = timedelta(hours=1)
"""Somebody must do something first."""
MOST = 10_000
"""Fewer than a statement may name. Where more are at fault, the oldest are looked at sooner."""

K = TypeVar("K", bound=Hashable)


class Aside(Generic[K]):
    """What of one kind a process has set aside; another process or a restart looks for itself."""

    def __init__(self, name: str, clock: Clock, counted: Counter) -> None:
        self._name, self._clock, self._counted = name, clock, counted
        self._until: dict[K, datetime] = {}

    def waiting(self) -> list[K]:
        """What is not looked at yet."""
        now = self._clock()
        self._until = {key: until for key, until in self._until.items() if until > now}
        return list(self._until)

    async def together(
        self, keys: Sequence[K], work: Callable[[Sequence[K]], Awaitable[int]]
    ) -> int:
        """All in one go; where one of them is at fault, each alone. Answers how much was done."""
        try:
            return await work(keys)
        except Exception as trouble:
            if nobodys_fault(trouble):
                raise
            return await self.each(keys, lambda key: work([key]))

    async def each(self, keys: Iterable[K], work: Callable[[K], Awaitable[int]]) -> int:
        """One after the other. Trouble of the surroundings is no row's fault: it ends all."""
        done = 0
        for key in keys:
            try:
                done += await work(key)
            except Exception as trouble:
                if nobodys_fault(trouble):
                    raise
                self._set(key, trouble)
        return done

    def _set(self, key: K, trouble: Exception) -> None:
        log.error(f"{self._name} is at fault", of=str(key), exc_info=trouble)
        self._counted.inc()
        if len(self._until) >= MOST:
            del self._until[next(iter(self._until))]
        self._until[key] = self._clock() + LOOKED_AT_AGAIN
