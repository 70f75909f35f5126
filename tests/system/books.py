"""Compares what was answered 2xx with what every part of the product has in its books."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import SQLModel

from deploy.broker import connected
from deploy.client import Client
from deploy.dead_letters import read_all
from deploy.status import status
from services.intake import models as intake
from services.metrics import models as metrics
from services.notifications import models as notifications
from services.notifications.courier import CLAIM_LIMIT
from services.routing import models as routing
from shared.db.transaction import table_of
from tests.system.stack import Stack
from tests.system.traffic import get
from tests.waiting import until

OUTBOXES: dict[str, type[SQLModel]] = {
    "intake": intake.OutboxRow,
    "routing": routing.OutboxRow,
    "notifications": notifications.OutboxRow,
    "metrics": metrics.OutboxRow,
}
ALL_TIME = {"from": "2000-01-01", "to": "2100-01-01"}

QUIET_LIMIT = 120.0
"""What a dead process had been given comes again after the ack wait."""

PAUSE = 0.2
"""Every part is asked at each look, which takes from the time in which it works."""

LOOKS = 2
"""One look at many parts is not one moment: what moved between two of them shows in the next."""


async def until_quiet(stack: Stack, client: Client, limit: float = QUIET_LIMIT) -> None:
    """Return when nothing is on its way any more."""
    quiet_looks = 0

    async def settled() -> bool:
        nonlocal quiet_looks
        moving = await _moving(stack, client)
        quiet_looks = 0 if moving else quiet_looks + 1
        return quiet_looks == LOOKS

    try:
        await until(settled, limit, PAUSE)
    except AssertionError:
        raise AssertionError(f"still moving: {await _moving(stack, client)}") from None


async def _moving(stack: Stack, client: Client) -> dict[str, Any]:
    """What is on its way: events unsent or unheard, and mails that wait."""
    found = await status(stack.addresses)
    moving: dict[str, Any] = {
        name: state.oldest_unsent_seconds or state.detail
        for name, state in found.services.items()
        if state.state != "ready" or state.oldest_unsent_seconds is not None
    }
    for name, durable in found.durables.items():
        if durable.lag or durable.unacknowledged:
            moving[name] = (durable.lag, durable.unacknowledged)
    if not moving:
        summary = await get(client, f"{stack.addresses.notifications}/messages/summary")
        moving = {"mails": summary["states"]["waiting"]} if summary["states"]["waiting"] else {}
    return moving


@dataclass(frozen=True)
class Expected:
    """What the senders were told."""

    accepted: set[UUID]
    closed: set[UUID]


async def assert_every_complaint_is_one_case(stack: Stack, expected: Expected) -> None:
    """In intake and in routing, and each in the state in which it was left."""
    complaints = table_of(intake.ComplaintRow).c
    cases = table_of(routing.CaseRow).c
    taken = await stack.read("intake", select(complaints.complaint_id))
    assert Counter(taken) == Counter((one,) for one in expected.accepted)
    opened = await stack.read("routing", select(cases.complaint_id, cases.state))
    states = [(one, _state(one, expected)) for one in expected.accepted]
    assert Counter(tuple(row) for row in opened) == Counter(states)


def _state(complaint: UUID, expected: Expected) -> str:
    return "closed" if complaint in expected.closed else "assigned"


async def assert_every_step_is_shown_once(stack: Stack, expected: Expected) -> None:
    """Intake's progress, from which the reporter reads."""
    progress = table_of(intake.ProgressRow).c
    rows = await stack.read("intake", select(progress.complaint_id, progress.step))
    wanted = Counter((one, "assigned") for one in expected.accepted)
    wanted += Counter((one, "closed") for one in expected.closed)
    assert Counter(tuple(row) for row in rows) == wanted


async def assert_every_recipient_has_one_message(stack: Stack, expected: Expected) -> None:
    """Reporter and focal point at the start, and both again at the end; all of them sent."""
    messages = table_of(notifications.MessageRow).c
    query = select(messages.complaint_id, messages.recipient, messages.template, messages.state)
    rows = await stack.read("notifications", query)
    wanted: Counter[tuple[Any, ...]] = Counter()
    for one in expected.accepted:
        wanted[one, "reporter", "complaint-received", "sent"] += 1
        wanted[one, "focal-point", "case-assigned", "sent"] += 1
    for one in expected.closed:
        wanted[one, "reporter", "case-closed", "sent"] += 1
        wanted[one, "focal-point", "case-ended", "sent"] += 1  # closed before it was answered
    assert Counter(tuple(row) for row in rows) == wanted


