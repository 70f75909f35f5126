"""A person is erased: nothing that was sealed can be read again, and nothing else changes."""

from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from services.intake.handlers import show_closed
from services.intake.models import ComplaintRow, DeedRow, OutboxRow, ReporterRow
from shared.access.person import Person
from shared.db.transaction import table_of
from tests.factories import NOON, a_closed_case, an_event
from tests.service.intake.conftest import SIBLING
from tests.service.intake.staff import FORM, Examiner, by_hand
from tests.tokens import bearer

HEAD = bearer(Person("rina.kepala", "head", "babel"))
GROUND = {"ground": "on-request"}


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return by_hand(tmp_path)


async def erased(examiner: Examiner, complaint: UUID, **told: Any) -> httpx.Response:
    return await examiner.post(complaint, "erasure", {**GROUND, **told}, **HEAD)


async def declined(examiner: Examiner) -> UUID:
    complaint = await examiner.filed()
    note = "Sari Contoh datang sendiri."
    await examiner.does(complaint, "checks", code="M4", outcome="fail", note=note)
    await examiner.does(complaint, "declination", reason="K12d")
    return complaint


async def test_nothing_that_was_sealed_can_be_read_and_nothing_else_changes(
    examiner: Examiner,
) -> None:
    complaint = await declined(examiner)
    other = await examiner.filed()
    page, events = await examiner.page(complaint), await examiner.announced()
    done = await erased(examiner, complaint)
    assert done.status_code == 201, done.text
    shown = done.json()
    assert shown["erased_at"] == "2022-03-14T05:00:00Z"
    assert (shown["state"], shown["may"]) == ("declined", ["note-notice"])
    last = shown["history"][-1]
    assert (last["deed"], last["told"]) == ("erase", GROUND)
    assert last["actor"] == "head:rina.kepala"
    assert (await examiner.get(f"/complaints/{complaint}/story")).status_code == 404
    assert (await examiner.get(f"/complaints/{other}/story")).status_code == 200
    assert (await examiner.page(complaint), await examiner.announced()) == (page, events)
    async with examiner.app.state.database.reading() as connection:
        table = table_of(ReporterRow)
        query = select(table).where(table.c.reporter_id == complaint)
        row = (await connection.execute(query)).one()
    assert (row.wrapped_key, row.sealed_identity, row.has_mail) == (None, b"", True)


async def test_what_is_left_in_the_database_opens_with_no_key(examiner: Examiner) -> None:
    """Not even with the master key and all keys that are left."""
    complaint = await declined(examiner)
    await examiner.filed()
    await erased(examiner, complaint)
    seals = examiner.app.state.seals
    async with examiner.app.state.database.reading() as connection:
        kept = (await connection.execute(select(table_of(ReporterRow)))).all()
        deeds = (await connection.execute(select(table_of(DeedRow)))).all()
        stories = (await connection.execute(select(table_of(ComplaintRow)))).all()
        outbox = (await connection.execute(select(table_of(OutboxRow)))).all()
    [note] = [row.sealed_note for row in deeds if row.sealed_note]
    keys = [row.wrapped_key for row in kept if row.wrapped_key]
    assert len(keys) == 1
    for key in keys:
        with pytest.raises(InvalidTag):
            seals.known(key).open(note)
    [mine] = [row for row in stories if row.complaint_id == complaint]
    assert (mine.sealed_narrative, mine.request_digest) == (b"", None)
    assert "Sari" not in str([tuple(row) for row in (*kept, *deeds, *stories, *outbox)])


async def test_nobody_is_written_to_whose_address_nobody_has(examiner: Examiner) -> None:
    complaint, other = await declined(examiner), await examiner.filed()
    await erased(examiner, complaint)
    asked = {"complaint_ids": [str(complaint), str(other)]}
    headers = {"Authorization": f"Bearer {SIBLING}"}
    answer = await examiner.client.post("/contacts", json=asked, headers=headers)
    assert [one["complaint_id"] for one in answer.json()] == [str(other)]


async def test_what_is_open_keeps_its_person(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    refused = await erased(examiner, complaint)
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal-move")
    await examiner.passes_all(complaint)
    await examiner.does(complaint, "acceptance")
    refused = await erased(examiner, complaint)
    assert (refused.status_code, refused.json()["detail"]) == (409, "erase: the case is open.")
    assert (await examiner.get(f"/complaints/{complaint}/story")).status_code == 200
    async with examiner.app.state.database.transaction(NOON) as tx:
        await show_closed(an_event(a_closed_case(complaint_id=complaint)), tx, NOON)
    assert (await erased(examiner, complaint)).status_code == 201


async def test_a_person_is_erased_once_and_nothing_can_be_noted_afterwards(
    examiner: Examiner,
) -> None:
    complaint = await declined(examiner)
    await erased(examiner, complaint)
    again = await erased(examiner, complaint)
    assert (again.status_code, again.json()["code"]) == (409, "illegal-move")
    noted = await examiner.post(complaint, "notice", {"note": "Surat dikirim."})
    assert (noted.status_code, noted.json()["code"]) == (409, "illegal-move")
    assert (await examiner.post(complaint, "notice")).status_code == 201


@pytest.mark.parametrize(
    "body", [{}, {"ground": "because"}, {**GROUND, "note": "Atas permintaan."}]
)
async def test_an_erasure_has_a_ground_of_law_and_no_note(
    examiner: Examiner, body: dict[str, str]
) -> None:
    complaint = await declined(examiner)
    assert (await examiner.post(complaint, "erasure", body, **HEAD)).status_code == 422


async def test_only_the_head_of_its_own_office_erases(examiner: Examiner) -> None:
    complaint = await declined(examiner)
    assert (await examiner.post(complaint, "erasure", GROUND)).status_code == 403
    elsewhere = bearer(Person("budi.kepala", "head", "kukar"))
    assert (await examiner.post(complaint, "erasure", GROUND, **elsewhere)).status_code == 404
    assert (await examiner.get(f"/complaints/{complaint}/story")).status_code == 200


async def test_a_form_that_is_sent_once_more_is_not_filed_anew(examiner: Examiner) -> None:
    key = {"Idempotency-Key": "once"}
    filed = await examiner.client.post("/complaints", json=FORM, headers=key)
    complaint = UUID(filed.json()["complaint_id"])
    await examiner.does(complaint, "withdrawal")
    await erased(examiner, complaint)
    again = await examiner.client.post("/complaints", json=FORM, headers=key)
    assert (again.status_code, again.json()["code"]) == (422, "idempotency-key-reused")
