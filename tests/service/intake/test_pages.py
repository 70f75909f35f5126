"""The citizens' pages: complaining, the receipt, and following, without a script or a cookie."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from services.intake import store, wording
from services.intake.form import FIELDS
from services.intake.handlers import (
    show_acknowledged,
    show_answered,
    show_assigned,
    show_closed,
    show_waiting,
)
from services.intake.models import ComplaintRow, OutboxRow
from shared.db.transaction import table_of
from shared.events.routing import CaseUnroutable, RequestAcknowledged, RequestAnswered
from tests.factories import NOON, a_closed_case, an_assigned_case, an_event
from tests.service.intake.conftest import Stored

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOTHING = {"reporters": 0, "complaints": 0, "progress": 0, "outbox": 0}
FILLED = {
    "narrative": "Listrik padam tiga hari & tidak ada <kabar>.\r\nSudah lapor dua kali.",
    "agency": "pln-uiw-babel",
    "substance": "energi-kelistrikan",
    "region": "19.71",
    "name": "Siti Rahma",
    "email": "siti@contoh.id",
    "phone": "0812 0000 0000",
    "language": "id",
    "lang": "id",
    "once": "a-key-of-one-form",
}


async def fill_in(client: httpx.AsyncClient, **typed: str) -> httpx.Response:
    return await client.post("/form", data={**FILLED, **typed})


async def filed(client: httpx.AsyncClient, **typed: str) -> str:
    answer = await fill_in(client, **typed)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/progress/").partition("?")[0]


def described_by(page: str, field: str) -> list[str]:
    """What a screen reader says after the label of a field."""
    control = re.search(rf'<(?:input|select|textarea)[^>]* id="{field}"[^>]*>', page)
    assert control, field
    ids = re.search(r'aria-describedby="([^"]+)"', control.group())
    told = []
    for one in ids.group(1).split() if ids else []:
        text = re.search(rf'id="{one}">([^<]+)<', page)
        assert text, f"{field} points at {one}, which is not there"
        told.append(text.group(1))
    return told


async def test_the_form_has_a_label_for_each_field_and_a_fresh_key(
    client: httpx.AsyncClient,
) -> None:
    first, second = [(await client.get("/")).text for _ in range(2)]
    for field in FIELDS:
        assert f'<label for="{field}">' in first
        assert f'id="{field}"' in first
    key = re.compile(r'name="once" value="([^"]{16,})"')
    assert key.findall(first) != key.findall(second)
    assert '<html lang="id">' in first
    assert '<option value="lainnya" selected>' in first


@pytest.mark.parametrize("path", ["/", "/progress", "/docs", "/docs/events"])
async def test_a_page_lets_in_nothing_from_elsewhere(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "form-action 'self'" in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    assert not re.search(r"<script|<style| style=| on\w+=|https?://", page.text)


async def test_the_style_sheet_is_kept_for_a_year_under_its_own_address(
    client: httpx.AsyncClient,
) -> None:
    address = re.search(r'href="(/static/[^"]+\?v=[^"]+)"', (await client.get("/")).text)
    assert address
    sheet = await client.get(address.group(1))
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
    assert len(sheet.content) < 12_000
    assert (await client.get("/static/..%2Fpages.py")).status_code == 404


async def test_a_complaint_is_registered_and_its_code_shown_large(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    code = await filed(client)
    receipt = await client.get(f"/progress/{code}?new=1")
    assert 'class="code"' in receipt.text
    assert code in receipt.text
    assert "14 Maret 2022, pukul 12.00 WIB" in receipt.text
    assert "Siti" not in receipt.text
    async with app.state.database.reading() as connection:
        row = (await connection.execute(select(table_of(ComplaintRow)))).one()
        event = (await connection.execute(select(table_of(OutboxRow)))).one()
        [contact] = await store.contacts(connection, [row.complaint_id], app.state.seals)
    assert (row.agency, row.substance, row.region) == (
        "pln-uiw-babel",
        "energi-kelistrikan",
        "19.71",
    )
    assert (row.channel, row.access_type, row.language) == ("website", "LM", "id")
    assert (contact["name"], contact["email"]) == ("Siti Rahma", "siti@contoh.id")
    assert event.subject == "intake.complaint.accepted.v1"
    assert "Siti" not in event.body


async def test_only_the_story_and_a_name_are_needed(client: httpx.AsyncClient) -> None:
    empty = dict.fromkeys(("agency", "substance", "region", "email", "phone", "language"), "")
    assert await filed(client, **empty)


async def test_a_second_click_files_nothing_more(client: httpx.AsyncClient, stored: Stored) -> None:
    assert await filed(client) == await filed(client)
    assert (await stored())["complaints"] == 1


async def test_two_people_with_the_same_words_are_two_complaints(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    codes = {await filed(client, once=once) for once in ("one", "two", "", "", "x" * 500)}
    assert len(codes) == 5
    assert (await stored())["complaints"] == 5


async def test_a_form_that_was_sent_and_then_changed_is_asked_about(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    await filed(client)
    other = await fill_in(client, narrative="Sekarang tentang hal yang lain sama sekali.")
    assert other.status_code == 422
    assert "sudah pernah terkirim" in other.text
    assert "hal yang lain sama sekali" in other.text
    assert FILLED["once"] not in other.text
    assert (await stored())["complaints"] == 1


async def test_wrong_fields_come_back_with_what_was_typed_and_a_sentence_each(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    page = await fill_in(
        client, narrative="pendek", name=" ", email="siti@", agency="pln", phone="0" * 41
    )
    assert page.status_code == 422
    assert page.text.count('class="error"') == 5
    words = wording.WORDS["id"]["errors"]
    assert words["narrative"]["short"] in described_by(page.text, "narrative")
    assert described_by(page.text, "name") == [words["name"]["short"]]
    assert words["email"]["wrong"] in described_by(page.text, "email")
    assert words["agency"]["wrong"] in described_by(page.text, "agency")
    assert words["phone"]["long"] in described_by(page.text, "phone")
    assert ">pendek</textarea>" in page.text.replace("\n", "")
    assert 'value="siti@"' in page.text
    assert '<option value="energi-kelistrikan" selected>' in page.text
    assert f'value="{FILLED["once"]}"' in page.text
    assert "Ada 5 hal" in page.text
    assert 'class="switch"' not in page.text, "a link to the other language would lose the text"
    assert await stored() == NOTHING


async def test_what_was_typed_comes_back_as_words_and_not_as_a_page(
    client: httpx.AsyncClient,
) -> None:
    page = await fill_in(client, name="", narrative='</textarea><script>alert("x")</script>')
    assert "<script" not in page.text
    assert "&lt;/textarea&gt;&lt;script&gt;" in page.text


@pytest.mark.parametrize(
    "body",
    [
        b"narrative=%ff%fe&name=Siti",
        b"narrative=\xff\xfe&name=Siti",
        b"&".join(b"field%d=1" % number for number in range(200)),
    ],
)
async def test_a_body_that_is_no_form_is_asked_for_again(
    client: httpx.AsyncClient, stored: Stored, body: bytes
) -> None:
    answer = await client.post("/form", content=body)
    assert answer.status_code == 422
    assert wording.WORDS["id"]["errors"]["whole"]["unreadable"] in answer.text
    assert await stored() == NOTHING


@pytest.mark.parametrize("field", ["name", "narrative", "phone"])
async def test_a_null_character_is_refused(
    client: httpx.AsyncClient, stored: Stored, field: str
) -> None:
    answer = await fill_in(client, **{field: "Listrik \x00 padam"})
    assert answer.status_code == 422
    assert wording.WORDS["id"]["errors"][field]["wrong"] in answer.text
    assert await stored() == NOTHING


async def test_a_long_story_in_many_scripts_is_taken(client: httpx.AsyncClient) -> None:
    assert await filed(client, narrative="ꦧꦱ " * 5_000)


async def test_a_body_without_end_is_refused(client: httpx.AsyncClient, stored: Stored) -> None:
    answer = await client.post("/form", content=urlencode({"narrative": "a" * 10_000_000}))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert await stored() == NOTHING


async def test_a_page_can_be_had_in_english(client: httpx.AsyncClient) -> None:
    page = await client.get("/?lang=en")
    assert '<html lang="en">' in page.text
    assert "What happened?" in page.text
    assert 'href="/?lang=id" lang="id"' in page.text
    answer = await fill_in(client, lang="en", language="en")
    receipt = await client.get(answer.headers["location"])
    assert "14 March 2022, 12:00 WIB" in receipt.text
    assert 'lang=id"' in receipt.text
    assert "new=1" in re.findall(r'class="switch" href="([^"]+)"', receipt.text)[0]
    assert '<html lang="id">' in (await client.get("/?lang=fr")).text


async def test_a_typed_code_is_forgiven_its_form(client: httpx.AsyncClient) -> None:
    code = await filed(client)
    typed = code.lower().replace("-", " ").replace("0", "o")
    answer = await client.get("/progress", params={"code": f" {typed} "})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/progress/{code}")
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_code_with_a_typing_error_is_told_from_an_unknown_one(
    client: httpx.AsyncClient,
) -> None:
    words = wording.WORDS["id"]["errors"]["code"]
    code = await filed(client)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for address in (f"/progress/{wrong}", f"/progress?code={wrong}", "/progress/batch"):
        page = await client.get(address)
        assert page.status_code == 422
        assert words["wrong"] in described_by(page.text, "code")
    unknown = await client.get("/progress/0000-0000-0000-00000")
    assert unknown.status_code == 404
    assert words["unknown"] in described_by(unknown.text, "code")
    assert 'value="0000-0000-0000-00000"' in unknown.text


async def hear(app: FastAPI, *heard: tuple[Any, Any]) -> None:
    async with app.state.database.transaction(NOON) as tx:
        for handler, event in heard:
            await handler(event, tx, NOON)


async def test_the_steps_are_told_in_their_order_and_in_plain_words(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    code = await filed(client)
    async with app.state.database.reading() as connection:
        row = await store.by_tracking_code(connection, code)
    assert row is not None
    told = {"complaint_id": row.complaint_id}
    midnight = NOON.replace(day=21, hour=17)
    assigned = an_assigned_case(**told).model_copy(update={"answer_due_at": midnight})
    case = assigned.model_dump()
    await hear(
        app,
        (show_answered, an_event(RequestAnswered(**case), NOON + timedelta(days=2))),
        (show_assigned, an_event(assigned, NOON + timedelta(hours=1))),
        (show_acknowledged, an_event(RequestAcknowledged(**case), NOON + timedelta(days=1))),
        (show_waiting, an_event(CaseUnroutable(**case, why="no-rule"), NOON)),
    )
    page = (await client.get(f"/progress/{code}")).text
    steps = re.findall(r"<li><strong>([^<]+)</strong><span>([^<]+)</span>", page)
    agency = wording.agency_name("pln-uiw-babel")
    assert steps == [
        ("Laporan Anda kami terima", "14 Maret 2022, pukul 12.00 WIB"),
        ("Kami mencari instansi yang berwenang", "14 Maret 2022, pukul 12.00 WIB"),
        (f"Diteruskan kepada narahubung {agency}", "14 Maret 2022, pukul 13.00 WIB"),
        (f"{agency} sudah membaca permintaan kami", "15 Maret 2022, pukul 12.00 WIB"),
        (f"{agency} sudah menjawab kami", "16 Maret 2022, pukul 12.00 WIB"),
    ]
    assert "Jawaban diminta paling lambat 21 Maret 2022." in page
    assert wording.WORDS["id"]["next"]["answered"] in page
    assert "Siti" not in page
    assert "padam" not in page
    await hear(app, (show_closed, an_event(a_closed_case(**told), NOON + timedelta(hours=2))))
    closed = (await client.get(f"/progress/{code}?lang=en")).text
    assert wording.WORDS["en"]["next"]["closed"] in closed
    assert '<span class="state">Closed</span>' in closed


async def test_a_consultation_is_finished_at_once(client: httpx.AsyncClient) -> None:
    form = {"reporter": {"name": "Siti"}, "narrative": FILLED["narrative"], "access_type": "KNL"}
    code = (await client.post("/complaints", json=form)).json()["tracking_code"]
    page = (await client.get(f"/progress/{code}")).text
    assert wording.WORDS["id"]["next"]["finished"] in page
