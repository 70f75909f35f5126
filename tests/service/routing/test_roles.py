"""Every address of routing, for every role, on what is their own and on what is not."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.routing import desk, store
from services.routing.desk import Order
from services.routing.domain.agencies import Agency
from services.routing.domain.deeds import Join
from services.routing.store import SYSTEM
from shared.access.person import Person
from shared.ids import new_id
from tests.meeting import lets_in
from tests.offices import a_rule, an_office, an_officer, some_rules
from tests.records import RECORDS
from tests.rights import ANSWER, PEOPLE, ROUTING, Needs, Whose, refusal
from tests.service.routing.office import AS_STAFF, SIBLING, Office
from tests.service.routing.test_bearers import a_bearer
from tests.tokens import bearer, token

WHOSE: dict[Whose, dict[str, str]] = {
    "own": {"office": "babel", "agency": "water"},
    "another agency's": {"office": "babel", "agency": "lights"},
    "another office's": {"office": "kukar", "agency": "water"},
}
"""The same agency in another office is another agency."""


OF_TROUBLE = ("GET /unroutable", "GET /vacancies", "GET /regions", "GET /keywords")
"""Lists of what is wrong, and here nothing is; and of what is the same for everybody."""


AGENCIES = [
    Agency(agency="water", name="Perumda Air Minum", kind="bumd", supervisor="inspektorat"),
    Agency(agency="lights", name="Perusahaan Listrik", kind="bumn"),
    Agency(agency="inspektorat", name="Inspektorat", kind="inspektorat", answers=False),
]


INSPECTOR = a_bearer("internal-supervisor", bearer_id="inspektur")

NAMED = some_rules(a_rule("as-named", "named"))

A_MOMENT = timedelta(seconds=2)
"""After which a change of the registry is seen by whoever only reads."""


class Matrix:
    """Two offices, and a fresh case wherever the last one was changed."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.cases: dict[Whose, Any] = {}

    async def load(self) -> None:
        await self.office.load(an_office(agencies=AGENCIES, rule_set=NAMED, bearers=[INSPECTOR]))
        officers = [
            an_officer("kukar-water", agency="water"),
            an_officer("kukar-lights", agency="lights"),
        ]
        await self.office.load(an_office(office="kukar", focal_points=officers, rule_set=NAMED))

    async def case(self, whose: Whose) -> Any:
        if whose not in self.cases:
            told = WHOSE[whose]
            case_id = await self.office.open_case(**told, substance="air")
            incident = new_id()
            join = Order(Join(incident=incident), SYSTEM, case_id=case_id)
            await desk.do(self.office.database, self.office.clock, join)
            row = await self._row(case_id)
            assert (row.office, row.agency) == (told["office"], told["agency"])
            self.cases[whose] = row
        return self.cases[whose]

    async def _row(self, case_id: UUID) -> Any:
        async with self.office.database.reading() as connection:
            found = await store.full_case(connection, case_id)
        assert found is not None
        return found[0]

    async def ask(self, person: Person, address: str, needs: Needs, whose: Whose) -> httpx.Response:
        row = await self.case(whose)
        method, _, path = address.partition(" ")
        here = {"case_id": row.case_id, "office": row.office, "incident": row.incident}
        key = key_put(address, row) if method == "PUT" else appointment(row)
        there = path.format(**here, noun="focal-points", key=key)
        headers = bearer(person)
        content = json.dumps(needs.body).encode()
        if address == "PUT /registry/{office}":
            told = {"office": row.office, "agencies": AGENCIES, "bearers": [INSPECTOR]}
            told["rule_set"] = NAMED
            content = an_office(**told).model_dump_json().encode()
        if address == "PUT /registry/{office}/rules/{key}":  # what follows is placed as before
            content = json.dumps({**needs.body, "valid_from": "2099-01-01"}).encode()
        if address == "PUT /registry/{office}/offices/{key}":  # it is there already
            headers["If-Match"] = "*"
        if address == "POST /cases/{case_id}/transfer":
            content = json.dumps(
                {"agency": "lights" if row.agency == "water" else "water"}
            ).encode()
        if address == "POST /cases/batch":
            line = {"complaint_id": str(row.complaint_id), "order": {"deed": "acknowledge"}}
            content = json.dumps(line).encode()
        if method == "GET":
            return await self.office.client.get(there, headers=headers)
        headers["Content-Type"] = "application/json"
        answer = await self.office.client.request(method, there, content=content, headers=headers)
        if answer.is_success or answer.status_code == 409:
            del self.cases[whose]
        else:
            assert (await self._row(row.case_id)).version == row.version
        return answer


def key_put(address: str, row: Any) -> str:
    """Under which key the record of `tests.records` is put."""
    rules = RECORDS["rules"]
    keys = {"offices": str(row.office), "rules": f"{rules['name']}-{rules['version']}"}
    return keys.get(address.split("/")[-2], "added")


