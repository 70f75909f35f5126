"""A small world for generated requests: something of all that has an id, in every state."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from deploy import client as http
from deploy.client import Client, Json
from deploy.deeds import Order, carry_out
from services.routing.models import CaseRow, RequestRow
from shared.access.person import Person
from shared.db.transaction import table_of
from tests.offices import an_office
from tests.records import RECORDS
from tests.rights import ENDPOINTS
from tests.system import books
from tests.system.before import (
    BEFORE,
    CLOSED_FIRST,
    SAID,
    TODAY,
    UNREACHABLE,
    VERIFIED,
    VERIFIED_FIRST,
)
from tests.system.leads import AGENCY, TRIAL, WHOLE, Known
from tests.system.stack import Stack
from tests.system.traffic import a_client, a_form

CASES = table_of(CaseRow).c
Own = dict[str, list[dict[str, str]]]
"""Ids by the name of the operation that they are for."""
EACH = 3
"""Cases or complaints of an operation's own."""
OF_CASES, OF_COMPLAINTS = "POST /cases/{case_id}/", "POST /staff/complaints/{complaint_id}/"
OF_REPORTERS = "POST /complaints/{tracking_code}/"


class World:
    """Files, decides and remembers for which operation it did so."""

    def __init__(self, stack: Stack, client: Client) -> None:
        self._stack = stack
        self._client = client
        self._count = 0
        self.own: Own = {}
        self.orders: list[list[Order]] = []

    async def ask(self, method: str, service: str, path: str, body: Json | None = None) -> Json:
        url = self._stack.addresses.service(service) + path
        return await http.ask(self._client, method, url, json=body)

    async def filed(self, **told: Any) -> Json:
        self._count += 1
        form = {**a_form(self._count), "agency": AGENCY, **told}
        return await http.file_complaint(self._client, form, key=f"prepared-{self._count}")

    async def verify(self, complaint: str, deed: str, body: Json) -> None:
        await self.ask("POST", "intake", f"/staff/complaints/{complaint}/{deed}", body)

    async def complaints(self, name: str, prefix: str, before: dict[str, Any], form: Json) -> None:
        """Complaints of an operation's own, with what staff do to each."""
        what = name.removeprefix(prefix)
        closing = CLOSED_FIRST.get(what, ())
        for _ in range(EACH):
            told = {} if closing else {**form, **UNREACHABLE.get(what, {})}
            receipt = await self.filed(**told)
            for deed, body in before.get(what, ()):
                await self.verify(receipt["complaint_id"], deed, body)
            complaint = UUID(receipt["complaint_id"])
            self.orders.append([Order(complaint, one) for one in closing])
            self.own.setdefault(name, []).append(receipt)

    async def cases(self, name: str) -> None:
        deed = name.removeprefix(OF_CASES)
        form = {"agency": "nowhere"} if deed == "assignment" else {}
        form = {"confidentiality": "full"} if deed in VERIFIED_FIRST else form
        for _ in range(EACH):
            receipt = await self.filed(**form)
            self.own.setdefault(name, []).append(receipt | SAID.get(deed, {}))
            for verifying, body in VERIFIED_FIRST.get(deed, ()):
                await self.verify(receipt["complaint_id"], verifying, body)
            complaint = UUID(receipt["complaint_id"])
            self.orders.append([Order(complaint, one) for one in BEFORE.get(deed, ())])

    async def carry_out(self) -> None:
        for place in range(max(map(len, self.orders))):
            due = [orders[place] for orders in self.orders if place < len(orders)]
            outcomes = await carry_out(self._client, due, lambda _: None)
            assert {one.code for one in outcomes} == {""}, outcomes

    async def incident(self) -> str:
        told = {"title": "Padam", "agency": AGENCY, "office": "babel", "since": "2022-03-01"}
        found = await self.ask("POST", "intake", "/staff/incidents", told)
        members = [(await self.filed())["complaint_id"] for _ in range(EACH)]
        path = f"/staff/incidents/{found['incident_id']}/complaints"
        await self.ask("POST", "intake", path, {"complaint_ids": members})
        return str(found["incident_id"])


def _of(service: str, prefix: str) -> Iterable[str]:
    """Operations on one thing, named in the last part of their address."""
    names = (name for name in ENDPOINTS[service] if name.startswith(prefix))
    return [name for name in names if "/" not in name.removeprefix(prefix)]


