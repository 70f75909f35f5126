"""What is at fault for one case or office waits, is told of, and stops no other; an outage of the
database is nobody's fault and is waited for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from services.routing import desk, early, handing_over, measures, store, timers
from services.routing.domain import ladder
from services.routing.domain.deciding import decide
from services.routing.domain.registry import Registry
from services.routing.models import DeadlineRow
from shared.aside import LOOKED_AT_AGAIN
from shared.db.transaction import table_of
from shared.events.intake import ComplaintWithdrawn
from tests.factories import NOON, an_accepted_complaint, an_event
from tests.offices import an_office
from tests.service.routing.office import AS_STAFF, LATER, Office

DEADLINES = table_of(DeadlineRow)
OUTAGE = ConnectionRefusedError("the database is away")
ODD = ValueError("odd")


def stuck() -> float:
    counted: float = measures.STUCK._value.get()
    return counted


class Breaks:
    """A function that does its work, except for some."""

    def __init__(self, real: Any, of: Any) -> None:
        self.real, self.of = real, of
        self.trouble: Exception | None = ODD
        self.met = 0

    def __call__(self, *args: Any, **named: Any) -> Any:
        if self.trouble and self.of(*args):
            self.met += 1
            raise self.trouble
        return self.real(*args, **named)


def another_office() -> Registry:
    """Before the one of the tests, in the order of names."""
    there = an_office()
    officers = [
        one.model_copy(update={"appointment_id": f"aceh-{one.appointment_id}"})
        for one in there.focal_points
    ]
    return there.model_copy(update={"office": "aceh", "focal_points": officers})


async def counted_by_an_older_calendar(office: Office) -> list[UUID]:
    cases = [await office.with_a_case() for _ in range(3)]
    for case_id in cases:
        await office.post(f"/cases/{case_id}/requests", {"kind": "corrective-action"})
    async with office.database.transaction(LATER) as tx:
        earlier = {"calendar": "2022/1", "due_at": datetime(2022, 4, 9, 16, 59, 59, tzinfo=UTC)}
        of = (DEADLINES.c.kind == "corrective-action") & (DEADLINES.c.clock == "answer")
        await tx.connection.execute(update(DEADLINES).where(of).values(**earlier))
    return cases


@pytest.mark.parametrize("limit", [1, 2, 200])
async def test_a_clock_that_cannot_be_counted_again_stops_no_other(
    office: Office, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = await counted_by_an_older_calendar(office)
    breaks = Breaks(ladder.recalculate, lambda case, *_: case.case_id == cases[1])
    monkeypatch.setattr(ladder, "recalculate", breaks)
    before = stuck()
    assert await timers.recalculate(office.database, office.clock, limit) == 2
    assert stuck() == before + 1
    breaks.trouble = OUTAGE
    with pytest.raises(ConnectionRefusedError):
        await timers.recalculate(office.database, office.clock, limit)
    assert stuck() == before + 1
    breaks.trouble = None
    assert await timers.recalculate(office.database, office.clock, limit) == 1


async def test_an_office_that_cannot_be_read_stops_no_clock_of_another(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await counted_by_an_older_calendar(office)
    await office.load(another_office())
    await office.open_case(office="aceh")
    breaks = Breaks(store.directory_at, lambda _, named, *__: named == "aceh")
    monkeypatch.setattr(store, "directory_at", breaks)
    before = stuck()
    assert await timers.recalculate(office.database, office.clock) == 3
    assert (breaks.met, stuck()) == (1, before + 1)


async def test_news_that_cannot_be_done_stop_the_news_of_no_other_case(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.load(an_office())
    complaints = [an_accepted_complaint(substance="air", agency="water") for _ in range(3)]
    for one in complaints:
        withdrawn = ComplaintWithdrawn(**one.model_dump(), reason="K21", before_acceptance=False)
        await office.hear(an_event(withdrawn, NOON + timedelta(hours=1)))
        await office.hear(an_event(one))
    of = complaints[0].complaint_id
    breaks = Breaks(desk.do_heard, lambda _, order: order.complaint_id == of)
    monkeypatch.setattr(desk, "do_heard", breaks)
    aside, before = early.news_aside(office.clock), stuck()
    assert await early.catch_up(office.database, office.clock, aside) == 2
    assert await early.catch_up(office.database, office.clock, aside) == 0
    assert stuck() == before + 1
    assert [(await office.case_of(one.complaint_id)).state for one in complaints] == [
        *("assigned", "closed", "closed"),
    ]
    office.clock.now += LOOKED_AT_AGAIN
    breaks.trouble = OUTAGE
    with pytest.raises(ConnectionRefusedError):
        await early.catch_up(office.database, office.clock, aside)
    assert stuck() == before + 1
    breaks.trouble = None
    assert await early.catch_up(office.database, office.clock, aside) == 1


async def leaves(office: Office, officer: str) -> None:
    address = f"/registry/babel/focal-points/{officer}"
    gone = {"on": str(date(2022, 3, 14))}
    answer = await office.client.delete(address, params=gone, headers=AS_STAFF)
    assert answer.status_code == 200, answer.text


async def test_a_case_that_cannot_be_handed_over_keeps_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [await office.with_a_case() for _ in range(3)]
    await leaves(office, "water-primary")
    breaks = Breaks(decide, lambda case, *_: case.case_id == cases[1])
    monkeypatch.setattr(desk, "decide", breaks)
    looked: Any = {}
    before = stuck()
    assert await handing_over.look(office.database, office.clock, looked) == 2
    assert await handing_over.look(office.database, office.clock, looked) == 0
    assert stuck() == before + 1
    office.clock.now += LOOKED_AT_AGAIN
    breaks.trouble = OUTAGE
    with pytest.raises(ConnectionRefusedError):
        await handing_over.look(office.database, office.clock, looked)
    assert stuck() == before + 1
    breaks.trouble = None
    assert await handing_over.look(office.database, office.clock, looked) == 1


async def test_an_office_that_cannot_be_read_keeps_no_case_of_another(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.with_a_case()
    await office.load(another_office())
    await leaves(office, "water-primary")
    breaks = Breaks(store.directory_at, lambda _, named, *__: named == "aceh")
    monkeypatch.setattr(store, "directory_at", breaks)
    looked: Any = {}
    aside, before = handing_over._aside(office.clock), stuck()
    assert await handing_over.look(office.database, office.clock, looked, aside) == 1
    assert await handing_over.look(office.database, office.clock, looked, aside) == 0
    assert (breaks.met, stuck()) == (1, before + 1)
