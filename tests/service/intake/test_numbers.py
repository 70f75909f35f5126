"""Agenda and archive numbers: in order of registration, without gaps, given after the filing."""

import asyncio
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from services.intake.agenda import Agenda
from services.intake.desk import Desk
from services.intake.models import BookRow, NumberRow
from shared.access.person import Person
from shared.db.transaction import table_of
from tests.service.intake.staff import AS_STAFF, FORM, Examiner, StandingClock, by_hand
from tests.tokens import bearer

LATER = 30
"""Seconds after which what was filed is settled."""


async def numbered(examiner: Examiner, *agendas: Agenda) -> None:
    """Number all there is, by one process or by several at once."""
    examiner.clock.advance(seconds=LATER)
    for agenda in agendas or (Agenda(Desk.of(examiner.app)),):
        while await agenda.give():
            pass


async def numbers(examiner: Examiner, complaint: UUID) -> tuple[str | None, str | None]:
    shown = await examiner.sees(complaint)
    return shown["agenda_number"], shown["archive_number"]


async def kept(examiner: Examiner, book: str) -> list[int]:
    """The numbers of a book in the order of filing."""
    table = table_of(NumberRow)
    query = select(table.c.number).where(table.c.book == book).order_by(table.c.complaint_id)
    async with examiner.app.state.database.reading() as connection:
        return list((await connection.execute(query)).scalars())


async def test_numbers_follow_the_order_of_registration(examiner: Examiner) -> None:
    first = await examiner.filed()
    question = await examiner.filed(access_type="KNL")
    second = await examiner.filed()
    assert await numbers(examiner, first) == (None, None), "filing gives none"
    await numbered(examiner)
    assert await numbers(examiner, first) == ("000001.2022", "0001/LM/III/2022/PGP")
    assert await numbers(examiner, question) == ("000002.2022", None)
    assert await numbers(examiner, second) == ("000003.2022", "0002/LM/III/2022/PGP")


async def test_what_is_quite_fresh_waits_for_its_neighbours(
    examiner: Examiner, clock: StandingClock
) -> None:
    await examiner.filed()
    assert await Agenda(Desk.of(examiner.app)).give() == 0
    clock.advance(seconds=LATER)
    assert await Agenda(Desk.of(examiner.app)).give() == 2


async def test_numbering_goes_on_where_it_ended_and_repeats_nothing(examiner: Examiner) -> None:
    mine = Agenda(Desk.of(examiner.app))
    for _ in range(3):
        await examiner.filed()
        await numbered(examiner, mine)
    await numbered(examiner, Agenda(Desk.of(examiner.app)))  # another process, or after a restart
    assert await kept(examiner, "agenda") == [1, 2, 3]
    assert await kept(examiner, "LM") == [1, 2, 3]


async def test_several_processes_at_once_leave_no_gap_and_give_no_number_twice(
    examiner: Examiner, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.intake.agenda.PAGE", 7)
    await asyncio.gather(*(examiner.filed() for _ in range(40)))
    clock.advance(seconds=LATER)
    desk = Desk.of(examiner.app)
    await asyncio.gather(*(numbered(examiner, Agenda(desk)) for _ in range(3)))
    assert await kept(examiner, "agenda") == list(range(1, 41))
    assert await kept(examiner, "LM") == list(range(1, 41))
    async with examiner.app.state.database.reading() as connection:
        rows = (await connection.execute(select(table_of(BookRow)))).all()
    assert {(row.name, row.last) for row in rows} == {("agenda", 40), ("LM", 40)}


async def test_each_office_and_year_has_a_book_of_its_own(examiner: Examiner) -> None:
    """At half past midnight of New Year in Kutai Kartanegara it is still 2021 in Bangka."""
    for office in ("babel", "kukar", "babel"):
        line = {**FORM, "office": office, "received_at": "2021-12-31T16:30:00Z"}
        of_office = {**BATCH, **bearer(Person("siti.pvl", "examiner", office))}
        answer = await examiner.client.post(
            "/complaints/batch", headers=of_office, content=ndjson([line])
        )
        assert answer.json()["accepted"] == 1, answer.text
    await numbered(examiner)
    table = table_of(NumberRow)
    async with examiner.app.state.database.reading() as connection:
        rows = (await connection.execute(select(table).order_by(table.c.complaint_id))).all()
    found = [(row.office, row.year, row.number) for row in rows if row.book == "agenda"]
    assert found == [("babel", 2021, 1), ("kukar", 2022, 1), ("babel", 2021, 2)]


async def test_imported_history_keeps_the_numbers_of_its_source(examiner: Examiner) -> None:
    line = {**FORM, "silent": True, "source": "lama", "source_number": "1"}
    answer = await examiner.client.post("/complaints/batch", headers=BATCH, content=ndjson([line]))
    assert answer.json()["accepted"] == 1
    await numbered(examiner)
    assert await kept(examiner, "agenda") == []


class TestByHand:
    """Where staff decide, the archive number comes with the acceptance."""

    @pytest.fixture
    def policies(self, tmp_path: Path) -> Path:
        return by_hand(tmp_path)

    async def test_a_file_gets_its_number_when_it_is_accepted(
        self, examiner: Examiner, clock: StandingClock
    ) -> None:
        first, second = await examiner.filed(), await examiner.filed()
        await numbered(examiner)
        assert await numbers(examiner, first) == ("000001.2022", None)
        clock.advance(days=31)
        for complaint in (second, first):
            await examiner.passes_all(complaint)
            await examiner.does(complaint, "acceptance")
        assert await numbers(examiner, second) == ("000002.2022", "0001/LM/IV/2022/PGP")
        assert await numbers(examiner, first) == ("000001.2022", "0002/LM/IV/2022/PGP")
        await numbered(examiner)
        assert await kept(examiner, "LM") == [2, 1]

    async def test_the_fast_route_has_a_book_of_its_own(self, examiner: Examiner) -> None:
        complaint = await examiner.filed()
        chosen = {"access_type": "RCO", "criterion": "emergency"}
        await examiner.does(complaint, "classification", **chosen)
        await examiner.does(complaint, "acceptance")
        await numbered(examiner)
        assert await numbers(examiner, complaint) == ("000001.2022", "0001/RCO/III/2022/PGP")


def ndjson(lines: list[dict[str, object]]) -> bytes:
    return b"\n".join(httpx.Request("POST", "http://x", json=line).content for line in lines)


BATCH = {**AS_STAFF, "content-type": "application/x-ndjson"}