async def prepared(stack: Stack) -> Known:
    """Cases, complaints, an incident and the registries of two offices nobody writes to."""
    async with a_client(stack) as client:
        world = World(stack, client)
        by_hand = {"confidentiality": "full"}
        for name in _of("intake", OF_COMPLAINTS):
            await world.complaints(name, OF_COMPLAINTS, VERIFIED, by_hand)
        for name in _of("intake", OF_REPORTERS):
            await world.complaints(name, OF_REPORTERS, VERIFIED, by_hand)
        for name in _of("routing", OF_CASES):
            await world.cases(name)
        incidents = [await world.incident() for _ in range(EACH)]
        await world.carry_out()
        await books.until_quiet(stack, client)
        await _alike(world)
    version = await _registry(stack)
    own = {"PUT /registry/{office}/offices/{key}": [{"If-Match": version}]}
    return await _known(stack, {**world.own, **own}, incidents)


async def _alike(world: World) -> None:
    """Two complaints of which each is a candidate of the other."""
    name = "POST /staff/complaints/{complaint_id}/candidates/{other_id}/joining"
    for place in range(EACH):
        told = {"narrative": f"Lampu jalan ke-{place} mati sejak kemarin.", "access_type": "LM"}
        one, other = [await world.filed(**told, agency="lights") for _ in range(2)]
        ids = {"complaint_id": one["complaint_id"], "other_id": other["complaint_id"]}
        world.own.setdefault(name, []).append(ids)


async def _registry(stack: Stack) -> str:
    """An office of its own, and records that may be withdrawn; answers its version."""
    async with http.connected(stack.addresses, TRIAL) as client:
        told = an_office(office=TRIAL).model_dump(mode="json")
        url = f"{stack.addresses.routing}/registry/{TRIAL}"
        await http.ask(client, "PUT", url, json=told)
        for noun in ("agencies", "meetings"):
            body = {**RECORDS[noun], next(iter(RECORDS[noun])): "spare"}
            await http.ask(client, "PUT", f"{url}/{noun}/spare", json=body)
        return (await client.http.get(f"{url}/offices/{TRIAL}")).headers["etag"]


async def _known(stack: Stack, of_deeds: Own, incidents: Sequence[str]) -> Known:
    rows = await stack.read("routing", select(CASES.case_id, CASES.complaint_id))
    case_of = {str(row.complaint_id): str(row.case_id) for row in rows}
    due = select(func.max(table_of(RequestRow).c.answer_due_at))
    [(promised,)] = await stack.read("routing", due)
    for found in of_deeds.values():
        for one in found:
            if case := case_of.get(one.get("complaint_id", "")):
                one["case_id"] = case
    receipts = [one for found in of_deeds.values() for one in found if "tracking_code" in one]
    records = [("agencies", "water"), ("focal-points", "water-primary"), ("offices", TRIAL)]
    spare = [("agencies", "spare"), ("meetings", "spare")]
    record = "/registry/{office}/{noun}/{key}"
    pairs = {f"GET {record}": records, f"GET {record}/history": records, f"DELETE {record}": spare}
    own = {
        name: [{"noun": noun, "key": key} for noun, key in found] for name, found in pairs.items()
    }
    own["PUT /registry/{office}"] = [{"office": WHOLE}]
    own["GET /definitions/{name}"] = [{"name": "M01"}]
    own["GET /reports/{name}"] = [{"name": "2022-Q1"}]
    every = {
        "tracking_code": [one["tracking_code"] for one in receipts],
        "complaint_id": [one["complaint_id"] for one in receipts],
        "case_id": list(case_of.values()),
        "incident_id": incidents,
        "incident": incidents,
        "agency": [AGENCY],
        "office": [TRIAL],
        "noun": [noun for noun, _ in records],
        "on": [f"{TODAY}"],
        "until": [f"{promised.date() + timedelta(days=2)}"],
        "metric": ["M01", "M05"],
    }
    return Known(every, {**of_deeds, **own})


def person_of(operation: str) -> Person:
    """Who asks: of the registry, somebody of an office of which nothing depends."""
    if operation == "PUT /registry/{office}":
        return Person("siti", "head", WHOLE)
    of_trial = "{office}" in operation
    return Person("siti", "head", TRIAL if of_trial else "babel")
