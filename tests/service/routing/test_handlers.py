"""What routing hears becomes a case with its reasons, and is announced with it."""

from datetime import timedelta

from sqlalchemy import select

from services.routing.models import RequestRow
from shared.access.person import Person
from shared.db.transaction import table_of
from shared.events.intake import ComplaintAccepted
from shared.events.notifications import MessageSent
from shared.events.routing import CaseAssigned, CaseUnroutable
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint, an_event
from tests.offices import an_office
from tests.service.routing.office import LATER, Office
from tests.tokens import bearer

REQUESTS = table_of(RequestRow)


def a_sent_message(complaint: ComplaintAccepted, template: str = "case-assigned") -> MessageSent:
    return MessageSent.model_validate(
        {
            "complaint_id": complaint.complaint_id,
            "message_id": new_id(),
            "cause": new_id(),
            "recipient": "focal-point",
            "recipient_id": "water-primary",
            "channel": "mail",
            "template": template,
            "attempts": 1,
            "maybe_twice": False,
        }
    )


async def test_an_accepted_complaint_becomes_a_case_with_its_reasons(office: Office) -> None:
    await office.load(an_office())
    complaint = an_accepted_complaint(substance="air", agency=None, campaign="posko-air")
    await office.hear(an_event(complaint))

    row = await office.case_of(complaint.complaint_id)
    case = (await office.get(f"/cases/{row.case_id}")).json()
    assert (case["state"], case["version"], case["agency"]) == ("assigned", 1, "water")
    assert case["focal_point_id"] == "water-primary"
    assert case["explanation"] == {
        "rule": "pangkalpinang",
        "rule_set": "contoh",
        "version": 1,
        "facts": {"region": "19.71"},
    }
    assert (row.opened_at, row.recorded_at) == (NOON, LATER)
    [request] = case["requests"]
    assert (request["kind"], request["state"]) == ("clarification", "sent")
    assert request["answer_due_at"] == "2022-03-29T16:59:59Z"


async def test_the_case_is_announced_with_the_time_of_its_opening(office: Office) -> None:
    await office.load(an_office())
    complaint = an_accepted_complaint(substance="air", agency="water")
    await office.hear(an_event(complaint))
    [event] = await office.announced()
    assert isinstance(event.data, CaseAssigned)
    row = await office.case_of(complaint.complaint_id)
    assert (event.subject, event.sequence) == (str(row.case_id), "1")
    assert (event.time, event.recordedtime) == (NOON, LATER)
    assert (event.data.agency, event.data.rule) == ("water", "as-named@1")
    assert event.data.complaint_id == complaint.complaint_id


async def test_complaints_of_one_batch_are_announced_in_their_order(office: Office) -> None:
    await office.load(an_office())
    complaints = [an_accepted_complaint(substance="air", agency="water") for _ in range(40)]
    await office.hear(*(an_event(complaint) for complaint in complaints))
    told = [event.data.complaint for event in await office.announced()]
    assert told == [complaint.complaint_id for complaint in complaints]
    assert len((await office.get("/cases", limit=50)).json()) == 40


async def test_what_no_rule_places_is_kept_visible(office: Office) -> None:
    await office.load(an_office())
    nowhere = an_accepted_complaint(substance="air", agency="nowhere")
    unloaded = an_accepted_complaint(office="kukar")
    await office.hear(an_event(nowhere), an_event(unloaded))
    auditor = bearer(Person("wati", "auditor"))
    shown = (await office.client.get("/unroutable", headers=auditor)).json()
    assert shown["waiting"] == 2
    assert (await office.get("/unroutable")).json()["waiting"] == 1
    assert [one["complaint_id"] for one in shown["oldest"]] == [
        str(nowhere.complaint_id),
        str(unloaded.complaint_id),
    ]
    assert [one["explanation"]["why"] for one in shown["oldest"]] == ["unknown-agency", "no-rule"]
    assert [event.data.why for event in await office.announced()] == [  # type: ignore[attr-defined]
        "unknown-agency",
        "no-rule",
    ]
    assert all(isinstance(event.data, CaseUnroutable) for event in await office.announced())
    assert await office.rows(select(REQUESTS)) == []


async def test_the_proof_of_delivery_is_noted_once(office: Office) -> None:
    await office.load(an_office())
    complaint = an_accepted_complaint(substance="air", agency="water")
    await office.hear(an_event(complaint))
    sent = a_sent_message(complaint)
    for hour in (2, 3):
        await office.hear(an_event(sent, NOON + timedelta(hours=hour)))
    [request] = await office.rows(select(REQUESTS))
    assert (request.delivered_at, request.state) == (NOON + timedelta(hours=2), "delivered")


async def test_other_messages_prove_nothing_about_a_request(office: Office) -> None:
    await office.load(an_office())
    complaint = an_accepted_complaint(substance="air", agency="water")
    await office.hear(an_event(complaint))
    await office.hear(an_event(a_sent_message(complaint, "complaint-received")))
    await office.hear(an_event(a_sent_message(complaint, "request-cancelled")))
    deputy = a_sent_message(complaint, "request-reminded").model_copy(
        update={"recipient": "deputy"}
    )
    await office.hear(an_event(deputy))
    await office.hear(an_event(a_sent_message(an_accepted_complaint())))
    [request] = await office.rows(select(REQUESTS))
    assert request.delivered_at is None
