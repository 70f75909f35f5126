"""Waiting for the statistics ends when they are there, or when nothing moves any more."""

from collections.abc import Awaitable, Callable, Iterable

import pytest

from deploy import waiting
from deploy.replay.figures import period_of
from deploy.replay.journey import Counts
from deploy.waiting import Counted, until_counted
from tests.factories import NOON
from tests.unit.replay.export import LA311


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(waiting, "STANDSTILL_SECONDS", 0.02)


def growing(values: Iterable[int]) -> Callable[[], Awaitable[Counted]]:
    """A count that grows and then stays."""
    there = iter(values)
    last = 0

    async def count() -> Counted:
        nonlocal last
        last = next(there, last)
        return {"opened": last, "closed": 1}

    return count


async def test_it_ends_when_everything_is_counted() -> None:
    told: list[int] = []
    assert await until_counted(growing([0, 1, 3]), {"opened": 3, "closed": 1}, told.append)
    assert told == [1, 2, 4]


async def test_more_than_was_wanted_is_enough() -> None:
    assert await until_counted(growing([9]), {"opened": 3, "closed": 1}, lambda _: None)


async def test_one_count_does_not_stand_in_for_another() -> None:
    assert not await until_counted(growing([9]), {"opened": 3, "closed": 2}, lambda _: None)


def test_a_period_has_whole_days_of_the_office() -> None:
    counts = Counts()
    assert period_of(counts, LA311) is None
    counts.saw(NOON)
    period = period_of(counts, LA311)
    assert period
    assert period.asked == {"from": "2022-03-13", "to": "2022-03-14"}
