"""What staff can see of messages."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest
from prometheus_client import REGISTRY

from services.notifications import app as application
from services.notifications import timers
from services.notifications.settings import NotificationsSettings
from shared.access.person import Person
from tests.rights import NOTIFICATIONS, PEOPLE, Whose, refusal
from tests.service.notifications.office import Office
from tests.service.notifications.stand_ins import MailServer
from tests.tokens import bearer

STAFF = bearer(Person("siti", "examiner", "babel"))


@pytest.fixture
async def client(settings: NotificationsSettings) -> AsyncIterator[httpx.AsyncClient]:
    app = application.create(settings)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened
    await app.state.database.close()


async def test_staff_sees_every_message_about_a_complaint(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer
) -> None:
    mail_server.rcpt_answers = ["550 no"]
    complaint_id = await office.hear_complaint()
    await office.hear_complaint()
    await office.carry()
    answer = await client.get(f"/messages?complaint_id={complaint_id}", headers=STAFF)
    to_desk = [one for one in answer.json() if one["template"] == "message-failed"]
    (message,) = [one for one in answer.json() if one not in to_desk]
    assert answer.status_code == 200
    assert message["complaint_id"] == str(complaint_id)
    assert message["state"] in {"sent", "failed"}
    assert message["template"] == "complaint-received"
    assert "facts" not in message
    assert len(to_desk) == (message["state"] == "failed")
    assert {one["complaint_id"] for one in to_desk} <= {str(complaint_id)}


async def test_the_summary_counts_by_state_and_template(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer
) -> None:
    mail_server.data_answers = ["550 no"]
    office.books.knows_bearer("office-desk", "desk", agency=None)
    await office.hear_complaint()
    await office.hear_assignment()
    await office.carry()
    await office.hear_complaint()
    await office.courier()._claim()  # and the process dies
    await office.courier().begin()

    summary = (await client.get("/messages/summary", headers=STAFF)).json()
    assert summary["states"] == {"waiting": 1, "sent": 2, "skipped": 0, "failed": 1}
    assert summary["templates"]["message-failed"]["sent"] == 1
    assert sum(summary["templates"]["complaint-received"].values()) == 2
    assert sum(summary["templates"]["case-assigned"].values()) == 1
    assert summary["maybe_twice"] == 1
    assert summary["oldest_waiting"] == "2022-03-14T05:00:00Z"


async def test_a_summary_of_nothing_is_zeros(client: httpx.AsyncClient) -> None:
    summary = (await client.get("/messages/summary", headers=STAFF)).json()
    assert summary == {
        "states": {"waiting": 0, "sent": 0, "skipped": 0, "failed": 0},
        "templates": {},
        "maybe_twice": 0,
        "oldest_waiting": None,
    }


@pytest.mark.parametrize("path", ["/messages/summary", f"/messages?complaint_id={UUID(int=7)}"])
async def test_messages_are_shown_to_staff_alone(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 401
    other = {"Authorization": "Bearer token-between-services"}
    assert (await client.get(path, headers=other)).status_code == 401
    outside = bearer(Person("babel-1", "focal-point", "babel", "water"))
    assert (await client.get(path, headers=outside)).status_code == 403


@pytest.mark.parametrize("address", NOTIFICATIONS)
async def test_every_cell(client: httpx.AsyncClient, office: Office, address: str) -> None:
    needs, path = NOTIFICATIONS[address], address.removeprefix("GET ")
    offices: dict[Whose, str] = {"own": "babel", "another office's": "kukar"}
    for whose, name in offices.items():
        complaint_id = await office.hear_complaint(office=name)
        for person in PEOPLE:
            asked = {"complaint_id": str(complaint_id)}
            answer = await client.get(path, params=asked, headers=bearer(person))
            wanted = refusal(person, needs, whose)
            if needs.lists and wanted != 403:
                assert answer.status_code == 200
                assert (str(complaint_id) in answer.text) is (wanted is None), person
            else:
                assert answer.status_code == (wanted or 200), person


@pytest.mark.parametrize("query", ["", "?complaint_id=7", "?complaint_id=%00", "?complaint_id="])
async def test_a_question_without_a_complaint_is_a_clear_problem(
    client: httpx.AsyncClient, query: str
) -> None:
    answer = await client.get(f"/messages{query}", headers=STAFF)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_unknown_complaint_has_no_messages(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/messages?complaint_id={uuid4()}", headers=STAFF)
    assert answer.json() == []


async def test_prometheus_is_told_what_waits_and_what_was_sent(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer
) -> None:
    labels = {"template": "complaint-received"}
    before = REGISTRY.get_sample_value("notifications_messages_sent_total", labels) or 0
    await office.hear_complaint()
    office.later(seconds=30)
    await timers.measure(office.database, office.clock)
    text = (await client.get("/metrics")).text
    assert "notifications_messages_waiting 1.0" in text
    assert "notifications_messages_oldest_waiting_seconds 30.0" in text
    await office.carry()
    await timers.measure(office.database, office.clock)
    assert REGISTRY.get_sample_value("notifications_messages_waiting") == 0
    assert REGISTRY.get_sample_value("notifications_messages_sent_total", labels) == before + 1
