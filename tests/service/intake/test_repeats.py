"""An Idempotency-Key means one complaint, however often and however close together it is sent."""

import asyncio

import httpx

from tests.service.intake.conftest import Stored

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
