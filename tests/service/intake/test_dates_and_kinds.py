"""Days, weekdays, kinds and confidentiality as they are filed: alone, in batches, on the page."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from services.intake.models import ComplaintRow, OutboxRow
from shared.db.transaction import table_of
from tests.service.intake.conftest import Stored
from tests.service.intake.staff import FORM, STAFF

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BATCH = {"Authorization": f"Bearer {STAFF}", "Content-Type": "application/x-ndjson"}


async def test_a_weekday_that_is_not_that_of_the_day_is_refused_with_both_readings(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    wrong = {**FORM, "event_date": "2022-01-09", "event_weekday": "rabu"}
    answer = await client.post("/complaints", json=wrong)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "weekday-differs")
    assert "Sunday 2022-01-09 or Wednesday 2022-02-09" in problem["detail"]
    assert (await stored())["complaints"] == 0


async def test_a_desk_is_warned_of_it_line_by_line(client: httpx.AsyncClient) -> None:
    lines = [
        {**FORM, "event_date": "2022-01-09", "event_weekday": "rabu"},
        {**FORM, "event_date": "2019-01-09"},
        {**FORM, "event_date": "2022-03-15"},
        FORM,
    ]
    body = "\n".join(json.dumps(line) for line in lines)
    answer = await client.post("/complaints/batch", content=body, headers=BATCH)
    told = [(line["result"], line.get("warnings")) for line in answer.json()["lines"]]
    assert told == [
        ("accepted", ["weekday-differs"]),
        ("accepted", ["older-than-two-years"]),
        ("refused", None),
        ("accepted", None),
    ]


async def test_a_table_names_several_kinds_in_one_cell(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    table = (
        "reporter_name,narrative,event_date,event_weekday,maladministration,confidentiality\n"
        "Siti,Listrik padam terus,2022-03-07,Senin,penundaan-berlarut; tidak-patut,identity\n"
    )
    headers = {**BATCH, "Content-Type": "text/csv"}
    answer = await client.post("/complaints/batch", content=table, headers=headers)
    assert answer.json()["accepted"] == 1, answer.text
    async with app.state.database.reading() as connection:
        row = (await connection.execute(select(table_of(ComplaintRow)))).one()
        event = (await connection.execute(select(table_of(OutboxRow)))).one()
    assert row.event_date.isoformat() == "2022-03-07"
    told = json.loads(event.body)["data"]
    assert told["maladministration"] == ["penundaan-berlarut", "tidak-patut"]
    assert told["confidentiality"] == "identity"


async def test_a_receipt_with_a_warning_is_the_same_when_it_is_asked_again(
    client: httpx.AsyncClient,
) -> None:
    old = {**FORM, "event_date": "2020-01-01"}
    answers = [
        await client.post("/complaints", json=old, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]
    assert answers[0].json()["state"] == "registered"
    assert answers[0].json()["warnings"] == ["older-than-two-years"]
    await client.post(f"/complaints/{answers[0].json()['tracking_code']}/withdrawal")
    again = await client.post("/complaints", json=old, headers={"Idempotency-Key": "k"})
    assert answers[0].content == answers[1].content == again.content


async def test_what_was_accepted_at_once_has_no_verification_and_one_event(
    client: httpx.AsyncClient, app: FastAPI, stored: Stored
) -> None:
    receipt = (await client.post("/complaints", json=FORM)).json()
    assert receipt["state"] == "accepted"
    assert "warnings" not in receipt
    async with app.state.database.reading() as connection:
        [event] = (await connection.execute(select(table_of(OutboxRow)))).all()
    assert event.subject == "intake.complaint.accepted.v1"
    headers = {"Authorization": f"Bearer {STAFF}"}
    address = f"/staff/complaints/{receipt['complaint_id']}"
    shown = (await client.get(address, headers=headers)).json()
    assert (shown["version"], shown["history"]) == (1, [])
    assert shown["may"] == ["withdraw", "join"]
    done = await client.post(f"{address}/withdrawal", json={}, headers=headers)
    assert (done.json()["state"], done.json()["version"]) == ("withdrawn", 2)


@pytest.mark.parametrize(
    "told",
    [
        {"maladministration": ["malas"]},
        {"maladministration": ["perbuatan-melawan-hukum"]},
        {"maladministration": ["berpihak", "berpihak"]},
        {"confidentiality": "anonymous"},
        {"event_weekday": "sonntag"},
    ],
)
async def test_what_is_not_on_the_list_is_refused(
    client: httpx.AsyncClient, stored: Stored, told: dict[str, Any]
) -> None:
    answer = await client.post("/complaints", json={**FORM, **told})
    assert answer.status_code == 422
    assert (await stored())["complaints"] == 0


async def test_the_list_of_kinds_is_that_of_a_day(client: httpx.AsyncClient) -> None:
    for day, count in (("2022-06-01", 10), ("2025-06-01", 13)):
        kinds = (await client.get("/maladministration", params={"on": day})).json()
        assert len(kinds) == count
    assert len((await client.get("/maladministration")).json()) == 10


async def test_a_day_to_come_is_asked_about_on_the_page(client: httpx.AsyncClient) -> None:
    typed = {"narrative": FORM["narrative"], "name": "Sari", "event_date": "2022-03-20"}
    page = await client.post("/form", data=typed)
    assert page.status_code == 422
    assert 'id="event_date-error"' in page.text
    typed["event_date"] = "2022-03-10"
    typed["confidentiality"] = "identity"
    assert (await client.post("/form", data=typed)).status_code == 303