def appointment(row: Any) -> str:
    """Of the officer who has the case."""
    return {"babel": f"{row.agency}-primary", "kukar": f"kukar-{row.agency}"}[str(row.office)]


def marks(address: str, row: Any) -> str:
    """What of a case, or of its office, a list shows."""
    if address in ("GET /registry", "GET /registry/{office}/{noun}"):
        return appointment(row)
    return '"done":1' if address == "POST /cases/batch" else str(row.case_id)


async def test_every_cell(office: Office) -> None:
    matrix = Matrix(office)
    await matrix.load()
    wrong: list[Any] = []
    for address, needs in ROUTING.items():
        for person in PEOPLE:
            for whose in WHOSE:
                row = await matrix.case(whose)
                answer = await matrix.ask(person, address, needs, whose)
                found: Any = answer.status_code
                wanted: Any = refusal(person, needs, whose)
                if needs.lists and wanted != 403 and address not in OF_TROUBLE:
                    found = (found, marks(address, row) in answer.text)
                    wanted = (200, wanted is None)
                elif wanted is None or (needs.lists and wanted == 404):
                    found, wanted = lets_in(address, answer.status_code) or found, True
                if found != wanted:
                    wrong.append((address, person.role, whose, found, wanted, answer.text[:200]))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    "credentials", [None, "Bearer nonsense", f"Bearer {SIBLING}", "Basic YTpi"]
)
async def test_without_a_token_nobody_is_let_in(office: Office, credentials: str | None) -> None:
    matrix = Matrix(office)
    await matrix.load()
    row = await matrix.case("own")
    for address, needs in ROUTING.items():
        if needs.right == "a service" and credentials == f"Bearer {SIBLING}":
            continue
        method, _, path = address.partition(" ")
        here = {"case_id": row.case_id, "office": "babel", "incident": row.incident}
        there = path.format(**here, noun="agencies", key="water")
        headers = {"Authorization": credentials} if credentials else {}
        answer = await office.client.request(method, there, json=needs.body, headers=headers)
        bad_sibling = needs.right == "a service" and credentials == "Bearer nonsense"
        assert answer.status_code == (403 if bad_sibling else 401), address


async def test_an_officer_who_has_left_sees_nothing(office: Office) -> None:
    case_id = await office.with_a_case()
    for stranger in ("water-former", "lights-primary"):
        person = bearer(Person(stranger, "focal-point", "babel", "water"))
        assert (await office.client.get("/cases", headers=person)).json() == []
        assert (await office.client.get(f"/cases/{case_id}", headers=person)).status_code == 404
        answer = await office.client.post(f"/cases/{case_id}/answer", json=ANSWER, headers=person)
        assert answer.status_code == 404


OFFICER = bearer(Person("lights-primary", "focal-point", "babel", "lights"))


async def test_only_the_office_says_that_it_happened_earlier(office: Office) -> None:
    case_id = await office.with_a_case(substance="energi-kelistrikan")
    early = {**ANSWER, "at": "2022-03-14T06:00:00Z"}
    answer = await office.client.post(f"/cases/{case_id}/answer", json=early, headers=OFFICER)
    assert answer.status_code == 422
    assert (await office.post(f"/cases/{case_id}/answer", early)).status_code == 201


async def test_histories_name_the_person_of_the_token(office: Office) -> None:
    case_id = await office.with_a_case(substance="energi-kelistrikan")
    told = {"X-Staff": "somebody", **OFFICER}
    await office.client.post(f"/cases/{case_id}/acknowledgement", json={}, headers=told)
    await office.post(f"/cases/{case_id}/answer", ANSWER)
    lines = (await office.get(f"/cases/{case_id}/history")).json()
    assert [(line["actor_role"], line["actor_id"]) for line in lines[1:]] == [
        ("focal-point", "lights-primary"),
        ("head", "rudi"),
    ]


async def test_an_agency_sees_its_own_part_of_a_case_that_came_from_another(office: Office) -> None:
    case_id = await office.with_a_case(substance="energi-kelistrikan")
    said = {"reason": "other-agency", "proposed": "water"}
    moved = await office.client.post(f"/cases/{case_id}/misrouting", json=said, headers=OFFICER)
    assert (moved.status_code, moved.json()) == (201, None)
    gone = await office.client.get(f"/cases/{case_id}", headers=OFFICER)
    assert gone.status_code == 404
    water = bearer(Person("water-primary", "focal-point", "babel", "water"))
    seen = (await office.client.get(f"/cases/{case_id}", headers=water)).json()
    assert [one["agency"] for one in seen["requests"]] == ["water"]
    assert (seen["refused_by"], seen["explanation"]) == ([], {})
    await office.client.post(f"/cases/{case_id}/answer", json=ANSWER, headers=water)
    history = await office.client.get(f"/cases/{case_id}/history", headers=water)
    assert "lights" not in history.text
    assert [line["deed"] for line in history.json()][-1] == "answer"


