"""A link in the letter that orders a corrective action lets its officer report it, once."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from services.routing.models import ActionRow
from shared.db.transaction import table_of
from shared.ids import new_id
from tests.offices import an_office, an_officer
from tests.service.routing.office import CLOSURE, Office
from tests.service.routing.test_links import AS_SIBLING, Officer, last_line

ACTIONS = table_of(ActionRow)
REPORT = {"text": "Pompa sudah diganti.", "on": "2022-03-15"}


async def ordered(office: Office) -> UUID:
    """A case whose agency must put something right."""
    case_id = await office.with_a_case()
    order = {"order": "Ganti pompa <lama>."}
    answer = await office.post(f"/cases/{case_id}/corrective-actions", order)
    assert answer.status_code == 201, answer.text
    return case_id


async def action_of(office: Office, case_id: UUID) -> Any:
    [row] = await office.rows(select(ACTIONS).where(ACTIONS.c.case_id == case_id))
    return row


async def links(office: Office, *asked: dict[str, str]) -> list[Any]:
    answer = await office.client.post("/links", json={"asked": asked}, headers=AS_SIBLING)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()
    return found


async def opener(office: Office, case_id: UUID, who: str = "water-primary") -> Officer:
    action = await action_of(office, case_id)
    [minted] = await links(office, {"action_id": str(action.action_id), "recipient_id": who})
    return Officer(office, httpx.URL(minted["url"]).path)


async def test_whoever_has_the_case_gets_a_link_and_nobody_else(office: Office) -> None:
    case_id = await ordered(office)
    action = await action_of(office, case_id)
    asked = [
        {"action_id": str(of_id), "recipient_id": who}
        for of_id, who in (
            (action.action_id, "water-primary"),
            (action.action_id, "water-deputy"),
            (action.action_id, "lights-primary"),
            (new_id(), "water-primary"),
        )
    ]
    # By the id of the action nobody gets a link to a request.
    asked.append({"request_id": str(action.action_id), "recipient_id": "water-primary"})
    [minted] = await links(office, *asked)
    assert (minted["action_id"], minted["request_id"]) == (str(action.action_id), None)
    for wrong in ({}, {"action_id": str(new_id()), "request_id": str(new_id())}):
        told = {"asked": [{"recipient_id": "water-primary", **wrong}]}
        assert (await office.client.post("/links", json=told, headers=AS_SIBLING)).is_client_error


async def test_opening_it_says_what_must_be_put_right_and_changes_nothing(office: Office) -> None:
    case_id = await ordered(office)
    before = (await office.get(f"/cases/{case_id}")).json()
    officer = await opener(office, case_id)
    for language, word in (("id", "Yang harus diperbaiki"), ("en", "What must be put right")):
        page = await officer.sees(language=language)
        assert word in page
        assert "Ganti pompa &lt;lama&gt;." in page
        assert before["reference"] in page
    assert (await office.get(f"/cases/{case_id}")).json() == before


async def test_an_officer_reports_and_it_is_done_once(office: Office) -> None:
    case_id = await ordered(office)
    officer = await opener(office, case_id)
    page = await officer.does("report", **REPORT)
    assert "Laporan kami terima" in page
    assert "<form" not in page
    assert await last_line(office, case_id) == (
        "report-correction",
        "focal-point",
        "water-primary",
    )
    action = await action_of(office, case_id)
    assert (action.report, action.put_right_on) == (REPORT["text"], date(2022, 3, 15))
    before = (await office.get(f"/cases/{case_id}")).json()
    await officer.does("report", text="Lain.", on="2022-03-15")
    assert (await office.get(f"/cases/{case_id}")).json() == before


async def test_of_two_clicks_at_once_one_counts(office: Office) -> None:
    case_id = await ordered(office)
    officer = await opener(office, case_id)
    answers = await asyncio.gather(*(officer.posts("report", **REPORT) for _ in range(3)))
    assert {answer.status_code for answer in answers} <= {303, 422}
    history = (await office.get(f"/cases/{case_id}/history")).json()
    assert [line["deed"] for line in history].count("report-correction") == 1


async def test_what_was_posted_before_a_return_is_no_report_after_it(office: Office) -> None:
    case_id = await ordered(office)
    officer = await opener(office, case_id)
    page = await officer.sees()
    asking = page.partition('name="asking" value="')[2].partition('"')[0]
    assert (await officer.posts("report", asking=asking, **REPORT)).status_code == 303
    await office.post(f"/cases/{case_id}/correction-return", {"missing": "Foto pompa <baru>."})
    assert "Foto pompa &lt;baru&gt;." in await officer.sees()
    replayed = await officer.posts("report", asking=asking, **REPORT)
    assert replayed.status_code == 422
    assert (await action_of(office, case_id)).reported_at is None
    await officer.does("report", text="Ini fotonya.", on="2022-03-15")
    assert (await action_of(office, case_id)).report == "Ini fotonya."
    await office.post(f"/cases/{case_id}/correction", {})
    assert "Tindakan korektif ini selesai" in await officer.sees()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"text": "  ", "on": "2022-03-15"}, "Tulis dulu apa yang sudah diperbaiki"),
        ({"text": "x" * 7_001, "on": "2022-03-15"}, "terlalu panjang"),
        ({"text": "Sudah."}, "Pilih tanggal dari 15 Maret 2022"),
        ({"text": "Sudah.", "on": "kemarin"}, "Pilih tanggal dari"),
        ({"text": "Sudah.", "on": "2022-03-14"}, "Pilih tanggal dari"),
        ({"text": "Sudah.", "on": "2022-03-16"}, "Pilih tanggal dari"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: Office, told: dict[str, str], words: str
) -> None:
    case_id = await ordered(office)
    before = (await office.get(f"/cases/{case_id}")).json()
    answer = await (await opener(office, case_id)).posts("report", **told)
    assert answer.status_code == 422
    assert words in answer.text
    assert told["text"].strip() in answer.text
    assert (await office.get(f"/cases/{case_id}")).json() == before


async def test_it_does_nothing_else_than_report_this_action(office: Office) -> None:
    """Neither a deed of requests, nor anything to another case of the same officer."""
    case_id = await ordered(office)
    other = await office.open_case()
    await office.post(f"/cases/{other}/corrective-actions", {"order": "Lain."})
    officer = await opener(office, case_id)
    before = (await office.get(f"/cases/{case_id}")).json()
    for deed in ("acknowledge", "answer", "misroute", "close"):
        await officer.does(deed, text="Sudah.", reason="other-agency")
    assert (await office.get(f"/cases/{case_id}")).json() == before
    await officer.does("report", **REPORT)
    assert (await action_of(office, other)).reported_at is None


async def test_a_foreign_or_broken_link_opens_nothing(office: Office) -> None:
    case_id = await ordered(office)
    officer = await opener(office, case_id)
    for path in (officer.path[:-1] + "!", officer.path[:-2], officer.path + "A"):
        wrong = Officer(office, path)
        await wrong.sees(404)
        assert (await wrong.posts("report", asking="", **REPORT)).status_code == 404
    answer = await office.post(f"/cases/{case_id}/hand-over", {"to": "water-deputy"})
    assert answer.status_code == 201
    await officer.sees(404)
    assert (await officer.posts("report", asking="", **REPORT)).status_code == 404
    assert (await action_of(office, case_id)).reported_at is None
    await (await opener(office, case_id, "water-deputy")).sees()


async def test_it_ends_some_days_after_the_last_day(office: Office) -> None:
    case_id = await ordered(office)
    officer = await opener(office, case_id)
    due_at = (await action_of(office, case_id)).due_at
    office.clock.now = due_at + timedelta(days=13)
    await officer.sees()
    office.clock.now = due_at + timedelta(days=14, seconds=1)
    await officer.sees(404)
    assert (await officer.posts("report", asking="", **REPORT)).status_code == 404


async def test_an_officer_who_has_left_opens_nothing(office: Office) -> None:
    case_id = await ordered(office)
    officer = await opener(office, case_id)
    gone = an_officer("water-primary", valid_to=date(2022, 3, 15))
    others = [an_officer("water-deputy", role="deputy"), an_officer("lights-primary")]
    await office.load(an_office(focal_points=[gone, *others]))
    office.clock.now += timedelta(days=2)
    await officer.sees(404)
    assert (await officer.posts("report", asking="", **REPORT)).status_code == 404


async def test_after_the_closing_there_is_nothing_to_report(office: Office) -> None:
    case_id = await ordered(office)
    officer = await opener(office, case_id)
    answer = await office.post(f"/cases/{case_id}/closure", CLOSURE)
    assert answer.status_code == 201, answer.text
    page = await officer.sees()
    assert "tidak perlu dilaporkan lagi" in page
    assert "<form" not in page
