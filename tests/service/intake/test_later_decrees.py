"""A decree that comes later moves the clocks of staff forward, and shortens nothing promised."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.intake import reference, store
from services.intake.desk import Desk
from services.intake.domain.policy import FORMAL
from shared.calendar import files
from shared.calendar.almanac import Almanac
from shared.calendar.days import Calendar
from shared.calendar.decrees import ClosedDay, Decree
from tests.service.intake.staff import Examiner, StandingClock, by_hand
from tests.service.intake.test_overdue import deadline, late, time_passes

SHIPPED = files.load()
FIRST = date(2022, 3, 21)
PROMISED = datetime(2022, 4, 4, 16, 59, 59, tzinfo=UTC)
"""Fourteen working days after 14 March without the 21st; with it they end on Friday 1 April."""


def a_decree(known_since: date, *closes: date, drops: tuple[date, ...] = ()) -> Decree:
    days = tuple(ClosedDay(day=day, id="Libur contoh", en="Example holiday") for day in closes)
    return Decree(name="SKB contoh", known_since=known_since, holidays=days, drops=drops)


@dataclass
class Decrees:
    """What is decreed by now; a decree is only ever appended."""

    known: list[Decree] = field(default_factory=lambda: [a_decree(date(2022, 3, 10), FIRST)])

    @property
    def almanac(self) -> Almanac:
        year = SHIPPED.years[2022]
        more = year.model_copy(update={"decrees": (*year.decrees, *self.known)})
        return Almanac({**SHIPPED.years, 2022: more}, {})

    def recalled(self, version: str) -> Calendar:
        return self.almanac.recalled(version)

    def come(self, *closes: date, drops: tuple[date, ...] = ()) -> None:
        self.known.append(a_decree(date(2022, 3, 17), *closes, drops=drops))


@pytest.fixture
def decrees(monkeypatch: pytest.MonkeyPatch) -> Decrees:
    told = Decrees()
    monkeypatch.setattr(reference, "_recalled", told.recalled)
    monkeypatch.setattr(reference, "_calendars", lambda *_: lambda _: told.almanac.calendar())
    return told


@pytest.fixture
def policies(tmp_path: Path, decrees: Decrees) -> Path:
    return by_hand(tmp_path)


async def starts_anew(examiner: Examiner) -> None:
    """What intake does when it starts: all that waits is counted once more."""
    async with Desk.of(examiner.app).database.plain_transaction() as connection:
        await store.reckon_anew(connection)
    await time_passes(examiner)


async def ends(examiner: Examiner, complaint: UUID, stage: str = "formal") -> datetime:
    told = await deadline(examiner, complaint, stage)
    return datetime.fromisoformat(told["due_at"])


async def a_promised(examiner: Examiner) -> UUID:
    complaint = await examiner.filed()
    await examiner.does(complaint, "checks", code="F1", outcome="pass")
    await time_passes(examiner)
    assert await ends(examiner, complaint) == PROMISED
    return complaint


async def test_a_promised_day_stays_when_a_closed_one_is_opened(
    examiner: Examiner, clock: StandingClock, decrees: Decrees
) -> None:
    complaint = await a_promised(examiner)
    decrees.come(drops=(FIRST,))
    for _ in range(2):
        await starts_anew(examiner)
        assert await ends(examiner, complaint) == PROMISED
    await examiner.does(complaint, "checks", code="F2", outcome="pass")
    clock.moment = PROMISED
    await time_passes(examiner)
    assert await ends(examiner, complaint) == PROMISED
    assert late(await examiner.announced()) == []
    clock.advance(seconds=1)
    await time_passes(examiner)
    assert late(await examiner.announced()) == [("formal", PROMISED)]


@pytest.mark.parametrize("closed", [date(2022, 4, 4), date(2022, 3, 28)])
async def test_a_day_that_is_closed_later_moves_the_end_forward(
    examiner: Examiner, decrees: Decrees, closed: date
) -> None:
    complaint = await a_promised(examiner)
    decrees.come(closed)
    await starts_anew(examiner)
    assert await ends(examiner, complaint) == PROMISED.replace(day=5)


async def test_an_end_is_explained_by_the_calendar_that_was_counted(
    examiner: Examiner, decrees: Decrees
) -> None:
    complaint = await a_promised(examiner)
    before = await deadline(examiner, complaint, "formal")
    assert "21 Maret 2022: libur nasional, Libur contoh" in before["explanation"]
    decrees.come(drops=(FIRST,))
    assert await deadline(examiner, complaint, "formal") == before
    await starts_anew(examiner)
    after = await deadline(examiner, complaint, "formal")
    assert after["calendar"] != before["calendar"]
    assert "Libur contoh" not in after["explanation"]
    assert "Jumat, 1 April 2022" in after["explanation"], "where the count alone would end"


async def test_waiting_for_the_reporter_does_not_lose_what_was_promised(
    examiner: Examiner, decrees: Decrees
) -> None:
    complaint = await a_promised(examiner)
    await examiner.does(complaint, "completion-request", missing=["F3"])
    await starts_anew(examiner)
    decrees.come(drops=(FIRST,))
    await examiner.does(complaint, "completion")
    await starts_anew(examiner)
    assert await ends(examiner, complaint) == PROMISED


async def test_what_was_met_stays_met_and_what_was_missed_is_told_once(
    examiner: Examiner, clock: StandingClock, decrees: Decrees
) -> None:
    met, missed = await a_promised(examiner), await a_promised(examiner)
    clock.moment = PROMISED
    for code in FORMAL:
        await examiner.does(met, "checks", code=code, outcome="pass")
    clock.advance(seconds=1)
    await time_passes(examiner)
    before: list[Any] = [await deadline(examiner, one, "formal") for one in (met, missed)]
    assert [one["is_overdue"] for one in before] == [False, True]
    decrees.come(date(2022, 3, 28), drops=(FIRST,))
    decrees.come(date(2022, 4, 1), date(2022, 4, 4))
    await starts_anew(examiner)
    assert [await deadline(examiner, one, "formal") for one in (met, missed)] == before
    clock.advance(days=30)
    await time_passes(examiner)
    stages = [stage for stage, _ in late(await examiner.announced(missed))]
    assert stages == ["formal"]
    assert (await examiner.sees(missed))["overdue_since"] is not None


async def test_a_clock_of_before_promises_were_kept_is_not_shortened_either(
    examiner: Examiner, decrees: Decrees
) -> None:
    complaint = await a_promised(examiner)
    desk = Desk.of(examiner.app)
    async with desk.database.transaction(examiner.clock()) as tx:
        table = store.clocks.CLOCKS
        await tx.connection.execute(table.update().values(started_on=None, promised_on=None))
    decrees.come(drops=(FIRST,))
    await starts_anew(examiner)
    assert await ends(examiner, complaint) == PROMISED
