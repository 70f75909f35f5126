"""What came to nothing is done once more, a few times, and no more than that."""

import pytest

from shared.again import TRIES, again
from shared.errors import Refused


class Faster(Refused):
    """Somebody else was."""


class Work:
    """Fails as often as it is told to."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error = error
        self.times = times
        self.tried = 0

    async def __call__(self) -> str:
        self.tried += 1
        if self.tried <= self.times:
            raise self.error
        return "done"


@pytest.mark.parametrize("error", [OSError(), Faster("sooner")])
async def test_a_lost_race_is_run_again(error: Exception) -> None:
    work = Work(error, times=TRIES - 1)
    assert await again(work, over=(Faster,)) == "done"


@pytest.mark.parametrize("error", [OSError(), Faster("sooner")])
async def test_whoever_always_loses_learns_why(error: Exception) -> None:
    work = Work(error, times=TRIES)
    with pytest.raises(type(error)):
        await again(work, over=(Faster,))
    assert work.tried == TRIES


@pytest.mark.parametrize("error", [ValueError(), Faster("sooner")])
async def test_what_would_fail_again_is_tried_once(error: Exception) -> None:
    work = Work(error, times=1)
    with pytest.raises(type(error)):
        await again(work)
    assert work.tried == 1
