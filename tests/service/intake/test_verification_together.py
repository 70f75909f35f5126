"""Several at once: two examiners, a reporter against the clock, and who may see what."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from services.intake import lookalikes, timers
from services.intake.desk import Desk, Order, do_all
from services.intake.domain.deeds import Expire, Withdraw
from services.intake.models import CandidateRow, ReadingRow
from shared.access.person import Person
from shared.db.transaction import table_of
from shared.events.intake import ComplaintAccepted, ComplaintJoined
from tests.factories import NOON
from tests.service.intake.conftest import SIBLING, Stored
from tests.service.intake.staff import AS_STAFF, FORM, Examiner, StandingClock, by_hand, names
from tests.tokens import token as a_token
from tests.waiting import until

OPERATOR = a_token(Person("admin", "operator"))


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return by_hand(tmp_path)


async def test_of_two_examiners_at_once_one_wins_and_one_is_told(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    await examiner.passes_all(complaint, M4="fail", F7="not-applicable")
    await examiner.does(complaint, "checks", code="M4", outcome="fail")
    seen = await examiner.client.get(f"/staff/complaints/{complaint}", headers=AS_STAFF)
    tag = {"If-Match": seen.headers["etag"]}
    answers = await asyncio.gather(
        examiner.post(complaint, "declination", {"reason": "K12d"}, **tag),
        examiner.post(complaint, "conclusion", {"access_type": "KNL"}, **tag),
        examiner.post(complaint, "checks", {"code": "M4", "outcome": "pass"}, **tag),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412]
    losers = [answer.json()["code"] for answer in answers if answer.status_code == 412]
    assert losers == ["changed-meanwhile"] * 2
    shown = await examiner.sees(complaint)
    assert [deed["version"] for deed in shown["history"]] == list(range(1, shown["version"] + 1))
    assert shown["version"] == int(seen.headers["etag"].strip('"')) + 1
    [winner] = [answer for answer in answers if answer.status_code == 201]
    assert winner.headers["etag"] == f'"{shown["version"]}"'


async def test_a_deed_to_what_is_settled_changes_nothing(
    examiner: Examiner, stored: Stored
) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "withdrawal")
    before, events = await examiner.sees(complaint), await stored()
    for deed, body in (
        ("checks", {"code": "F1", "outcome": "pass"}),
        ("classification", {"substance": "air"}),
        ("completion-request", {"missing": ["F1"]}),
        ("completion-receipt", {}),
        ("completion", {}),
        ("acceptance", {}),
        ("declination", {"reason": "K10"}),
        ("conclusion", {"access_type": "KNL"}),
        ("withdrawal", {}),
    ):
        refused = await examiner.post(complaint, deed, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "illegal-move"), deed
    assert (await examiner.sees(complaint), await stored()) == (before, events)


async def test_a_withdrawal_while_the_clock_ends_is_one_of_the_two(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    received = {"missing": ["F1"], "received_at": NOON.isoformat()}
    await examiner.does(complaint, "completion-request", **received)
    clock.advance(days=40)
    desk = Desk.of(examiner.app)
    orders = [Order(complaint, Expire(), "system"), Order(complaint, Withdraw(), "reporter")]
    refusals = await asyncio.gather(*(do_all(desk, [order]) for order in orders))
    assert [refusal for [refusal] in refusals].count(None) == 1
    events = names(await examiner.announced())
    assert len(events) == 3
    assert events[-1] in ("declined", "withdrawn")


async def test_who_complained_is_read_by_name_only(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "checks", code="F1", outcome="pass", note="KTP sesuai.")
    assert "Sari" not in str(await examiner.sees(complaint))
    story = (await examiner.get(f"/complaints/{complaint}/story")).json()
    assert story["reporter"]["name"] == FORM["reporter"]["name"]
    assert story["narrative"] == FORM["narrative"]
    assert story["notes"] == [{"version": 2, "note": "KTP sesuai."}]
    [reading] = (await examiner.get(f"/complaints/{complaint}/readings")).json()
    assert reading == {"actor": "examiner:siti.pvl", "read_at": "2022-03-14T05:00:00Z"}
    unknown = await examiner.get("/complaints/01a1ff97-0b88-702e-9ed6-0e4cdb99f5b3/story")
    assert unknown.status_code == 404
    async with examiner.app.state.database.reading() as connection:
        assert len((await connection.execute(select(table_of(ReadingRow)))).all()) == 1


@pytest.mark.parametrize(("token", "status"), [(None, 401), (SIBLING, 401), (OPERATOR, 403)])
async def test_only_staff_verify(examiner: Examiner, token: str | None, status: int) -> None:
    complaint = await examiner.filed()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for path in ("", "/story", "/candidates", "/readings"):
        answer = await examiner.client.get(f"/staff/complaints/{complaint}{path}", headers=headers)
        assert answer.status_code == status
    for address in (f"complaints/{complaint}/acceptance", "incidents", "incidents/x/complaints"):
        answer = await examiner.client.post(f"/staff/{address}", json={}, headers=headers)
        assert answer.status_code == status


async def test_look_alikes_are_found_when_it_comes_in_and_explained(examiner: Examiner) -> None:
    first = await examiner.filed()
    story = "Sertifikat tanah saya di Koba belum juga terbit sejak tahun lalu."
    other = {"narrative": story, "agency": "kanwil-bpn-babel", "substance": "agraria-pertanahan"}
    await examiner.filed(**other)
    twin = await examiner.filed(narrative=FORM["narrative"] + " Mohon dibantu.")

    async def compared() -> bool:
        await timers.look_for_duplicates(Desk.of(examiner.app))
        [*_, last] = (await examiner.get("/complaints")).json()
        return bool(last["candidates"])

    await until(compared)
    [found] = (await examiner.get(f"/complaints/{twin}/candidates")).json()
    assert (found["complaint_id"], found["same_reporter"]) == (str(first), True)
    assert found["score"] > 0.9
    assert set(found["parts"]) == {"agency", "substance", "place", "time", "text"}
    async with examiner.app.state.database.reading() as connection:
        kept = (await connection.execute(select(table_of(CandidateRow)))).all()
    assert (twin, first) in [(row.complaint_id, row.other_id) for row in kept]
    assert "padam" not in str(kept)


async def test_a_story_that_cannot_be_opened_holds_up_no_other(
    examiner: Examiner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def spoilt(*_: object) -> None:
        raise ValueError("sealed under another key")

    monkeypatch.setattr(lookalikes, "look", spoilt)
    await examiner.filed()

    async def nothing_left() -> bool:
        return await timers.look_for_duplicates(Desk.of(examiner.app)) == 0

    await until(nothing_left)


async def an_incident(examiner: Examiner) -> str:
    told = {
        "title": "Padam total Pangkalpinang",
        "agency": "pln-uiw-babel",
        "substance": "energi-kelistrikan",
        "region": "19.71",
        "since": "2022-03-14",
    }
    opened = await examiner.client.post("/staff/incidents", json=told, headers=AS_STAFF)
    assert opened.status_code == 201
    incident: str = opened.json()["incident_id"]
    return incident


async def test_two_hundred_complaints_of_one_cause_are_joined(
    examiner: Examiner, clock: StandingClock
) -> None:
    filed = [await examiner.filed(narrative=f"Listrik padam di RT {n}.") for n in range(200)]
    await examiner.filed(region="19.02")
    clock.advance(days=1)
    incident = await an_incident(examiner)
    address = f"/incidents/{incident}/complaints"
    found = (await examiner.get(address)).json()
    assert found == {"joined": [], "candidates": [str(one) for one in filed]}
    lot = {"complaint_ids": found["candidates"]}
    for result in ("joined", "refused"):
        answer = await examiner.client.post(f"/staff{address}", json=lot, headers=AS_STAFF)
        assert {one["result"] for one in answer.json()} == {result}
    joined = [event.data for event in await examiner.announced() if "joined" in event.type]
    assert all(isinstance(fact, ComplaintJoined) for fact in joined)
    assert {fact.complaint_id for fact in joined} == set(filed)
    assert {str(fact.incident) for fact in joined} == {incident}
    [shown] = (await examiner.get("/incidents")).json()
    assert (shown["complaints"], shown["title"]) == (200, "Padam total Pangkalpinang")


async def test_what_is_joined_is_accepted_as_part_of_the_incident(examiner: Examiner) -> None:
    complaint, incident = await examiner.filed(), await an_incident(examiner)
    await examiner.does(complaint, "joining", incident=incident)
    await examiner.passes_all(complaint)
    await examiner.does(complaint, "acceptance")
    fact = (await examiner.announced())[-1].data
    assert isinstance(fact, ComplaintAccepted)
    assert str(fact.incident) == incident
    assert "Digabungkan" in await examiner.page(complaint)


async def test_nothing_is_joined_to_what_is_no_incident(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    refused = await examiner.post(complaint, "joining", {"incident": str(complaint)})
    assert (refused.status_code, refused.json()["detail"]) == (404, "There is no such incident.")
