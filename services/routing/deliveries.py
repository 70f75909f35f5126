"""Noting that a request has reached its officer, which may be when its clock starts."""

from datetime import datetime

from services.routing import desk, store
from services.routing.domain import ladder
from services.routing.domain.case import Case, Change, Request
from services.routing.domain.moves import REQUEST_MOVES
from services.routing.domain.outcome import Done, about
from services.routing.store import SYSTEM, Act
from shared.db.transaction import Transaction
from shared.events.notifications import MessageSent
from shared.events.requests import RequestDelivered


async def note(tx: Transaction, message: MessageSent, at: datetime) -> None:
    """The first proof counts; hearing of it again, or later, changes nothing."""
    cases = await store.cases_to_change(tx, complaint_ids=[message.complaint_id])
    for case in cases.values():
        request = _request(case, message, at)
        if request is None:
            continue
        values = {"state": REQUEST_MOVES["deliver"][request.state][0], "delivered_at": at}
        fact = RequestDelivered(**about(case, request))
        done = Done("deliver", at, Change(requests={request.request_id: values}), (fact,))
        await _save(tx, Act(case, done, SYSTEM))
        await _start_clocks(tx, case, request, at)


def _request(case: Case, message: MessageSent, at: datetime) -> Request | None:
    """The request that the message names.

    Messages from before they named it: the newest to that officer that had been sent by then and
    has no proof yet.
    """
    if message.request_id is not None:
        named = [one for one in case.requests if one.request_id == message.request_id]
        return next((one for one in named if one.delivered_at is None), None)
    for request in reversed(case.requests):
        is_his = request.focal_point_id == message.recipient_id
        if is_his and request.sent_at <= at and request.delivered_at is None:
            return request
    return None


async def _start_clocks(tx: Transaction, case: Case, request: Request, at: datetime) -> None:
    """Where policy counts from delivery, the dates that were promised move forward."""
    clocks = (await desk.at_hand(tx, case)).clocks
    if clocks is None or clocks.policy.starts != "delivery":
        return
    clocks = clocks.of(request.agency, at)
    for deadline in await store.clocks_of(tx, [request.request_id]):
        await tx.flush()
        [now_stands] = (await store.cases_to_change(tx, case_ids=[case.case_id])).values()
        stepped = ladder.deliver(now_stands, deadline, clocks, at=at, now=tx.recorded)
        await store.keep(tx, [stepped.deadline])
        if stepped.done:
            await _save(tx, Act(now_stands, stepped.done, SYSTEM))


async def _save(tx: Transaction, act: Act) -> None:
    await store.change(tx, [act])
    store.emit(tx, [act])
