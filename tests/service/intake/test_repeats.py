"""An Idempotency-Key means one complaint, however often and however close together it is sent."""

import asyncio
import json
import re
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from services.intake import store
from tests.service.intake.conftest import Stored
from tests.service.intake.staff import STAFF

FORM = {"reporter": {"name": "Sari Contoh"}, "narrative": "Listrik padam sejak kemarin sore."}


async def _file(client: httpx.AsyncClient, key: str, narrative: str = "") -> httpx.Response:
    form = {**FORM, "narrative": narrative or FORM["narrative"]}
    return await client.post("/complaints", json=form, headers={"Idempotency-Key": key})


async def test_a_repeated_request_gets_the_same_answer(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    first = await _file(client, "k1")
    again = await _file(client, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (await stored())["complaints"] == 1


async def test_a_key_with_another_body_is_refused(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    await _file(client, "k1")
    other = await _file(client, "k1", "Air tidak mengalir sejak hari Senin.")
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency-key-reused"
    assert (await stored())["complaints"] == 1


async def test_repeats_among_many_at_once_are_one_complaint_each(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    await _file(client, "k3")
    answers = await asyncio.gather(*(_file(client, f"k{place % 10}") for place in range(60)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 10
    assert (await stored())["complaints"] == 10


async def _file_batch(
    client: httpx.AsyncClient, key: str, *lines: dict[str, Any], kind: str = "application/x-ndjson"
) -> httpx.Response:
    headers = {"Idempotency-Key": key, "Content-Type": kind, "Authorization": f"Bearer {STAFF}"}
    content = "\n".join(json.dumps(line) for line in lines)
    return await client.post("/complaints/batch", content=content, headers=headers)


NUMBERED = {**FORM, "source": "posko", "source_number": "A-1"}
LINES: tuple[dict[str, Any], ...] = (
    FORM,
    {},
    NUMBERED,
    NUMBERED,
    {**FORM, "received_at": "2099-01-01T00:00:00+07:00"},
)


async def test_a_repeated_batch_gets_the_same_answer_line_by_line(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    first = await _file_batch(client, "k1", *LINES)
    results = [line["result"] for line in first.json()["lines"]]
    assert results == ["accepted", "refused", "accepted", "known", "refused"]
    again = await _file_batch(client, "k1", *LINES)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (await stored())["complaints"] == 2
    other = await _file_batch(client, "k2", FORM)
    assert other.json()["accepted"] == 1


async def test_a_batch_with_the_key_of_another_is_refused(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    await _file_batch(client, "k1", FORM)
    for again in (
        await _file_batch(client, "k1", FORM, FORM),
        await _file_batch(client, "k1", FORM, kind="text/csv"),
    ):
        assert again.status_code == 422
    assert (await _file_batch(client, "k1", {})).json()["code"] == "idempotency-key-reused"
    assert (await stored())["complaints"] == 1
    assert (await _file(client, "k1")).status_code == 201  # another door has keys of its own


async def test_a_batch_that_was_cut_short_is_finished_when_it_comes_again(
    client: httpx.AsyncClient, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two groups of 250 and one of 100: the database goes away before the second one."""
    look = store.by_keys
    groups = 0

    async def once(*asked: Any) -> Any:
        nonlocal groups
        groups += 1
        if groups > 1:
            raise OperationalError("SELECT", {}, OSError("gone"))
        return await look(*asked)

    monkeypatch.setattr(store, "by_keys", once)
    first = (await _file_batch(client, "k1", *[FORM] * 600)).json()
    assert (first["accepted"], first["refused"]) == (250, 350)
    monkeypatch.setattr(store, "by_keys", look)
    again = (await _file_batch(client, "k1", *[FORM] * 600)).json()
    assert again["accepted"] == 600
    assert again["lines"][:250] == first["lines"][:250]
    assert (await stored())["complaints"] == 600


async def test_repeats_of_a_batch_at_the_same_time_are_one(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    answers = await asyncio.gather(*(_file_batch(client, "k1", *[FORM] * 300) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert (await stored())["complaints"] == 300


async def test_a_batch_that_is_refused_whole_leaves_its_key_free(
    client: httpx.AsyncClient,
) -> None:
    wrong = await _file_batch(client, "k1", {"not": "a header"}, kind="text/csv")
    assert wrong.status_code == 422
    assert (await _file_batch(client, "k1", FORM)).json()["accepted"] == 1


async def test_the_documented_pattern_of_keys_is_the_one_that_holds(
    client: httpx.AsyncClient, stored: Stored
) -> None:
    """At both doors; what is kept under our own names cannot be reached by any key."""
    document = (await client.get("/openapi.json")).json()
    before = await stored()
    for path in ("/complaints", "/complaints/batch"):
        [header] = document["paths"][path]["post"]["parameters"]
        (pattern,) = [one["pattern"] for one in header["schema"]["anyOf"] if "pattern" in one]
        send = _file if path == "/complaints" else _file_batch
        for key in ("", "a" * 201, "tab\tin it", "form once", "line 1 k1", "k\u00e91"):
            assert not re.search(pattern, key)
            answer = await client.post(
                path,
                content=json.dumps(FORM),
                headers={
                    b"Idempotency-Key": key.encode("latin-1"),
                    b"Content-Type": b"application/x-ndjson",
                    b"Authorization": f"Bearer {STAFF}".encode(),
                },
            )
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), key
        assert await stored() == before
        for key in ("a" * 200, "form:once", "!~"):
            assert re.search(pattern, key)
            assert (await send(client, key)).status_code in (200, 201)
        before = await stored()