async def test_in_full_confidence_an_agency_learns_no_circumstance(office: Office) -> None:
    circumstances = {"region": "19.71", "campaign": "posko-listrik", "channel": "posko"}
    case_id = await office.with_a_case(
        substance="energi-kelistrikan", confidentiality="full", **circumstances
    )
    seen = (await office.client.get(f"/cases/{case_id}", headers=OFFICER)).json()
    assert {seen[name] for name in circumstances} == {None}
    assert seen["maladministration"] == []
    listed = (await office.client.get("/cases", headers=OFFICER)).json()
    assert {listed[0][name] for name in circumstances} == {None}
    history = await office.client.get(f"/cases/{case_id}/history", headers=OFFICER)
    assert "posko" not in history.text
    of_office = (await office.get(f"/cases/{case_id}")).json()
    assert {name: of_office[name] for name in circumstances} == circumstances


async def test_one_answer_of_an_agency_is_for_its_own_cases_of_an_incident(office: Office) -> None:
    incident = new_id()
    ours = await office.with_a_case(substance="energi-kelistrikan", incident=incident)
    theirs = await office.open_case(incident=incident)
    answer = await office.client.post(f"/incidents/{incident}/answer", json=ANSWER, headers=OFFICER)
    assert [one["case_id"] for one in answer.json()["cases"]] == [str(ours)]
    states = [
        (await office.get(f"/cases/{case_id}")).json()["requests"][0]["state"]
        for case_id in (ours, theirs)
    ]
    assert states == ["answered", "sent"]


async def test_a_batch_needs_the_right_of_each_deed(office: Office) -> None:
    await office.with_a_case()
    [row] = (await office.get("/cases")).json()
    reopen = {"deed": "reopen", "reason": "new-evidence"}
    line = {"complaint_id": row["complaint_id"], "order": reopen}
    examiner = {"Authorization": f"Bearer {token(Person('siti', 'examiner', 'babel'))}"}
    for headers, code in ((examiner, "forbidden"), (AS_STAFF, "illegal-move")):
        answer = await office.client.post("/cases/batch", json=line, headers=headers)
        assert [one["code"] for one in answer.json()["lines"]] == [code]


async def test_a_supervisor_sees_what_it_supervises_today(office: Office) -> None:
    case_id = await office.with_a_case()
    supervisor = bearer(Person("inspektur", "supervisor", "babel", "inspektorat"))
    path = f"/cases/{case_id}"
    assert (await office.client.get(path, headers=supervisor)).status_code == 404
    await office.load(an_office(agencies=AGENCIES, bearers=[INSPECTOR]))
    office.clock.now += A_MOMENT
    assert (await office.client.get(path, headers=supervisor)).status_code == 200
    answer = await office.client.post(f"{path}/answer", json=ANSWER, headers=supervisor)
    assert answer.status_code == 403
    await office.load(an_office(bearers=[INSPECTOR]))
    office.clock.now += A_MOMENT
    assert (await office.client.get(path, headers=supervisor)).status_code == 404


async def test_a_supervisor_is_a_person_whom_the_registry_names(office: Office) -> None:
    """Officer of the supervising agency, or who bears the role; for one agency, of that alone."""
    day = office.clock.now.date()
    bearers = [
        a_bearer("internal-supervisor", bearer_id="of-water", agency="water"),
        a_bearer("internal-supervisor", bearer_id="of-lights", agency="lights"),
        a_bearer("internal-supervisor", bearer_id="of-all"),
        a_bearer("internal-supervisor", bearer_id="before", valid_to=day - timedelta(days=1)),
        a_bearer("superior", bearer_id="chief", agency="water"),
    ]
    officers = [*an_office().focal_points, an_officer("inspektorat-primary")]
    await office.load(an_office(agencies=AGENCIES, focal_points=officers, bearers=bearers))
    case_id = await office.open_case()
    seen = {}
    for who in (*(one.bearer_id for one in bearers), "inspektorat-primary", "water-primary", "x"):
        headers = bearer(Person(who, "supervisor", "babel", "inspektorat"))
        answer = await office.client.get(f"/cases/{case_id}", headers=headers)
        listed = (await office.client.get("/cases", headers=headers)).json()
        assert [one["case_id"] for one in listed] == [str(case_id)] * answer.is_success
        seen[who] = answer.status_code
    assert {who for who, status in seen.items() if status == 200} == {
        *("of-water", "of-all", "inspektorat-primary"),
    }
    assert set(seen.values()) == {200, 404}
