"""Proof of delivery: each request has its own, and the clock counts from it if policy says so."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.routing import policies
from services.routing.domain.policy import Policies
from shared.events.intake import ComplaintAccepted
from shared.events.routing import DeadlineRecalculated, RequestDelivered
from shared.ids import new_id
from tests.factories import an_accepted_complaint, an_event
from tests.offices import an_office
from tests.service.routing.office import LATER, Office
from tests.service.routing.test_handlers import a_sent_message

WEDNESDAY = datetime(2022, 3, 16, 4, tzinfo=UTC)


@pytest.fixture
def from_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped policy, but clocks start with the proof of delivery."""
    shipped = policies.read()
    starting = shipped.usual.model_copy(update={"starts": "delivery"})
    changed = Policies(usual=starting, offices={})
    monkeypatch.setattr(policies, "read", lambda: changed)


async def _delivered(office: Office, at: datetime) -> Any:
    await office.load(an_office())
    complaint: ComplaintAccepted = an_accepted_complaint(substance="air", agency="water")
    await office.hear(an_event(complaint), an_event(a_sent_message(complaint), at))
    row = await office.case_of(complaint.complaint_id)
    return (await office.get(f"/cases/{row.case_id}")).json()


async def test_a_proof_of_delivery_is_told_and_moves_no_clock_that_runs_from_sending(
    office: Office,
) -> None:
    case = await _delivered(office, WEDNESDAY)
    assert await office.types() == ["case.assigned", "request.delivered"]
    assert case["requests"][0]["answer_due_at"] == "2022-03-29T16:59:59Z"


@pytest.mark.usefixtures("from_delivery")
async def test_where_policy_says_so_the_clocks_count_from_delivery(office: Office) -> None:
    case = await _delivered(office, WEDNESDAY)
    assert (
        await office.types()
        == ["case.assigned", "request.delivered"] + ["deadline.recalculated"] * 2
    )
    [request] = case["requests"]
    assert request["answer_due_at"] == "2022-03-30T16:59:59Z"
    assert request["ack_due_at"] == "2022-03-17T16:59:59Z"
    moved = [e.data for e in await office.announced() if isinstance(e.data, DeadlineRecalculated)]
    assert {one.clock for one in moved} == {"acknowledgement", "answer"}
    await office.time_passes(datetime(2022, 3, 16, 17, 30, tzinfo=UTC))
    assert len(await office.types()) == 4


@pytest.mark.usefixtures("from_delivery")
async def test_a_delivery_on_the_same_day_moves_nothing(office: Office) -> None:
    case = await _delivered(office, LATER + timedelta(hours=1))
    assert case["requests"][0]["answer_due_at"] == "2022-03-29T16:59:59Z"
    assert await office.types() == ["case.assigned", "request.delivered"]


async def test_a_proof_belongs_to_the_request_of_that_officer(office: Office) -> None:
    await office.load(an_office())
    complaint = an_accepted_complaint(substance="air", agency="water")
    await office.hear(an_event(complaint))
    row = await office.case_of(complaint.complaint_id)
    await office.post(f"/cases/{row.case_id}/transfer", {"agency": "lights"})
    await office.hear(an_event(a_sent_message(complaint), LATER))  # the old officer's letter
    case = (await office.get(f"/cases/{row.case_id}")).json()
    assert [bool(one["delivered_at"]) for one in case["requests"]] == [True, False]
    assert [one["state"] for one in case["requests"]] == ["cancelled", "sent"]
    facts = [event.data for event in await office.announced()]
    assert [one.agency for one in facts if isinstance(one, RequestDelivered)] == ["water"]


async def test_a_proof_that_names_its_request_is_no_guess(office: Office) -> None:
    await office.load(an_office())
    complaint = an_accepted_complaint(substance="air", agency="water")
    await office.hear(an_event(complaint))
    case_id = (await office.case_of(complaint.complaint_id)).case_id
    case = (await office.post(f"/cases/{case_id}/requests", {"kind": "information"})).json()
    first, second = (UUID(one["request_id"]) for one in case["requests"])
    proof = a_sent_message(complaint).model_copy(update={"request_id": first})
    for _ in range(2):  # by the officer alone, the newest would be taken; then the other one
        await office.hear(an_event(proof, LATER))
    case = (await office.get(f"/cases/{case_id}")).json()
    delivered = {UUID(one["request_id"]): one["delivered_at"] for one in case["requests"]}
    assert delivered[first] is not None
    assert delivered[second] is None
    assert (await office.types()).count("request.delivered") == 1
    again = proof.model_copy(update={"request_id": second, "template": "request-sent"})
    await office.hear(an_event(again, LATER))
    assert (await office.types()).count("request.delivered") == 2
    elsewhere = proof.model_copy(update={"request_id": new_id()})
    await office.hear(an_event(elsewhere, LATER))
    assert (await office.types()).count("request.delivered") == 2
