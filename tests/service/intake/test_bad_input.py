"""Bad input at the hot endpoint and beside it: a clear problem each, and nothing stored."""

import json
from typing import Any

import httpx
import pytest

from services.intake.domain import CODE_SYMBOLS
from shared.db.transaction import Transaction
from shared.ids import CROCKFORD
from tests.service.intake.conftest import SIBLING, Stored
from tests.service.intake.staff import STAFF

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOTHING = {"reporters": 0, "complaints": 0, "progress": 0, "outbox": 0}
GOOD: dict[str, Any] = {
    "reporter": {"name": "Siti Rahma", "email": "siti@contoh.id"},
    "narrative": "Listrik padam tiga hari dan tidak ada kabar.",
}


def with_reporter(**told: Any) -> dict[str, Any]:
    return {**GOOD, "reporter": {**GOOD["reporter"], **told}}


BAD = {
    "no body": b"",
    "not JSON": b"{broken",
    "not UTF-8": b'{"reporter": {"name": "\xff\xfe"}, "narrative": "Listrik padam terus"}',
    "half a character": b'{"reporter": {"name": "\\ud800"}, "narrative": "Listrik padam terus"}',
    "a list": b"[]",
    "null": b"null",
    "nothing in it": b"{}",
    "no reporter": {"narrative": GOOD["narrative"]},
    "no name": {**GOOD, "reporter": {}},
    "a blank name": with_reporter(name="   "),
    "a name of numbers": with_reporter(name=5),
    "a null character": with_reporter(name="Siti\x00"),
    "half an address": with_reporter(email="siti@"),
    "two addresses": with_reporter(email="a@b.id, c@d.id"),
    "an address with a header": with_reporter(email="siti@contoh.id\nBcc: semua@contoh.id"),
    "a short story": {**GOOD, "narrative": "padam"},
    "a story that is too long": {**GOOD, "narrative": "a" * 20_001},
    "an unknown access type": {**GOOD, "access_type": "TICKET"},
    "the fast route, which is for staff to choose": {**GOOD, "access_type": "RCO"},
    "an investigation, which is for staff to begin": {**GOOD, "access_type": "IAPS"},
    "an agency that is no code": {**GOOD, "agency": "PLN; DROP TABLE complaints"},
    "a region in other digits": {**GOOD, "region": "١٩.٧١"},
    "a language without letters": {**GOOD, "language": "fr"},
    "a field for desks": {**GOOD, "received_at": "2022-01-01T00:00:00Z"},
    "deep nesting": b"[" * 5_000 + b"]" * 5_000,
}


def told(answer: httpx.Response) -> dict[str, Any]:
    """A problem document, and no word of how we are built."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert ".py" not in answer.text
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    return problem


@pytest.mark.parametrize("body", BAD.values(), ids=list(BAD))
async def test_a_complaint_that_is_none_is_refused(
    client: httpx.AsyncClient, stored: Stored, body: Any
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await client.post("/complaints", content=content)
    assert answer.status_code == 422
    assert told(answer)["errors"]
    assert "siti" not in answer.text.lower()
    assert await stored() == NOTHING


@pytest.mark.parametrize("path", ["/complaints", "/form", "/contacts", "/complaints/batch"])
@pytest.mark.parametrize("declared", [True, False])
async def test_ten_megabytes_are_refused(
    client: httpx.AsyncClient, stored: Stored, path: str, declared: bool
) -> None:
    async def undeclared() -> Any:
        for _ in range(10):
            yield b"a" * 2**20

    token = STAFF if path.endswith("batch") else SIBLING
    kind = "text/csv" if path.endswith("batch") else "application/json"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    content = b"a" * 10 * 2**20 if declared else undeclared()
    answer = await client.post(path, content=content, headers=headers)
    assert answer.status_code == 413
    assert told(answer)["code"] == "too-large"
    assert await stored() == NOTHING


async def test_an_event_of_2099_is_refused(client: httpx.AsyncClient, stored: Stored) -> None:
    answer = await client.post("/complaints", json={**GOOD, "event_date": "2099-01-01"})
    assert answer.status_code == 422
    assert "event_date" in answer.text
    told(answer)
    assert await stored() == NOTHING


async def test_a_receipt_in_2099_is_refused(client: httpx.AsyncClient, stored: Stored) -> None:
    line = json.dumps({**GOOD, "received_at": "2099-01-01T00:00:00+07:00"})
    headers = {"Authorization": f"Bearer {STAFF}", "Content-Type": "application/x-ndjson"}
    answer = await client.post("/complaints/batch", content=line, headers=headers)
    [refused] = answer.json()["lines"]
    assert (refused["result"], refused["detail"]) == ("refused", "received_at lies in the future.")
    assert await stored() == NOTHING


async def test_where_the_database_goes_away_nobody_is_told_that_nothing_was_saved(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_: Transaction) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(Transaction, "collected", lost)
    answer = await client.post("/complaints", json=GOOD)
    assert answer.status_code == 503
    problem = told(answer)
    assert problem["code"] == "unavailable"
    assert "Idempotency-Key" in problem["detail"]


async def test_the_same_key_with_another_body_is_refused(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    headers = {"Idempotency-Key": "surat-17"}
    first = await client.post("/complaints", json=GOOD, headers=headers)
    again = await client.post("/complaints", json=GOOD, headers=headers)
    other = await client.post("/complaints", json={**GOOD, "language": "en"}, headers=headers)
    assert first.status_code == 201
    assert again.content == first.content
    assert other.status_code == 422
    assert told(other)["code"] == "idempotency-key-reused"
    assert first.json()["tracking_code"] not in other.text
    assert (await stored())["complaints"] == 1


@pytest.mark.parametrize("key", ["", "a" * 201, "tab\tin it"])
async def test_a_key_that_is_none_is_refused(
    client: httpx.AsyncClient, stored: Stored, key: str
) -> None:
    answer = await client.post("/complaints", json=GOOD, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    told(answer)
    assert await stored() == NOTHING


async def test_each_single_wrong_letter_of_a_code_is_found(client: httpx.AsyncClient) -> None:
    code = (await client.post("/complaints", json=GOOD)).json()["tracking_code"].replace("-", "")
    for place in range(CODE_SYMBOLS + 1):
        other = CROCKFORD[(CROCKFORD.index(code[place]) + 1) % 32]
        answer = await client.get(f"/complaints/{code[:place]}{other}{code[place + 1 :]}")
        assert answer.status_code == 422
        assert told(answer)["detail"] == "This tracking code has a typing error."


@pytest.mark.parametrize("code", ["0", "0000-0000-0000-0000U", "%00", "é" * 17, "a" * 61])
async def test_what_cannot_be_a_code_is_refused(client: httpx.AsyncClient, code: str) -> None:
    answer = await client.get(f"/complaints/{code}")
    assert answer.status_code == 422
    told(answer)


async def test_a_code_that_nobody_has_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/complaints/0000-0000-0000-00000")
    assert answer.status_code == 404
    told(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"complaint_ids": ["x"]}', b"[]"])
async def test_a_question_for_contacts_that_is_none_is_refused(
    client: httpx.AsyncClient, body: bytes
) -> None:
    headers = {"Authorization": f"Bearer {SIBLING}", "Content-Type": "application/json"}
    answer = await client.post("/contacts", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    told(answer)
