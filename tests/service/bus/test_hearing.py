"""What is heard is handled once, with patience, or set aside; its neighbours never suffer."""

import pytest
from nats.aio.client import Client

from deploy import dead_letters
from shared.bus import consumer as consumer_module
from shared.bus.topology import Durable
from tests.factories import an_accepted_complaint, an_event
from tests.service.bus.notebook import DURABLE, Notebook, publish
from tests.waiting import until

METRICS = Durable("metrics", "intake", ("intake.>",))
UNREADABLE = {"Nats-Msg-Id": "e-1"}


async def test_events_are_handled_in_the_order_of_the_stream(
    notebook: Notebook, operator: Client
) -> None:
    events = [an_event(an_accepted_complaint()) for _ in range(50)]
    for event in events:
        await publish(operator, event)
    async with notebook.hearing(operator):
        await until(lambda: _reached(notebook, 50))
    assert await notebook.noted() == [event.data.complaint_id for event in events]


async def _reached(notebook: Notebook, count: int) -> bool:
    return await notebook.count() >= count


async def test_a_repeated_event_is_handled_once(notebook: Notebook, operator: Client) -> None:
    event, other = an_event(an_accepted_complaint()), an_event(an_accepted_complaint())
    body = event.model_dump_json().encode()
    for _ in range(3):  # without an id of the message: the broker cannot know that it is a repeat
        await operator.jetstream().publish(event.data.subject, body)
    await publish(operator, other)
    async with notebook.hearing(operator):
        await until(lambda: _reached(notebook, 2))
    assert await notebook.noted() == [event.data.complaint_id, other.data.complaint_id]


async def test_what_is_announced_has_the_cause_of_what_was_heard(
    notebook: Notebook, operator: Client
) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    traced = an_event(an_accepted_complaint()).model_copy(update={"traceparent": trace})
    other = an_event(an_accepted_complaint())
    for event in (traced, other):
        await publish(operator, event)
    async with notebook.hearing(operator):
        await until(lambda: _reached(notebook, 2))
    assert notebook.causes == {traced.data.complaint_id: trace, other.data.complaint_id: None}


async def test_poison_is_set_aside_and_its_neighbours_are_handled(
    notebook: Notebook, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer_module, "RETRY_SECONDS", (0.1, 0.1))
    good = [an_event(an_accepted_complaint()) for _ in range(20)]
    refused = an_event(an_accepted_complaint(substance="refused"))
    crashing = an_event(an_accepted_complaint())
    notebook.stumbles.add(crashing.data.complaint_id)
    await operator.jetstream().publish("intake.complaint.accepted.v1", b'{"specversion": "1.0"')
    for event in (*good[:10], refused, crashing, *good[10:]):
        await publish(operator, event)

    async with notebook.hearing(operator):
        await until(lambda: _all_aside(operator, 3))
        await until(lambda: _reached(notebook, 20))

    assert await notebook.noted() == [event.data.complaint_id for event in good]
    aside = {letter.reason: letter for letter in await dead_letters.read_all(operator)}
    assert aside["refused"].error == "this is not written down"
    assert aside["refused"].deliveries == 1
    assert aside["RuntimeError"].error == "stumbled"
    assert aside["RuntimeError"].deliveries == 3
    assert aside["ValidationError"].deliveries == 1
    assert aside["ValidationError"].subject == "intake.complaint.accepted.v1"


async def _all_aside(operator: Client, count: int) -> bool:
    info = await operator.jetstream(timeout=30).stream_info("dead")
    return info.state.messages == count


async def test_what_was_set_aside_is_finished_by_requeue_once_the_cause_is_gone(
    notebook: Notebook, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer_module, "RETRY_SECONDS", (0.1,))
    crashing = an_event(an_accepted_complaint())
    notebook.stumbles.add(crashing.data.complaint_id)
    await publish(operator, crashing)
    async with notebook.hearing(operator):
        await until(lambda: _all_aside(operator, 1))
        notebook.stumbles.clear()
        [letter] = await dead_letters.read_all(operator)
        await dead_letters.requeue(operator, [letter])
        await until(lambda: _reached(notebook, 1))
    assert await notebook.noted() == [crashing.data.complaint_id]
    assert await _all_aside(operator, 0)


async def test_an_unreadable_event_is_put_back_once_however_many_set_it_aside(
    notebook: Notebook, operator: Client
) -> None:
    await operator.jetstream().publish("intake.complaint.accepted.v1", b"{", headers=UNREADABLE)
    async with notebook.hearing(operator), notebook.hearing(operator, METRICS):
        await until(lambda: _all_aside(operator, 2))
        first = await dead_letters.read_all(operator)
        for times in (1, 2):
            [group] = dead_letters.by_origin(await dead_letters.read_all(operator))
            await dead_letters.requeue(operator, group)
            await until(lambda times=times: _said(operator, 1 + times))  # type: ignore[misc]
            await until(lambda: _all_aside(operator, 2))
    last = await dead_letters.read_all(operator)
    assert {letter.consumer for letter in last} == {DURABLE.name, METRICS.name}
    assert {letter.origin for letter in last} == {letter.origin for letter in first}
    assert {letter.event_id for letter in last} == {"e-1"}


async def _said(operator: Client, count: int) -> bool:
    """So many messages are in the stream, and everybody has answered all of them."""
    stream = operator.jetstream()
    info = await stream.stream_info("intake")
    for durable in (DURABLE, METRICS):
        heard = await stream.consumer_info(durable.stream, durable.name)
        if heard.num_pending or heard.num_ack_pending:
            return False
    return info.state.messages == count


async def test_a_type_that_nobody_here_listens_to_is_passed_over(
    notebook: Notebook, operator: Client
) -> None:
    await operator.jetstream().publish("intake.complaint.renamed.v9", b"whatever")
    await publish(operator, an_event(an_accepted_complaint()))
    async with notebook.hearing(operator):
        await until(lambda: _reached(notebook, 1))
    assert await dead_letters.read_all(operator) == []
