"""Codes of the list travel with a complaint; why it takes the fast route stays in the books."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from services.intake.models import ComplaintRow, OutboxRow
from shared.db.transaction import table_of
from tests.service.intake.staff import FORM, STAFF

BATCH = {"Authorization": f"Bearer {STAFF}", "Content-Type": "application/x-ndjson"}
DARK = {**FORM, "narrative": "Sejak Senin LISTRIK PADAM di rumah Pak Contoh, dekat masjid."}


async def _books(app: FastAPI) -> tuple[list[Any], list[Any]]:
    """Complaints in their order, and what is told of each."""
    complaints, outbox = table_of(ComplaintRow), table_of(OutboxRow)
    async with app.state.database.reading() as connection:
        query = select(complaints).order_by(complaints.c.complaint_id)
        rows = (await connection.execute(query)).all()
        query = select(outbox).order_by(outbox.c.event_id)
        events = (await connection.execute(query)).all()
    return list(rows), [json.loads(event.body)["data"] for event in events]


async def test_a_complaint_carries_the_codes_and_no_word_of_its_story(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    for told in ({}, {"confidentiality": "identity"}):
        assert (await client.post("/complaints", json={**DARK, **told})).status_code == 201
    rows, events = await _books(app)
    assert [row.keywords for row in rows] == ["listrik-padam"] * 2
    assert [told["keywords"] for told in events] == [["listrik-padam"]] * 2
    assert "masjid" not in json.dumps(events)


async def test_a_story_without_any_is_known_by_none(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    await client.post("/complaints", json={**FORM, "narrative": "Pelayanannya lambat sekali."})
    [row], [told] = await _books(app)
    assert (row.keywords, told["keywords"]) == (None, [])


async def _send(client: httpx.AsyncClient, *lines: dict[str, Any]) -> list[str]:
    body = "\n".join(json.dumps(line) for line in lines)
    answer = await client.post("/complaints/batch", content=body, headers=BATCH)
    return [line["result"] for line in answer.json()["lines"]]


async def test_a_desk_says_why_a_report_takes_the_fast_route(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    fast = {**DARK, "access_type": "RCO"}
    criteria = ("emergency", "life", "right-to-life")
    lines = [{**fast, "criterion": criterion} for criterion in criteria]
    assert await _send(client, *lines) == ["accepted"] * 3
    rows, _ = await _books(app)
    assert [row.criterion for row in rows] == list(criteria)


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ({"access_type": "RCO"}, "refused"),
        ({"access_type": "RCO", "criterion": "because"}, "refused"),
        ({"access_type": "LM", "criterion": "life"}, "refused"),
        ({"access_type": "RCO", "silent": True}, "accepted"),
        ({"access_type": "LM"}, "accepted"),
    ],
)
async def test_only_the_fast_route_has_a_criterion_and_only_history_may_lack_it(
    client: httpx.AsyncClient, told: dict[str, Any], result: str
) -> None:
    assert await _send(client, {**DARK, **told}) == [result]


async def test_a_table_has_a_column_for_it(client: httpx.AsyncClient, app: FastAPI) -> None:
    table = (
        "reporter_name,narrative,access_type,criterion\n"
        "Siti,Listrik padam terus,RCO,emergency\nSiti,Listrik padam terus,LM,\n"
    )
    headers = {**BATCH, "Content-Type": "text/csv"}
    answer = await client.post("/complaints/batch", content=table, headers=headers)
    assert answer.json()["accepted"] == 2, answer.text
    rows, _ = await _books(app)
    assert [row.criterion for row in rows] == ["emergency", None]
