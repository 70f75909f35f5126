"""Free memory is given back when a service rests after work, and neither before nor again."""

import asyncio
from collections.abc import Iterator

import pytest

from shared import memory


class Work:
    """CPU seconds of a process, as the test tells them: one at each look."""

    def __init__(self, *readings: float) -> None:
        self.readings: Iterator[float] = iter(readings)
        self.given = 0

    def process_time(self) -> float:
        try:
            return next(self.readings)
        except StopIteration:
            raise asyncio.CancelledError from None

    def give_back(self) -> None:
        self.given += 1


@pytest.mark.parametrize(
    ("what", "readings", "times"),
    [
        ("at rest, nothing done", (0, 0, 0, 0, 0), 0),
        ("at work", (0, 0, 0.2, 0.2, 0.4, 0.4, 0.6), 0),
        ("at rest after work", (0, 0, 0.2, 0.4, 0.6, 0.6, 0.6, 0.6), 1),
        ("at rest for long after work", (0, 0, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6), 1),
        ("after work, twice", (0, 0, 0.6, 0.6, 0.6, 0.6, 0.6, 1.2, 1.2, 1.2, 1.2), 2),
    ],
)
async def test_memory_is_given_back_at_rest_after_work(
    monkeypatch: pytest.MonkeyPatch, what: str, readings: tuple[float, ...], times: int
) -> None:
    work = Work(*readings)
    monkeypatch.setattr(memory, "process_time", work.process_time)
    monkeypatch.setattr(memory, "give_back", work.give_back)
    monkeypatch.setattr(memory, "LOOK_SECONDS", 0.01)
    with pytest.raises(asyncio.CancelledError):
        await memory._whenever_at_rest()
    assert work.given == times, what


def test_giving_back_leaves_everything_as_it_was() -> None:
    kept = [bytes(2_000) for _ in range(1_000)]
    del kept[::2]
    memory.give_back()
    assert all(one == bytes(2_000) for one in kept)
