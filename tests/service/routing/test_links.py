"""A link in a letter opens one request for the officer who has it, and does each deed once."""

import asyncio
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from services.routing.models import RequestRow
from shared.db.transaction import table_of
from shared.ids import new_id
from tests.offices import an_office, an_officer
from tests.service.routing.office import AS_STAFF, CLOSURE, SIBLING, Office

REQUESTS = table_of(RequestRow)
AS_SIBLING = {"Authorization": f"Bearer {SIBLING}"}


async def request_of(office: Office, case_id: UUID) -> Any:
    """The newest request of a case."""
    query = select(REQUESTS).where(REQUESTS.c.case_id == case_id).order_by(REQUESTS.c.request_id)
    return (await office.rows(query))[-1]


async def links(office: Office, *asked: tuple[UUID, str]) -> list[Any]:
    told = [{"request_id": str(one), "recipient_id": who} for one, who in asked]
    answer = await office.client.post("/links", json={"asked": told}, headers=AS_SIBLING)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()
    return found


async def test_whoever_has_the_request_gets_a_link_and_nobody_else(office: Office) -> None:
    case_id = await office.with_a_case()
    request = await request_of(office, case_id)
    asked = [
        (request.request_id, "water-primary"),
        (request.request_id, "water-deputy"),
        (request.request_id, "lights-primary"),
        (new_id(), "water-primary"),
    ]
    [minted] = await links(office, *asked)
    assert minted["request_id"] == str(request.request_id)
    assert minted["recipient_id"] == "water-primary"
    assert minted["url"].startswith("http://127.0.0.1:8401/links/")
    assert await links(office) == []


async def test_only_a_sibling_asks_for_links(office: Office) -> None:
    for headers, status in (({}, 401), (AS_STAFF, 403)):
        answer = await office.client.post("/links", json={"asked": []}, headers=headers)
        assert answer.status_code == status


@dataclass
class Officer:
    """Somebody with a mail in which a link stands, and a browser without JavaScript."""

    office: Office
    path: str

    @classmethod
    async def of(cls, office: Office, case_id: UUID, who: str = "water-primary") -> "Officer":
        request = await request_of(office, case_id)
        [minted] = await links(office, (request.request_id, who))
        return cls(office, httpx.URL(minted["url"]).path)

    async def sees(self, status: int = 200, language: str = "id") -> str:
        answer = await self.office.client.get(self.path, params={"lang": language})
        assert answer.status_code == status, answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"].startswith("noindex")
        return answer.text

    async def posts(self, deed: str, *, asking: str | None = None, **told: str) -> httpx.Response:
        """Fill in the form of the page as it is now."""
        if asking is None:
            page = (await self.office.client.get(self.path)).text
            found = re.search('name="asking" value="([^"]*)"', page)
            asking = found[1].replace("&#43;", "+") if found else ""
        return await self.office.client.post(
            self.path, data={"deed": deed, "asking": asking, **told}
        )

    async def does(self, deed: str, **told: str) -> str:
        answer = await self.posts(deed, **told)
        assert answer.status_code == 303, answer.text
        return await self.sees()


async def last_line(office: Office, case_id: UUID) -> tuple[str, str, str]:
    line = (await office.get(f"/cases/{case_id}/history")).json()[-1]
    return line["deed"], line["actor_role"], line["actor_id"]


async def test_opening_a_link_says_what_is_asked_and_changes_nothing(office: Office) -> None:
    case_id = await office.with_a_case()
    before = (await office.get(f"/cases/{case_id}")).json()
    officer = await Officer.of(office, case_id)
    for language, word in (("id", "Mohon dijawab paling lambat"), ("en", "Please answer by")):
        page = await officer.sees(language=language)
        assert f'<html lang="{language}">' in page
        assert word in page
        assert before["reference"] in page
        assert "Perumda Air Minum" in page
    assert (await office.get(f"/cases/{case_id}")).json() == before


