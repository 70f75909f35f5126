"""What staff decide about cases over HTTP: done and announced at once, or refused and unchanged."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.routing.models import RequestRow
from shared.access.person import Person
from shared.db.transaction import table_of
from shared.events.routing import CaseAssigned
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint
from tests.offices import an_office
from tests.service.routing.office import AS_OPERATOR, AS_STAFF, CASES, CLOSURE, SIBLING, Office
from tests.tokens import bearer

ANSWER = {"text": "Air mengalir lagi."}
DEEDS: list[tuple[str, dict[str, Any]]] = [
    ("assignment", {"agency": "water"}),
    ("acknowledgement", {}),
    ("answer", ANSWER),
    ("closure", CLOSURE),
]
REQUESTS = table_of(RequestRow)


async def _everything(office: Office) -> list[Any]:
    """All that a refused deed must leave as it was."""
    return [
        list(await office.rows(select(CASES).order_by(CASES.c.case_id))),
        list(await office.rows(select(REQUESTS).order_by(REQUESTS.c.request_id))),
        await office.announced(),
    ]


async def test_a_case_is_acknowledged_answered_and_closed(office: Office) -> None:
    case_id = await office.with_a_case()
    for place, (deed, body) in enumerate(DEEDS[1:], 2):
        answer = await office.post(f"/cases/{case_id}/{deed}", body)
        assert (answer.status_code, answer.json()["version"]) == (201, place)
    case = (await office.get(f"/cases/{case_id}")).json()
    assert {**case, **CLOSURE} == case
    assert case["state"] == "closed"
    [request] = case["requests"]
    assert (request["state"], request["answer"]) == ("answered", ANSWER["text"])
    assert request["acknowledged_at"] == request["answered_at"] == case["closed_at"]

    events = await office.announced()
    assert [event.type.split(".")[2] for event in events] == [
        "assigned",
        "acknowledged",
        "answered",
        "closed",
    ]
    assert [event.sequence for event in events] == ["1", "2", "3", "4"]
    assert {event.subject for event in events} == {str(case_id)}


async def test_a_deed_happened_when_it_happened(office: Office) -> None:
    case_id = await office.with_a_case()
    at = NOON + timedelta(hours=2)
    await office.post(f"/cases/{case_id}/acknowledgement", {"at": at.isoformat()})
    [request] = await office.rows(select(REQUESTS))
    assert request.acknowledged_at == at
    assert (await office.announced())[-1].time == at


async def test_a_deed_before_the_last_one_changes_nothing(office: Office) -> None:
    case_id = await office.with_a_case()
    seen = (NOON + timedelta(hours=2)).isoformat()
    earlier = (NOON + timedelta(hours=1)).isoformat()
    await office.post(f"/cases/{case_id}/acknowledgement", {"at": seen})
    before = await _everything(office)
    for deed, body in (("answer", ANSWER), ("closure", CLOSURE)):
        answer = await office.post(f"/cases/{case_id}/{deed}", {**body, "at": earlier})
        assert (answer.status_code, answer.json()["code"]) == (409, "out-of-order")
    assert await _everything(office) == before
    answer = await office.post(f"/cases/{case_id}/answer", {**ANSWER, "at": seen})
    assert answer.status_code == 201


async def test_staff_place_an_unroutable_case(office: Office) -> None:
    case_id = await office.with_a_case(agency="nowhere")
    assert (await office.get("/unroutable")).json()["waiting"] == 1
    answer = await office.post(f"/cases/{case_id}/assignment", {"agency": "lights"})
    case = answer.json()
    assert (answer.status_code, case["state"], case["agency"]) == (201, "assigned", "lights")
    assert case["focal_point_id"] == "lights-primary"
    assert case["explanation"]["placed_by"] == "staff"
    assert "why" not in case["explanation"]
    assert [request["state"] for request in case["requests"]] == ["sent"]
    assert (await office.get("/unroutable")).json()["waiting"] == 0
    event = (await office.announced())[-1]
    assert isinstance(event.data, CaseAssigned)
    assert (event.data.was_unroutable, event.data.agency) == (True, "lights")
    assert str(event.data.request_id) == case["requests"][0]["request_id"]
    assert (await office.post(f"/cases/{case_id}/acknowledgement", {})).status_code == 201


@pytest.mark.parametrize(("deed", "body"), DEEDS)
async def test_a_deed_is_staffs_alone(office: Office, deed: str, body: dict[str, Any]) -> None:
    case_id = await office.with_a_case()
    before = await _everything(office)
    siblings = {"Authorization": f"Bearer {SIBLING}"}
    for headers, status in (({}, 401), (siblings, 401), (AS_OPERATOR, 403)):
        answer = await office.client.post(f"/cases/{case_id}/{deed}", json=body, headers=headers)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
    assert await _everything(office) == before


@pytest.mark.parametrize(
    "path", ["/cases", "/unroutable", "/registry", "/cases/01920f3c-7a4e-7c1b-9d2e-5b8a4f6c0d11"]
)
async def test_cases_are_shown_to_staff_alone(office: Office, path: str) -> None:
    assert (await office.client.get(path)).status_code == 401
    wrong = {"Authorization": "Bearer wrong"}
    assert (await office.client.get(path, headers=wrong)).status_code == 401
    reporter = bearer(Person("sari", "reporter"))
    assert (await office.client.get(path, headers=reporter)).status_code == 403
    assert (await office.get(path)).status_code in (200, 404)


@pytest.mark.parametrize(("deed", "body"), DEEDS)
async def test_a_case_that_does_not_exist(office: Office, deed: str, body: dict[str, Any]) -> None:
    answer = await office.post(f"/cases/{new_id()}/{deed}", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(("deed", "body"), DEEDS)
async def test_nothing_is_done_to_a_closed_case(
    office: Office, deed: str, body: dict[str, Any]
) -> None:
    case_id = await office.with_a_case()
    await office.post(f"/cases/{case_id}/closure", CLOSURE)
    before = await _everything(office)
    answer = await office.post(f"/cases/{case_id}/{deed}", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal-move")
    assert await _everything(office) == before


@pytest.mark.parametrize(
    ("deed", "body"),
    [
        ("closure", {}),
        ("closure", {**CLOSURE, "reason": "K99"}),
        ("closure", {**CLOSURE, "substantiated": "yes"}),
        ("closure", {**CLOSURE, "at": "2099-01-01T00:00:00Z"}),
        ("closure", {**CLOSURE, "at": "2022-03-14T04:59:59Z"}),
        ("closure", {**CLOSURE, "by": "me"}),
        ("answer", {"text": ""}),
        ("answer", {"text": "\0"}),
        ("answer", {"text": "\ud800"}),
        ("assignment", {"agency": "nowhere"}),
        ("assignment", {"agency": "No Slug"}),
        ("acknowledgement", {"at": "2022-03-15T05:00:00"}),
        ("acknowledgement", []),
    ],
)
async def test_what_is_no_deed_changes_nothing(office: Office, deed: str, body: Any) -> None:
    agency = "nowhere" if deed == "assignment" else "water"
    case_id = await office.with_a_case(agency=agency)
    before = await _everything(office)
    answer = await office.post(f"/cases/{case_id}/{deed}", body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert await _everything(office) == before


async def test_of_two_closings_at_once_one_wins(office: Office) -> None:
    case_id = await office.with_a_case()
    reasons = ("K20", "K21", "K23", "K25")
    answers = await asyncio.gather(
        *(office.post(f"/cases/{case_id}/closure", {**CLOSURE, "reason": r}) for r in reasons)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    [winner] = [answer.json() for answer in answers if answer.status_code == 201]
    assert (await office.get(f"/cases/{case_id}")).json() == winner
    assert (await office.types()).count("case.closed") == 1
    assert (await office.announced())[-1].data.reason == winner["reason"]  # type: ignore[attr-defined]


async def test_cases_are_listed_by_state_and_agency_a_page_at_a_time(office: Office) -> None:
    await office.load(an_office())
    water = [await office.open_case() for _ in range(3)]
    lights = await office.open_case(agency="lights")
    waiting = await office.open_case(agency="nowhere")
    await office.post(f"/cases/{water[0]}/closure", CLOSURE)

    async def listed(**asked: Any) -> list[UUID]:
        return [UUID(one["case_id"]) for one in (await office.get("/cases", **asked)).json()]

    assert await listed() == [*water, lights, waiting]
    assert await listed(limit=2) == water[:2]
    assert await listed(limit=2, after=water[1]) == [water[2], lights]
    assert await listed(state="closed") == water[:1]
    assert await listed(state="unroutable") == [waiting]
    assert await listed(state="assigned", agency="water") == water[1:]
    for wrong in ({"limit": 0}, {"limit": 201}, {"state": "lost"}, {"agency": "A"}, {"after": "1"}):
        assert (await office.get("/cases", **wrong)).status_code == 422


async def test_a_sibling_reads_how_to_reach_officers(office: Office) -> None:
    await office.load(an_office())
    asked = {"appointments": ["water-primary", "water-deputy", "nobody"]}
    as_sibling = {"Authorization": f"Bearer {SIBLING}"}
    answer = await office.client.post("/focal-points/contacts", json=asked, headers=as_sibling)
    found = {one["appointment_id"]: one for one in answer.json()}
    assert set(found) == {"water-primary", "water-deputy"}
    assert found["water-primary"]["agency_name"] == "Perumda Air Minum"
    refused = await office.client.post("/focal-points/contacts", json=asked, headers=AS_STAFF)
    assert refused.status_code == 403


async def test_nothing_shown_says_who_complained(office: Office) -> None:
    case_id = await office.with_a_case()
    fields = set((await office.get(f"/cases/{case_id}")).json())
    assert not fields & {"name", "email", "reporter", "narrative", "phone", "identity_number"}
    assert {"explanation", "complaint_id"} <= fields
    assert an_accepted_complaint().model_fields_set.isdisjoint({"narrative", "name"})
