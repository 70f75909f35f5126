"""Every address of intake, for every role, on what is of their office and on what is not."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from shared.access.person import Person
from tests.factories import NOON
from tests.meeting import lets_in
from tests.rights import INTAKE, PEOPLE, Needs, Whose, refusal
from tests.service.intake.conftest import SIBLING
from tests.service.intake.staff import FORM, by_hand
from tests.tokens import bearer
from tests.waiting import until

OFFICES: dict[Whose, str] = {"own": "babel", "another office's": "kukar"}


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return by_hand(tmp_path)


class Matrix:
    """A complaint and an incident in each of two offices; fresh ones where they were changed."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.known: dict[Whose, dict[str, str]] = {}

    async def names(self, whose: Whose) -> dict[str, str]:
        """What stands for the parts of an address."""
        if whose not in self.known:
            office = OFFICES[whose]
            filed = (await self.client.post("/complaints", json={**FORM, "office": office})).json()
            alike = (await self.client.post("/complaints", json={**FORM, "office": office})).json()
            told = {"title": "Padam", "agency": "lights", "since": "2022-03-01"}
            head = bearer(Person("kepala", "head", office))
            opened = await self.client.post("/staff/incidents", json=told, headers=head)
            assert (opened.status_code, opened.json()["office"]) == (201, office)
            self.known[whose] = {
                "complaint_id": filed["complaint_id"],
                "other_id": alike["complaint_id"],
                "tracking_code": filed["tracking_code"],
                "incident_id": opened.json()["incident_id"],
                "office": office,
            }
        return self.known[whose]

    async def ask(self, person: Person, address: str, needs: Needs, whose: Whose) -> httpx.Response:
        names = await self.names(whose)
        method, _, path = address.partition(" ")
        body = json.dumps(needs.body)
        for name, value in names.items():
            body = body.replace(f'"{{{name}}}"', f'"{value}"')
        headers = {**bearer(person), "Content-Type": "application/json"}
        if address == "POST /complaints/batch":
            line = {**FORM, "office": names["office"], "received_at": NOON.isoformat()}
            body, headers["Content-Type"] = json.dumps(line), "application/x-ndjson"
        if address == "POST /complaints":
            body = json.dumps(FORM)
        there = path.format(**names)
        if method == "GET":
            return await self.client.get(there, headers=headers)
        answer = await self.client.request(method, there, content=body, headers=headers)
        if answer.is_success and "{" in address:
            del self.known[whose]
        return answer


def marks(address: str, names: dict[str, str]) -> str:
    """What of a complaint, or of an incident, a list shows."""
    if address == "POST /complaints/batch":
        return '"accepted":1'
    return names["incident_id" if address == "GET /staff/incidents" else "complaint_id"]


async def test_every_cell(app: FastAPI, client: httpx.AsyncClient) -> None:
    matrix = Matrix(client)
    wrong: list[Any] = []
    for address, needs in INTAKE.items():
        for person in PEOPLE:
            for whose in OFFICES:
                names = await matrix.names(whose)
                answer = await matrix.ask(person, address, needs, whose)
                found: Any = answer.status_code
                wanted: Any = refusal(person, needs, whose)
                if needs.lists and wanted != 403:
                    found = (found, marks(address, names) in answer.text)
                    wanted = (200, wanted is None)
                elif wanted is None:
                    found, wanted = lets_in(address, answer.status_code) or found, True
                if found != wanted:
                    wrong.append((address, person.role, whose, found, wanted, answer.text[:200]))
    assert not wrong, "\n".join(map(str, wrong))


async def test_nothing_foreign_was_changed(app: FastAPI, client: httpx.AsyncClient) -> None:
    matrix = Matrix(client)
    names = await matrix.names("another office's")
    theirs = bearer(Person("kepala", "head", "kukar"))
    path = f"/staff/complaints/{names['complaint_id']}"

    async def compared() -> Any:
        """With what is alike, which the timer looks for when it comes to it."""
        shown = (await client.get(path, headers=theirs)).json()
        return shown if shown["candidates"] else None

    before = await until(compared)
    for address, needs in INTAKE.items():
        if needs.right not in ("anyone", "a service") and address.startswith("POST"):
            for person in PEOPLE:
                await matrix.ask(person, address, needs, "another office's")
    assert (await client.get(path, headers=theirs)).json() == before
    assert (await client.get(f"{path}/readings", headers=theirs)).json() == []


@pytest.mark.parametrize("credentials", [None, "Bearer nonsense", f"Bearer {SIBLING}"])
async def test_without_a_token_nobody_is_let_in(
    client: httpx.AsyncClient, credentials: str | None
) -> None:
    names = await Matrix(client).names("own")
    for address, needs in INTAKE.items():
        if needs.right in ("anyone", "a service"):
            continue
        method, _, path = address.partition(" ")
        headers = {"Authorization": credentials} if credentials else {}
        there = path.format(**names)
        answer = await client.request(method, there, json=needs.body, headers=headers)
        assert answer.status_code == 401, address


async def test_an_incident_of_another_office_is_joined_by_nobody(client: httpx.AsyncClient) -> None:
    matrix = Matrix(client)
    ours, theirs = await matrix.names("own"), await matrix.names("another office's")
    head = bearer(Person("rudi", "head", "babel"))
    answer = await client.post(
        f"/staff/complaints/{ours['complaint_id']}/joining",
        json={"incident": theirs["incident_id"]},
        headers=head,
    )
    assert answer.status_code == 404


async def test_a_desk_files_for_its_own_office(client: httpx.AsyncClient) -> None:
    lines = [
        {**FORM, "received_at": NOON.isoformat()},
        {**FORM, "received_at": NOON.isoformat(), "office": "babel"},
    ]
    body = "\n".join(map(json.dumps, lines))
    made = bearer(Person("made", "examiner", "kukar"))
    headers = {**made, "Content-Type": "application/x-ndjson"}
    answer = (await client.post("/complaints/batch", content=body, headers=headers)).json()
    first, second = answer["lines"]
    assert (first["result"], second["code"]) == ("accepted", "foreign-office")
    path = f"/staff/complaints/{UUID(first['complaint_id'])}"
    shown = await client.get(path, headers=made)
    assert shown.json()["office"] == "kukar"