async def assert_the_mails_arrived(stack: Stack, client: Client) -> int:
    """Each at least once, and again only where the product says so; answers how many are double."""
    messages = table_of(notifications.MessageRow).c
    rows = await stack.read(
        "notifications", select(messages.message_id, messages.maybe_twice, messages.attempts)
    )
    found = (await get(client, f"{stack.addresses.mails}/mails.json"))["mails"]
    copies = Counter(mail["message_id"].strip("<>").partition("@")[0] for mail in found)
    assert set(copies) == {str(row.message_id) for row in rows}
    doubtful = {str(row.message_id) for row in rows if row.maybe_twice}
    double = {message for message, count in copies.items() if count > 1}
    assert double <= doubtful
    assert len(doubtful) <= CLAIM_LIMIT * stack.kills["notifications"]
    assert all(copies[str(row.message_id)] <= row.attempts for row in rows)
    return len(double)


async def assert_the_statistics_agree(stack: Stack, client: Client, expected: Expected) -> None:
    """The facts one by one, and the sums that people read."""
    facts = table_of(metrics.FactRow).c
    rows = await stack.read("metrics", select(facts.complaint_id, facts.kind))
    wanted = Counter((one, kind) for one in expected.accepted for kind in ("received", "opened"))
    wanted += Counter((one, "closed") for one in expected.closed)
    assert Counter(tuple(row) for row in rows) == wanted

    [total] = await groups(stack, client, "closures")
    accepted, closed = len(expected.accepted), len(expected.closed)
    assert (total["received"], total["opened"], total["closed"]) == (accepted, accepted, closed)
    assert total["closure_rate"]["numerator"] == closed
    assert total["time_to_close"]["n"] == closed
    agencies = await groups(stack, client, "stock-flow", by="agency")
    still_open = {one["group"]: one["open_at_end"] for one in agencies if one["open_at_end"]}
    assert still_open == await _open_cases(stack)
    assert total["open_at_end"] == accepted - closed


async def _open_cases(stack: Stack) -> dict[str, int]:
    """By agency, as routing has them: the stock that the flow must come to."""
    cases = table_of(routing.CaseRow).c
    query = select(cases.agency, func.count()).where(cases.state != "closed")
    return dict(map(tuple, await stack.read("routing", query.group_by(cases.agency))))


async def assert_the_sent_messages_are_counted(stack: Stack, client: Client) -> None:
    """Each once, those in doubt apart."""
    messages = table_of(notifications.MessageRow).c
    sent = await stack.read("notifications", select(messages.message_id, messages.maybe_twice))
    facts = table_of(metrics.MessageFactRow).c
    heard = await stack.read("metrics", select(facts.message_id, facts.maybe_twice))
    assert Counter(tuple(row) for row in heard) == Counter(tuple(row) for row in sent)
    [total] = await groups(stack, client, "messages")
    doubtful = sum(row.maybe_twice for row in sent)
    assert (total["sent"], total["sent_maybe_twice"], total["failed"]) == (len(sent), doubtful, 0)


async def groups(
    stack: Stack, client: Client, figure: str, **asked: str
) -> Sequence[dict[str, Any]]:
    answer = await get(
        client, f"{stack.addresses.metrics}/statistics/{figure}", **ALL_TIME, **asked
    )
    groups: Sequence[dict[str, Any]] = answer["groups"]
    return groups


async def assert_nothing_is_left(stack: Stack) -> None:
    """No event unsent, none set aside, and no process has met with what it did not foresee."""
    async with connected(stack.addresses.nats, stack.addresses.operator_creds) as operator:
        assert [letter.summary() for letter in await read_all(operator)] == []
    for service, outbox in OUTBOXES.items():
        query = select(func.count()).select_from(table_of(outbox))
        assert list(await stack.read(service, query)) == [(0,)], service
    assert stack.errors() == []
