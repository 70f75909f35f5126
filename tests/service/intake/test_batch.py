"""What desks and posko send in bulk: each line for itself, each number once."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from services.intake import store
from services.intake.lines import BODY_LIMIT, LINES_LIMIT
from services.intake.models import ComplaintRow, OutboxRow
from shared.db.transaction import table_of
from tests.factories import NOON
from tests.service.intake.conftest import AUDITOR, Stored
from tests.service.intake.staff import STAFF

NDJSON = "application/x-ndjson"
CSV = "text/csv; charset=utf-8"
NARRATIVE = "Listrik padam tiga hari dan tidak ada kabar dari PLN."

NOTHING = {"reporters": 0, "complaints": 0, "progress": 0, "outbox": 0}


def a_line(**told: Any) -> dict[str, Any]:
    return {"reporter": {"name": "Siti Rahma"}, "narrative": NARRATIVE, "channel": "posko", **told}


def as_lines(*lines: dict[str, Any] | bytes) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines)


async def send(
    client: httpx.AsyncClient, body: bytes, kind: str = NDJSON, token: str | None = STAFF
) -> httpx.Response:
    headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
    return await client.post("/complaints/batch", content=body, headers=headers)


def results(answer: httpx.Response) -> list[tuple[int, str]]:
    assert answer.status_code == 200, answer.text
    return [(line["line"], line["result"]) for line in answer.json()["lines"]]


async def test_each_line_answers_for_itself(client: httpx.AsyncClient, stored: Stored) -> None:
    answer = await send(
        client,
        as_lines(
            a_line(),
            b"{broken",
            b'{"reporter": {"name": "Siti \xff"}, "narrative": "Listrik padam terus"}',
            b"",
            a_line(reporter={}),
            a_line(received_at="2099-01-01T00:00:00+07:00"),
            a_line(access_type="KNL"),
            b"[]",
        ),
    )
    assert results(answer) == [
        (1, "accepted"),
        (2, "refused"),
        (3, "refused"),
        (5, "refused"),
        (6, "refused"),
        (7, "accepted"),
        (8, "refused"),
    ]
    body = answer.json()
    assert (body["accepted"], body["known"], body["refused"]) == (2, 0, 5)
    assert body["lines"][3]["errors"] == [{"field": "reporter.name", "problem": "Field required"}]
    assert body["lines"][4]["code"] == "unacceptable"
    assert await stored() == NOTHING | {"reporters": 2, "complaints": 2, "outbox": 2}


async def test_a_line_keeps_the_time_at_which_the_desk_was_told(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    await send(client, as_lines(a_line(received_at="2022-01-05T09:30:00+07:00")))
    async with app.state.database.reading() as connection:
        row = (await connection.execute(select(table_of(ComplaintRow)))).one()
        event = (await connection.execute(select(table_of(OutboxRow)))).one()
    assert row.registered_at.isoformat() == "2022-01-05T02:30:00+00:00"
    assert row.recorded_at == NOON
    told = json.loads(event.body)
    assert told["time"] == "2022-01-05T09:30:00+07:00"
    assert told["recordedtime"] == "2022-03-14T05:00:00Z"


async def test_a_number_is_taken_once_for_each_source(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    lines = as_lines(
        a_line(source="posko-listrik", source_number="1"),
        a_line(source="buku-tamu", source_number="1"),
        a_line(source="posko-listrik", source_number="1"),
        a_line(source="posko-listrik", source_number="2"),
        a_line(),
    )
    first = await send(client, lines)
    assert [result for _, result in results(first)] == [
        "accepted",
        "accepted",
        "known",
        "accepted",
        "accepted",
    ]
    again = await send(client, lines)
    assert [result for _, result in results(again)] == ["known"] * 4 + ["accepted"]
    codes = [line["tracking_code"] for line in first.json()["lines"]]
    assert [line["tracking_code"] for line in again.json()["lines"]][:4] == codes[:4]
    assert codes[0] == codes[2] != codes[1]
    assert (await stored())["complaints"] == 5


async def test_a_number_needs_its_source(client: httpx.AsyncClient, stored: Stored) -> None:
    answer = await send(client, as_lines(a_line(source_number="7"), a_line(source="buku-tamu")))
    assert results(answer) == [(1, "refused"), (2, "refused")]
    assert await stored() == NOTHING


async def test_a_table_of_a_spreadsheet_is_read(client: httpx.AsyncClient, app: FastAPI) -> None:
    table = (
        "\ufeffreporter_name;Reporter_Email;narrative;agency;received_at;silent\r\n"
        'Siti Rahma;siti@contoh.id;"Padam lagi;\r\n\r\nsudah ""tiga"" hari, Pak.";pln-uiw-babel;'
        "2022-01-05T09:30:00+07:00;true\r\n"
        ";;;;;\r\n"
        "Budi;;Sertifikat tanah belum terbit.;;;\r\n"
    )
    answer = await send(client, table.encode(), CSV)
    assert results(answer) == [(2, "accepted"), (6, "accepted")]
    async with app.state.database.reading() as connection:
        rows = (
            await connection.execute(select(table_of(ComplaintRow)).order_by("registered_at"))
        ).all()
        contacts = await store.contacts(
            connection, [row.complaint_id for row in rows], app.state.seals
        )
    assert [(row.agency, row.silent) for row in rows] == [("pln-uiw-babel", True), (None, False)]
    assert [one["email"] for one in contacts] == ["siti@contoh.id"]


async def test_a_quote_that_never_closes_costs_its_own_row_only(
    client: httpx.AsyncClient,
) -> None:
    table = (
        "reporter_name,narrative\n"
        'Siti,"Listrik padam terus\n'
        "Budi,Sertifikat tanah belum terbit.\n"
        'Ani,"Air ""PAM"" keruh, sudah sebulan."\n'
        "Ani,terlalu,banyak\n"
        'Tono,Layar 21" di loket rusak.\n'
    )
    answer = await send(client, table.encode(), CSV)
    assert results(answer) == [
        (2, "refused"),
        (3, "accepted"),
        (4, "accepted"),
        (5, "refused"),
        (6, "accepted"),
    ]


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("Siti Rahma,siti@contoh.id", "Column 1 of the header row is unknown."),
        ("narrative,narrative", "Column 2 of the header row is there twice."),
        ("narrative,reporter", "Column 2 of the header row is unknown."),
        ('"narrative', "The header row: The row is not valid CSV, or one of its quotes never"),
    ],
)
async def test_a_table_without_a_header_is_refused_and_not_repeated(
    client: httpx.AsyncClient, stored: Stored, head: str, why: str
) -> None:
    answer = await send(client, f"{head}\nSiti,{NARRATIVE}\n".encode(), CSV)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(why)
    assert "Siti" not in answer.text
    assert await stored() == NOTHING


async def test_the_answer_repeats_nothing_of_a_person(client: httpx.AsyncClient) -> None:
    answer = await send(
        client,
        as_lines(
            a_line(reporter={"name": "Siti Rahma", "email": "siti-salah", "nik 1971": "Siti"}),
            a_line(reporter={"name": "Siti Rahma" * 30}, **{"Siti Rahma": 1}),
            a_line(reporter="Siti Rahma", received_at="Siti Rahma", access_type="Siti Rahma"),
            b'{"reporter": Siti Rahma',
            a_line(),
        ),
    )
    assert [result for _, result in results(answer)] == ["refused"] * 4 + ["accepted"]
    assert "siti" not in answer.text.lower()
    assert "1971" not in answer.text


async def test_a_failing_line_does_not_take_its_group_along(
    client: httpx.AsyncClient, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = store.add_registration

    def stumble(tx: Any, registration: Any, labels: Any, seals: Any) -> None:
        if registration.form.campaign == "stumble":
            raise RuntimeError("a bug that only this line meets")
        save(tx, registration, labels, seals)

    monkeypatch.setattr(store, "add_registration", stumble)
    answer = await send(client, as_lines(a_line(), a_line(campaign="stumble"), a_line()))
    assert results(answer) == [(1, "accepted"), (2, "refused"), (3, "accepted")]
    assert answer.json()["lines"][1]["code"] == "not-stored"
    assert "bug" not in answer.text
    assert (await stored())["complaints"] == 2


async def test_lines_that_the_database_did_not_take_are_named(
    client: httpx.AsyncClient, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> None:
        raise OperationalError("SELECT", {}, OSError("gone"))

    monkeypatch.setattr(store, "by_numbers", away)
    numbered = [a_line(source="posko", source_number=str(number)) for number in range(260)]
    answer = await send(client, as_lines(*numbered, b"{"))
    body = answer.json()
    assert (body["accepted"], body["refused"]) == (0, 261)
    assert {line["code"] for line in body["lines"]} == {"not-stored", "invalid"}
    assert await stored() == NOTHING


async def test_several_groups_keep_the_order_of_the_file(client: httpx.AsyncClient) -> None:
    lines = [a_line(source="posko", source_number=str(number)) for number in range(600)]
    lines[300] = {}
    answer = await send(client, as_lines(*lines))
    assert [line["line"] for line in answer.json()["lines"]] == list(range(1, 601))
    assert answer.json()["accepted"] == 599
    assert answer.json()["lines"][300]["result"] == "refused"


@pytest.mark.parametrize(
    ("token", "status"), [(None, 401), ("token-of-services", 401), ("émigré", 401), (AUDITOR, 403)]
)
async def test_only_staff_send_batches(
    client: httpx.AsyncClient, stored: Stored, token: str | None, status: int
) -> None:
    headers = httpx.Headers({"Content-Type": NDJSON}, encoding="latin-1")
    if token:
        headers["Authorization"] = f"Bearer {token}"
    answer = await client.post("/complaints/batch", content=as_lines(a_line()), headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert await stored() == NOTHING


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", ""])
async def test_another_kind_of_file_is_refused(
    client: httpx.AsyncClient, stored: Stored, kind: str
) -> None:
    answer = await send(client, as_lines(a_line()), kind)
    assert answer.status_code == 415
    assert await stored() == NOTHING


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (NDJSON, as_lines(*[a_line()] * (LINES_LIMIT + 1))),
        (CSV, b"narrative\n" + b"x\n" * (LINES_LIMIT + 1)),
    ],
)
async def test_too_many_lines_are_refused_whole(
    client: httpx.AsyncClient, stored: Stored, kind: str, body: bytes
) -> None:
    answer = await send(client, body, kind)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-many-lines")
    assert await stored() == NOTHING


@pytest.mark.parametrize("declared", [True, False])
async def test_a_batch_of_too_many_bytes_is_refused_whole(
    client: httpx.AsyncClient, stored: Stored, declared: bool
) -> None:
    async def undeclared() -> Any:
        for _ in range(BODY_LIMIT // 2**20 + 1):
            yield b"a" * 2**20

    headers = {"Content-Type": NDJSON, "Authorization": f"Bearer {STAFF}"}
    content = b"a" * (BODY_LIMIT + 1) if declared else undeclared()
    answer = await client.post("/complaints/batch", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert await stored() == NOTHING


@pytest.mark.parametrize("kind", [NDJSON, CSV])
async def test_an_empty_batch_is_no_error(client: httpx.AsyncClient, kind: str) -> None:
    answer = await send(client, b"\n \n", kind)
    assert answer.json() == {"accepted": 0, "known": 0, "refused": 0, "lines": []}
