"""A link in a letter opens one request for the officer who has it, and does each deed once."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.routing.models import RequestRow
from shared.db.transaction import table_of
from shared.ids import new_id
from tests.service.routing.office import AS_STAFF, SIBLING, Office

REQUESTS = table_of(RequestRow)
AS_SIBLING = {"Authorization": f"Bearer {SIBLING}"}


async def request_of(office: Office, case_id: UUID) -> Any:
    """The newest request of a case."""
    query = select(REQUESTS).where(REQUESTS.c.case_id == case_id).order_by(REQUESTS.c.request_id)
    return (await office.rows(query))[-1]


async def links(office: Office, *asked: tuple[UUID, str]) -> list[Any]:
    told = [{"request_id": str(one), "recipient_id": who} for one, who in asked]
    answer = await office.client.post("/links", json={"asked": told}, headers=AS_SIBLING)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()
    return found


async def test_whoever_has_the_request_gets_a_link_and_nobody_else(office: Office) -> None:
    case_id = await office.with_a_case()
    request = await request_of(office, case_id)
    asked = [
        (request.request_id, "water-primary"),
        (request.request_id, "water-deputy"),
        (request.request_id, "lights-primary"),
        (new_id(), "water-primary"),
    ]
    [minted] = await links(office, *asked)
    assert minted["request_id"] == str(request.request_id)
    assert minted["recipient_id"] == "water-primary"
    assert minted["url"].startswith("http://127.0.0.1:8401/links/")
    assert await links(office) == []


async def test_only_a_sibling_asks_for_links(office: Office) -> None:
    for headers, status in (({}, 401), (AS_STAFF, 403)):
        answer = await office.client.post("/links", json={"asked": []}, headers=headers)
        assert answer.status_code == status
