"""What the office begins itself (IAPS) has no reporter: nobody is asked, told or waited for."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.intake.models import ReporterRow
from shared.access.person import Person
from shared.db.transaction import table_of
from tests.service.intake.conftest import SIBLING, Stored
from tests.service.intake.staff import STAFF, Examiner, StandingClock, by_hand, names
from tests.service.intake.test_overdue import time_passes
from tests.tokens import bearer

HEAD = bearer(Person("rina.kepala", "head", "babel"))
STORY = "Antrean panjang di loket tampak pada kunjungan kami, tanpa nomor dan tanpa petugas."
OWN = {"access_type": "IAPS", "narrative": STORY, "channel": "inisiatif", "agency": "bpn-babel"}
NOTHING = {"reporters": 0, "complaints": 0, "progress": 0, "outbox": 0}


async def sent(examiner: Examiner, body: str, kind: str = "application/x-ndjson") -> Any:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {STAFF}"}
    answer = await examiner.client.post("/complaints/batch", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["lines"]


async def begun(examiner: Examiner, **told: Any) -> UUID:
    [line] = await sent(examiner, json.dumps({**OWN, **told}))
    assert line["result"] == "accepted", line
    complaint = UUID(line["complaint_id"])
    examiner.codes[complaint] = line["tracking_code"]
    return complaint


async def test_it_is_accepted_without_anybody_s_name(examiner: Examiner) -> None:
    complaint = await begun(examiner)
    [event] = await examiner.announced()
    assert event.type == "intake.complaint.accepted.v1"
    assert (event.data.access_type, event.data.reachable) == ("IAPS", False)
    shown = await examiner.sees(complaint)
    assert (shown["state"], shown["has_reporter"], shown["may"]) == ("accepted", False, ["join"])
    assert set(shown["checks"]) == {"F3", "F7"}, "nobody's identity was looked at"
    story = (await examiner.get(f"/complaints/{complaint}/story")).json()
    assert (story["reporter"], story["narrative"]) == (None, STORY)


async def test_nobody_is_written_to_and_its_page_shows_the_way(examiner: Examiner) -> None:
    complaint = await begun(examiner)
    asked = {"complaint_ids": [str(complaint)]}
    headers = {"Authorization": f"Bearer {SIBLING}"}
    contacts = await examiner.client.post("/contacts", json=asked, headers=headers)
    assert (contacts.status_code, contacts.json()) == (200, [])
    page = await examiner.page(complaint)
    assert "/withdrawal" not in page
    code = examiner.codes[complaint]
    told = (await examiner.client.get(f"/complaints/{code}")).json()
    assert (told["state"], told["may_be_withdrawn"]) == ("accepted", False)
    refused = await examiner.client.post(f"/complaints/{code}/withdrawal")
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal-move")


async def test_a_table_leaves_the_cells_of_the_reporter_empty(examiner: Examiner) -> None:
    table = (
        "access_type,reporter_name,reporter_phone,narrative\n"
        f'IAPS,,,"{STORY}"\nLM,,,"{STORY}"\nIAPS,,0812 0000 0000,"{STORY}"\nIAPS,Siti,,"{STORY}"\n'
    )
    lines = await sent(examiner, table, "text/csv")
    assert [line["result"] for line in lines] == ["accepted", "refused", "refused", "accepted"]
    assert lines[1]["detail"] == "reporter: LM needs one."
    assert lines[2]["errors"] == [{"field": "reporter.name", "problem": "Field required"}]


@pytest.mark.parametrize("access_type", ["LM", "RCO", "KNL", "TEMBUSAN"])
async def test_every_other_access_needs_a_reporter(
    examiner: Examiner, stored: Stored, access_type: str
) -> None:
    more = {"criterion": "life"} if access_type == "RCO" else {}
    for reporter in ({}, {"reporter": None}):
        line = {**OWN, "access_type": access_type, **more, **reporter}
        [answer] = await sent(examiner, json.dumps(line))
        assert (answer["result"], answer["code"]) == ("refused", "unacceptable")
        assert answer["detail"] == f"reporter: {access_type} needs one."
    assert await stored() == NOTHING


async def test_the_story_is_erased_like_any_other(examiner: Examiner) -> None:
    complaint = await begun(examiner, confidentiality="full")
    await examiner.does(complaint, "checks", code="M4", outcome="fail")
    await examiner.does(complaint, "declination", reason="K12d")
    erased = await examiner.post(complaint, "erasure", {"ground": "retention-over"}, **HEAD)
    assert erased.status_code == 201, erased.text
    assert (erased.json()["has_reporter"], erased.json()["may"]) == (False, [])
    assert (await examiner.get(f"/complaints/{complaint}/story")).status_code == 404
    async with examiner.app.state.database.reading() as connection:
        row = (await connection.execute(select(table_of(ReporterRow)))).one()
    assert (row.wrapped_key, row.sealed_identity, row.has_identity) == (None, b"", False)


async def test_look_alikes_are_found_but_never_by_their_reporter(examiner: Examiner) -> None:
    first, second = await begun(examiner), await begun(examiner)
    [found] = (await examiner.get(f"/complaints/{first}/candidates")).json()
    assert (found["complaint_id"], found["same_reporter"]) == (str(second), False)


class TestByHand:
    @pytest.fixture
    def policies(self, tmp_path: Path) -> Path:
        return by_hand(tmp_path)

    async def test_what_takes_a_reporter_is_refused(self, examiner: Examiner) -> None:
        complaint = await begun(examiner)
        shown = await examiner.sees(complaint)
        assert shown["state"] == "registered"
        assert not {"ask-completion", "withdraw", "note-notice"} & set(shown["may"])
        for deed, body in (
            ("completion-request", {"missing": ["F3"]}),
            ("withdrawal", {}),
            ("classification", {"access_type": "LM"}),
            ("classification", {"access_type": "RCO", "criterion": "life"}),
            ("conclusion", {"access_type": "KNL"}),
        ):
            refused = await examiner.post(complaint, deed, body)
            assert (refused.status_code, refused.json()["code"]) == (409, "illegal-move"), deed
        assert await examiner.sees(complaint) == shown
        await examiner.does(complaint, "classification", substance="pertanahan")
        await examiner.does(complaint, "acceptance")
        assert names(await examiner.announced(complaint)) == [
            "registered",
            "classified",
            "accepted",
        ]

    async def test_nobody_waits_for_the_notice_of_a_declination(
        self, examiner: Examiner, clock: StandingClock
    ) -> None:
        complaint = await begun(examiner)
        await examiner.does(complaint, "checks", code="M4", outcome="fail")
        await examiner.does(complaint, "declination", reason="K12d")
        stages = (await examiner.get(f"/complaints/{complaint}/deadlines")).json()
        assert [stage["stage"] for stage in stages] == ["receipt", "formal", "material"]
        clock.advance(days=60)
        await time_passes(examiner)
        assert "overdue" not in names(await examiner.announced(complaint))
        refused = await examiner.post(complaint, "notice")
        assert (refused.status_code, refused.json()["code"]) == (409, "illegal-move")
