"""Two at once: one winner, one clear refusal, one event, on either database."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from services.routing import timers
from services.routing.models import InboxRow, OutboxRow
from shared.db.database import Database
from shared.events.routing import CaseClosed, RequestEscalated, RequestSent
from tests.factories import NOON, an_accepted_complaint, an_event
from tests.offices import an_office
from tests.service.routing.office import CLOSURE, Office

OVERDUE = NOON + timedelta(days=30)


async def test_of_two_who_have_read_the_same_one_is_told_to_read_again(office: Office) -> None:
    case_id = await office.with_a_case()
    etag = (await office.get(f"/cases/{case_id}")).headers["etag"]
    assert etag == '"1"'
    both = await asyncio.gather(
        office.post(f"/cases/{case_id}/closure", CLOSURE, if_match=etag),
        office.post(f"/cases/{case_id}/acknowledgement", {}, if_match=etag),
    )
    assert sorted(answer.status_code for answer in both) == [201, 412]
    [refused] = [answer for answer in both if answer.status_code == 412]
    [done] = [answer for answer in both if answer.status_code == 201]
    assert (refused.json()["code"], done.headers["etag"]) == ("stale", '"2"')
    assert len(await office.types()) == 2


@pytest.mark.parametrize("seen", ['"1"', None])
async def test_of_two_examiners_who_close_at_once_one_has_closed_it(
    office: Office, seen: str | None
) -> None:
    """Who shows what they saw is told that it has changed; who does not, that it is closed."""
    case_id = await office.with_a_case()
    reasons = ("K20", "K25")
    path = f"/cases/{case_id}/closure"
    both = await asyncio.gather(
        *(office.post(path, CLOSURE | {"reason": one}, if_match=seen) for one in reasons)
    )
    statuses = [answer.status_code for answer in both]
    assert sorted(statuses) == [201, 412 if seen else 409]
    winner = reasons[statuses.index(201)]
    [closed] = (await office.announced())[1:]
    assert isinstance(closed.data, CaseClosed)
    assert (closed.type, closed.data.reason) == ("routing.case.closed.v1", winner)
    assert (await office.get(f"/cases/{case_id}")).json()["reason"] == winner


async def test_a_version_that_is_none_is_refused_and_an_old_one_changes_nothing(
    office: Office,
) -> None:
    case_id = await office.with_a_case()
    path = f"/cases/{case_id}/closure"
    for wrong, status in (('"one"', 422), ("1", 422), ('"7"', 412)):
        answer = await office.post(path, CLOSURE, if_match=wrong)
        assert answer.status_code == status, wrong
    assert await office.types() == ["case.assigned"]
    assert (await office.post(path, CLOSURE, if_match="*")).status_code == 201
    assert (await office.post(path, CLOSURE, if_match='W/"1"')).status_code == 412
    assert (await office.post(path, CLOSURE, if_match='W/"2"')).status_code == 409
    assert await office.types() == ["case.assigned", "case.closed"]


@pytest.mark.parametrize("first", ["answer", "timer"])
async def test_an_answer_while_the_deadline_fires(office: Office, first: str) -> None:
    case_id = await office.with_a_case()
    await office.time_passes(OVERDUE - timedelta(days=15))
    office.clock.now = OVERDUE
    before = len(await office.announced())

    def answer() -> Any:
        return office.post(f"/cases/{case_id}/answer", {"text": "Sudah."})

    def timer() -> Any:
        return timers.take_steps(office.database, office.clock)

    works = [answer(), timer()] if first == "answer" else [timer(), answer()]
    await asyncio.gather(*works)
    types = (await office.types())[before:]
    # Whoever had the case first: the step is taken once, or not at all any more.
    assert types.count("request.answered") == 1
    assert types in (
        ["request.answered"],
        ["request.reminded", "request.answered"],
        ["request.escalated", "request.answered"],
    )
    assert await office.time_passes(OVERDUE + timedelta(days=365)) == 0


async def test_two_timers_take_each_step_once(office: Office) -> None:
    await office.load(an_office())
    complaints = [an_accepted_complaint(substance="air", agency="water") for _ in range(60)]
    await office.hear(*map(an_event, complaints))
    office.clock.now = OVERDUE
    other = Database(office.database.url, OutboxRow, InboxRow)

    async def watch(database: Database) -> int:
        taken = idle = 0
        while idle < 2:  # the other may hold what is left
            steps = await timers.take_steps(database, office.clock, limit=7)
            taken += steps
            idle = 0 if steps else idle + 1
        return taken

    try:
        taken = [*await asyncio.gather(watch(office.database), watch(other))]
        while more := await timers.take_steps(other, office.clock):
            taken.append(more)
    finally:
        await other.close()
    assert sum(taken) == 60 * 5
    events = (await office.announced())[60:]
    told = Counter(
        (event.subject, event.type, getattr(event.data, "level", ""), event.time)
        for event in events
    )
    assert (len(told), set(told.values())) == (60 * 5, {1})
    assert sum(isinstance(event.data, RequestEscalated) for event in events) == 60 * 3
    assert sum(isinstance(event.data, RequestSent) for event in events) == 60
