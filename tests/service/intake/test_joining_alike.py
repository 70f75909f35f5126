"""A look-alike is joined in one step: to the incident of the other, or both to a new one."""

import asyncio
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from tests.service.intake.staff import FORM, Examiner, StandingClock, by_hand, names


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return by_hand(tmp_path)


@pytest.fixture
def examiner(app: FastAPI, client: httpx.AsyncClient) -> Examiner:
    return Examiner(app, client, StandingClock())


def of(other: UUID) -> str:
    return f"candidates/{other}/joining"


async def test_two_look_alikes_open_an_incident_and_a_third_joins_it(examiner: Examiner) -> None:
    first, twin, third = [
        await examiner.filed(narrative=FORM["narrative"] + more) for more in ("", " Ya.", " Betul.")
    ]
    joined = await examiner.does(twin, of(first), title="Padam tiga hari")
    incident = joined["incident_id"]
    [opened] = (await examiner.get("/incidents")).json()
    assert (opened["incident_id"], opened["title"]) == (incident, "Padam tiga hari")
    told = {"complaints": 2, "agency": FORM["agency"], "region": "19.71", "since": "2022-03-14"}
    assert opened == opened | told | {"substance": FORM["substance"], "actor": "examiner:siti.pvl"}
    shown = (await examiner.get(f"/complaints/{third}/candidates")).json()
    assert {one["complaint_id"]: one["incident_id"] for one in shown} == {
        str(first): incident,
        str(twin): incident,
    }
    assert {one["state"] for one in shown} == {"registered"}
    assert (await examiner.does(third, of(first)))["incident_id"] == incident
    assert names(await examiner.announced()).count("joined") == 3
    refused = await examiner.post(third, of(first))
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal-move")


async def test_the_other_joins_where_only_this_one_is_part_of_an_incident(
    examiner: Examiner,
) -> None:
    first, twin, third = [await examiner.filed() for _ in range(3)]
    incident = (await examiner.does(twin, of(first)))["incident_id"]
    assert (await examiner.does(twin, of(third)))["incident_id"] == incident
    assert (await examiner.sees(third))["incident_id"] == incident


async def test_what_cannot_be_joined_opens_nothing(examiner: Examiner) -> None:
    complaint, ended = await examiner.filed(), await examiner.filed()
    await examiner.does(ended, "withdrawal")
    bare = [await examiner.filed(agency=None) for _ in range(2)]
    wrong: list[tuple[UUID, UUID, int, str]] = [
        (complaint, ended, 409, "illegal-move"),
        (bare[0], bare[1], 409, "no-agency"),
        (complaint, complaint, 422, "unacceptable"),
        (complaint, UUID(int=1), 404, "not-found"),
    ]
    for one, other, status, code in wrong:
        refused = await examiner.post(one, of(other))
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    stale = await examiner.post(complaint, of(bare[0]), {}, **{"If-Match": '"7"'})
    assert stale.status_code == 412
    assert (await examiner.get("/incidents")).json() == []
    assert (await examiner.sees(complaint))["version"] == 1


async def test_a_place_is_told_of_open_complaints_only(examiner: Examiner) -> None:
    first, secret = await examiner.filed(), await examiner.filed(confidentiality="identity")
    await examiner.does(secret, of(first))
    [opened] = (await examiner.get("/incidents")).json()
    assert opened["region"] is None


async def test_who_finds_the_same_pair_at_once_opens_one_incident(examiner: Examiner) -> None:
    first, twin = await examiner.filed(), await examiner.filed()
    answers = await asyncio.gather(examiner.post(first, of(twin)), examiner.post(twin, of(first)))
    assert sorted(one.status_code for one in answers) == [201, 409]
    [opened] = (await examiner.get("/incidents")).json()
    assert opened["complaints"] == 2
