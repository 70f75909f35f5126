"""A complaint at fault stops no other and no timer; an outage of the database is nobody's fault."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.intake import desk as desk_module
from services.intake import measures, overdue, store, timers
from services.intake.desk import Desk
from services.intake.domain.complaint import fact_of
from services.intake.domain.verification import decide
from shared.aside import LOOKED_AT_AGAIN, Aside
from shared.events.intake import ComplaintOverdue
from tests.factories import NOON
from tests.service.intake.staff import Examiner, StandingClock, by_hand
from tests.service.intake.test_completion import asked_by, notice_is_heard_of
from tests.waiting import until

OUTAGE = ConnectionRefusedError("the database is away")


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return by_hand(tmp_path)


class Breaks:
    """A function that does its work, except for one complaint."""

    def __init__(self, real: Any, of: Callable[..., UUID], one: UUID) -> None:
        self.real, self.of, self.one = real, of, one
        self.trouble: Exception | None = ValueError("odd")

    def __call__(self, *args: Any, **named: Any) -> Any:
        if self.trouble and self.of(*args) == self.one:
            raise self.trouble
        return self.real(*args, **named)


async def mended_after_an_hour(
    examiner: Examiner,
    breaks: Breaks,
    deed: Callable[[Desk, Aside[UUID]], Awaitable[int]],
    left: Callable[[], Awaitable[list[UUID]]],
) -> None:
    """All others are done, the one waits; it is blamed for no outage, and done when it is mended.

    The application's own timers look, too.
    """
    desk = Desk.of(examiner.app)
    aside, before = desk.aside("tests"), measures.STUCK._value.get()

    async def only_the_one() -> bool:
        await deed(desk, aside)
        return await left() == [breaks.one]

    async def nothing() -> bool:
        await deed(desk, aside)
        return await left() == []

    await until(only_the_one)
    await deed(desk, aside)
    assert aside.waiting() == [breaks.one]
    assert measures.STUCK._value.get() > before
    examiner.clock.moment += LOOKED_AT_AGAIN
    breaks.trouble = OUTAGE
    with pytest.raises(ConnectionRefusedError):
        await deed(desk, aside)
    assert aside.waiting() == []
    breaks.trouble = None
    await until(nothing)


async def test_clocks_that_cannot_be_made_stop_no_other(
    examiner: Examiner, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints = [await examiner.filed() for _ in range(3)]
    breaks = Breaks(overdue.dues, lambda complaint, *_: complaint.complaint_id, complaints[1])
    monkeypatch.setattr(overdue, "dues", breaks)
    for one in complaints:
        await examiner.does(one, "checks", code="F1", outcome="pass")

    async def left() -> list[UUID]:
        async with examiner.app.state.database.reading() as connection:
            return list(await store.unreckoned(connection, 100))

    await mended_after_an_hour(examiner, breaks, overdue.reckon_clocks, left)


async def test_what_cannot_be_told_as_overdue_stops_no_other(
    examiner: Examiner, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints = [await examiner.filed() for _ in range(3)]
    while await overdue.reckon_clocks(Desk.of(examiner.app)):
        pass
    breaks = Breaks(fact_of, lambda _, complaint, *__: complaint.complaint_id, complaints[1])
    monkeypatch.setattr(overdue, "fact_of", breaks)
    clock.advance(days=2)

    async def left() -> list[UUID]:
        async with examiner.app.state.database.reading() as connection:
            return list(await store.missed(connection, clock(), 100))

    await mended_after_an_hour(examiner, breaks, overdue.tell_overdue, left)
    events = await examiner.announced()
    told = [one.data.complaint_id for one in events if isinstance(one.data, ComplaintOverdue)]
    assert sorted(told) == sorted(complaints)


async def test_a_clock_that_cannot_be_ended_stops_no_other(
    examiner: Examiner, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints = [await examiner.filed() for _ in range(3)]
    in_person = {"missing": ["F1"], "received_at": NOON.isoformat()}
    for one in complaints:
        await examiner.does(one, "completion-request", **in_person)
    breaks = Breaks(decide, lambda told, *_: told.complaint_id, complaints[1])
    monkeypatch.setattr(desk_module, "decide", breaks)
    clock.moment = datetime(2022, 4, 13, 17, 0, 0, tzinfo=UTC)

    async def left() -> list[UUID]:
        async with examiner.app.state.database.reading() as connection:
            return list(await store.expired(connection, clock(), 100))

    await mended_after_an_hour(examiner, breaks, timers.end_clocks, left)
    for one in complaints:
        assert (await examiner.sees(one))["state"] == "declined"


async def test_a_proof_that_cannot_be_taken_stops_no_other(
    examiner: Examiner, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints = [await examiner.filed() for _ in range(3)]
    causes = []
    for one in complaints:
        await examiner.does(one, "completion-request", missing=["F1"])
        causes.append((await asked_by(examiner))[-1])
    breaks = Breaks(decide, lambda told, *_: told.complaint_id, complaints[1])
    monkeypatch.setattr(desk_module, "decide", breaks)
    for one, cause in zip(complaints, causes, strict=True):
        await notice_is_heard_of(examiner, one, cause=cause)

    async def left() -> list[UUID]:
        async with examiner.app.state.database.reading() as connection:
            return [one.complaint_id for one in await store.proofs(connection, clock(), 100)]

    await mended_after_an_hour(examiner, breaks, timers.take_proofs, left)
    for one in complaints:
        assert (await examiner.sees(one))["due_at"] is not None
