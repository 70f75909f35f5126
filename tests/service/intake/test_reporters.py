"""What kind of reporter it is and where they live may be said: codes of a list, never who."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from services.intake.models import ComplaintRow, OutboxRow
from shared.db.transaction import table_of
from tests.service.intake.staff import FORM, STAFF

JSON_LINES = "application/x-ndjson"
FAMILY = {"reporter_class": "keluarga", "reporter_province": "19"}


async def _send(client: httpx.AsyncClient, body: str, kind: str = JSON_LINES) -> list[str]:
    headers = {"Authorization": f"Bearer {STAFF}", "Content-Type": kind}
    answer = await client.post("/complaints/batch", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return [line["result"] for line in answer.json()["lines"]]


async def _told(app: FastAPI) -> list[tuple[str | None, str | None]]:
    """Class and province, as the events of the complaints tell them."""
    outbox = table_of(OutboxRow)
    async with app.state.database.reading() as connection:
        rows = await connection.execute(select(outbox).order_by(outbox.c.event_id))
        said: list[dict[str, Any]] = [json.loads(row.body)["data"] for row in rows]
    return [(one["reporter_class"], one["reporter_province"]) for one in said]


async def test_whoever_files_may_say_it(client: httpx.AsyncClient, app: FastAPI) -> None:
    for told in ({}, FAMILY, {**FAMILY, "confidentiality": "identity"}):
        answer = await client.post("/complaints", json={**FORM, **told})
        assert answer.status_code == 201, answer.text
    assert await _told(app) == [(None, None), ("keluarga", "19"), ("keluarga", None)]
    async with app.state.database.reading() as connection:
        rows = (await connection.execute(select(table_of(ComplaintRow)))).all()
    assert sorted(str(row.reporter_province) for row in rows) == ["19", "19", "None"]
    headers = {"Authorization": f"Bearer {STAFF}"}
    shown = await client.get(f"/staff/complaints/{rows[-1].complaint_id}", headers=headers)
    assert shown.json()["reporter_class"] == "keluarga"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reporter_class": "tetangga"},
        {"reporter_class": "inisiatif"},
        {"reporter_class": "Ibu Siti"},
        {"reporter_province": "99"},
        {"reporter_province": "19.71"},
    ],
)
async def test_what_is_on_no_list_is_refused_and_not_repeated(
    client: httpx.AsyncClient, wrong: dict[str, str]
) -> None:
    answer = await client.post("/complaints", json={**FORM, **wrong})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Siti" not in answer.text.replace("Siti Rahma", "")


async def test_lines_of_a_desk_say_it_as_well(client: httpx.AsyncClient, app: FastAPI) -> None:
    own = {**FORM, "access_type": "IAPS"}
    lines = [
        {**FORM, **FAMILY},
        own,
        {**own, "reporter_class": "keluarga"},
        {**FORM, "reporter_province": "96", "received_at": "2022-03-01T08:00:00+07:00"},
    ]
    found = await _send(client, "\n".join(json.dumps(line) for line in lines))
    assert found == ["accepted", "accepted", "refused", "refused"]
    table = "reporter_name,narrative,reporter_class\nSiti,Listrik padam terus,media\n"
    assert await _send(client, table, "text/csv") == ["accepted"]
    assert await _told(app) == [("keluarga", "19"), ("inisiatif", None), ("media", None)]


async def test_citizens_choose_on_the_page(client: httpx.AsyncClient, app: FastAPI) -> None:
    page = (await client.get("/")).text
    assert "Korban langsung" in page
    assert "Inisiatif Ombudsman" not in page
    typed = {"narrative": "Listrik padam tiga hari.", "name": "Siti", "confidentiality": "open"}
    sent = await client.post("/form", data={**typed, **FAMILY})
    assert sent.status_code == 303
    assert await _told(app) == [("keluarga", "19")]
    again = await client.post("/form", data={**typed, "reporter_class": "inisiatif"})
    assert again.status_code == 422
    assert "Pilih salah satu jawaban dari daftar." in again.text


async def test_the_list_is_answered_as_it_holds_on_a_day(client: httpx.AsyncClient) -> None:
    found = (await client.get("/reporter-classes")).json()
    assert [one["code"] for one in found][:2] == ["korban-langsung", "kuasa"]
    before = await client.get("/reporter-classes", params={"on": "2014-12-31"})
    assert before.json() == []