async def test_an_officer_acknowledges_and_answers(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    assert "Anda menyatakan sudah menerima" in await officer.does("acknowledge")
    assert await last_line(office, case_id) == ("acknowledge", "focal-point", "water-primary")
    page = await officer.does("answer", text="Pipa sudah diganti.\nAir mengalir.")
    assert "Jawaban kami terima" in page
    assert "<form" not in page
    assert await last_line(office, case_id) == ("answer", "focal-point", "water-primary")
    assert (await request_of(office, case_id)).answer == "Pipa sudah diganti.\nAir mengalir."


async def test_each_deed_is_done_once(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    for deed, told in (("acknowledge", {}), ("answer", {"text": "Sudah."})):
        await officer.does(deed, **told)
        before = (await office.get(f"/cases/{case_id}")).json()
        for again in ("acknowledge", "answer", "misroute") if deed == "answer" else (deed,):
            await officer.does(again, text="Lain.", reason="other-agency")
        assert (await office.get(f"/cases/{case_id}")).json() == before


async def test_of_two_clicks_at_once_one_counts(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    answers = await asyncio.gather(
        *(officer.posts("answer", asking="", text=f"Jawaban {one}.") for one in range(4))
    )
    assert {answer.status_code for answer in answers} <= {303, 422}
    assert 303 in {answer.status_code for answer in answers}
    history = (await office.get(f"/cases/{case_id}/history")).json()
    assert [line["deed"] for line in history].count("answer") == 1


async def test_what_was_posted_before_a_return_is_not_an_answer_after_it(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    await officer.posts("answer", asking="", text="Pertama.")
    await office.post(f"/cases/{case_id}/return", {"missing": "Foto pipa <baru>."})
    assert "Foto pipa &lt;baru&gt;." in await officer.sees()
    replayed = await officer.posts("answer", asking="", text="Pertama.")
    assert replayed.status_code == 422
    assert (await request_of(office, case_id)).state == "returned"
    assert "Jawaban kami terima" in await officer.does("answer", text="Ini fotonya.")
    assert (await request_of(office, case_id)).answer == "Ini fotonya."


async def test_not_ours_goes_on_and_takes_the_case_out_of_sight(office: Office) -> None:
    case_id = await office.with_a_case(substance="energi-kelistrikan")
    officer = await Officer.of(office, case_id, "lights-primary")
    page = await officer.does("misroute", reason="other-agency", proposed="water")
    assert "tidak lagi pada Anda" in page
    assert "Perumda" not in page
    shown = (await office.get(f"/cases/{case_id}")).json()
    assert (shown["agency"], shown["requests"][0]["state"]) == ("water", "misrouted")
    assert "Jawaban" in await (await Officer.of(office, case_id)).sees()


@pytest.mark.parametrize(
    ("deed", "told", "words"),
    [
        ("answer", {"text": "  "}, "Tulis dulu jawabannya"),
        ("answer", {"text": "x" * 7_001}, "terlalu panjang"),
        ("misroute", {}, "Pilih dulu alasannya"),
        ("misroute", {"reason": "<b>"}, "Pilih dulu alasannya"),
        ("misroute", {"reason": "other-agency", "proposed": "nowhere"}, "Pilih instansi lain"),
        ("misroute", {"reason": "other-agency", "proposed": "water"}, "Pilih instansi lain"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: Office, deed: str, told: dict[str, str], words: str
) -> None:
    case_id = await office.with_a_case()
    before = (await office.get(f"/cases/{case_id}")).json()
    officer = await Officer.of(office, case_id)
    answer = await officer.posts(deed, **told)
    assert answer.status_code == 422
    assert words in answer.text
    assert told.get("text", "").strip() in answer.text
    assert "<b>" not in answer.text
    assert (await office.get(f"/cases/{case_id}")).json() == before


async def test_what_is_no_form_does_nothing(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    before = (await office.get(f"/cases/{case_id}")).json()
    for body in (b"", b"\xff=\xfe", b"&".join(b"a=1" for _ in range(50)), b"deed=close"):
        answer = await office.client.post(officer.path, content=body)
        assert answer.status_code == 303
    assert (await office.get(f"/cases/{case_id}")).json() == before


async def test_a_link_that_opens_nothing_says_nothing(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    pages = set()
    for path in (officer.path[:-1] + "!", officer.path[:-2], "/links/x", officer.path + "A"):
        wrong = Officer(office, path)
        pages.add(await wrong.sees(404))
        assert (await wrong.posts("acknowledge", asking="")).status_code == 404
    assert len(pages) == 4, "only the address of the other language differs"
    assert len({re.sub('href="/links[^"]*"', "", page) for page in pages}) == 1


async def test_a_link_ends_some_days_after_the_last_day(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    due_at = (await request_of(office, case_id)).answer_due_at
    office.clock.now = due_at + timedelta(days=13)
    await officer.sees()
    reminded = await Officer.of(office, case_id)
    office.clock.now = due_at + timedelta(days=14, seconds=1)
    await officer.sees(404)
    assert (await officer.posts("acknowledge", asking="")).status_code == 404
    await reminded.sees()


async def test_a_link_dies_with_the_hand_over(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    answer = await office.post(f"/cases/{case_id}/hand-over", {"to": "water-deputy"})
    assert answer.status_code == 201
    await officer.sees(404)
    assert (await officer.posts("answer", asking="", text="Saya.")).status_code == 404
    assert (await request_of(office, case_id)).answer is None
    await (await Officer.of(office, case_id, "water-deputy")).sees()


async def test_a_link_dies_with_the_transfer_to_another_agency(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    answer = await office.post(f"/cases/{case_id}/transfer", {"agency": "lights"})
    assert answer.status_code == 201
    await officer.sees(404)
    assert (await officer.posts("misroute", asking="", reason="other-agency")).status_code == 404
    await (await Officer.of(office, case_id, "lights-primary")).sees()


async def test_an_officer_who_has_left_opens_nothing(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    gone = an_officer("water-primary", valid_to=date(2022, 3, 15))
    others = [an_officer("water-deputy", role="deputy"), an_officer("lights-primary")]
    await office.load(an_office(focal_points=[gone, *others]))
    await officer.sees()
    office.clock.now += timedelta(days=2)
    await officer.sees(404)
    assert (await officer.posts("acknowledge", asking="")).status_code == 404
    assert (await request_of(office, case_id)).acknowledged_at is None


async def test_a_link_opens_no_other_case_of_the_officer(office: Office) -> None:
    first = await office.with_a_case()
    second = await office.open_case()
    await (await Officer.of(office, first)).does("answer", text="Sudah.")
    assert (await request_of(office, first)).state == "answered"
    assert (await request_of(office, second)).state == "sent"


async def test_after_the_closing_there_is_nothing_to_do(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    await office.post(f"/cases/{case_id}/closure", CLOSURE)
    page = await officer.sees()
    assert "tidak perlu dijawab lagi" in page
    assert "<form" not in page
