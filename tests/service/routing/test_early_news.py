"""What is heard of a complaint before its case is opened waits for the case."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.routing import early
from services.routing.store.early import EARLY
from shared.events.intake import ComplaintJoined, ComplaintWithdrawn
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint, an_event
from tests.offices import an_office
from tests.service.routing.office import LATER, Office

INCIDENT = new_id()


async def _heard_early(office: Office, *news: Any, complaint: Any) -> Any:
    """The row of the case, when all that waited for it has been done."""
    await office.load(an_office())
    await office.hear(*news)
    assert await early.catch_up(office.database, office.clock) == 0
    await office.hear(an_event(complaint))
    assert await early.catch_up(office.database, office.clock) == len(news)
    assert await early.catch_up(office.database, office.clock) == 0
    assert await office.rows(select(EARLY)) == []
    return await office.case_of(complaint.complaint_id)


async def test_a_withdrawal_that_comes_before_its_case_closes_it(office: Office) -> None:
    complaint = an_accepted_complaint(substance="air", agency="water")
    withdrawn = ComplaintWithdrawn(**complaint.model_dump(), reason="K21", before_acceptance=False)
    at = NOON + timedelta(hours=1)
    row = await _heard_early(office, an_event(withdrawn, at), complaint=complaint)
    assert (row.state, row.reason, row.closed_at) == ("closed", "K21", at)
    assert await office.types() == ["case.assigned", "case.closed"]
    history = (await office.get(f"/cases/{row.case_id}/history")).json()
    assert [line["actor_role"] for line in history] == ["system", "reporter"]


async def test_joining_before_the_case_is_kept_and_done_in_the_order_of_its_happening(
    office: Office,
) -> None:
    complaint = an_accepted_complaint(substance="air", agency="water")
    told = complaint.model_dump()
    joined = ComplaintJoined(**{**told, "incident": INCIDENT})
    withdrawn = ComplaintWithdrawn(**told, reason="K21", before_acceptance=False)
    row = await _heard_early(
        office,
        an_event(withdrawn, NOON + timedelta(hours=2)),
        an_event(joined, NOON + timedelta(hours=1)),
        complaint=complaint,
    )
    assert (row.state, row.incident) == ("closed", INCIDENT)
    history = (await office.get(f"/cases/{row.case_id}/history")).json()
    assert [line["deed"] for line in history] == ["open", "join", "withdraw"]


async def test_who_joins_in_the_moment_of_the_acceptance_is_joined(office: Office) -> None:
    complaint = an_accepted_complaint(substance="air", agency="water")
    joined = ComplaintJoined(**{**complaint.model_dump(), "incident": INCIDENT})
    await office.load(an_office())
    await office.hear(an_event(complaint), an_event(joined))
    assert (await office.case_of(complaint.complaint_id)).incident == INCIDENT


@pytest.mark.parametrize("minutes", [-1, 1])
async def test_what_the_acceptance_told_of_is_not_done_again(office: Office, minutes: int) -> None:
    complaint = an_accepted_complaint(substance="air", agency="water", incident=INCIDENT)
    joined = ComplaintJoined(**complaint.model_dump())
    earlier = ComplaintJoined(**{**complaint.model_dump(), "incident": new_id()})
    news = joined if minutes > 0 else earlier
    at = NOON + timedelta(minutes=minutes)
    row = await _heard_early(office, an_event(news, at), complaint=complaint)
    assert (row.incident, row.version) == (INCIDENT, 1)


async def test_news_of_a_case_that_is_there_do_not_wait(office: Office) -> None:
    await office.load(an_office())
    complaint = an_accepted_complaint(substance="air", agency="water")
    joined = ComplaintJoined(**{**complaint.model_dump(), "incident": INCIDENT})
    await office.hear(an_event(complaint), an_event(joined, LATER))
    assert (await office.case_of(complaint.complaint_id)).incident == INCIDENT
    assert await office.rows(select(EARLY)) == []
