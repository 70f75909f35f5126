"""Whoever stops hearing leaves nothing behind that others would have to wait for."""

from nats.aio.client import Client

from shared.bus import replies
from shared.bus.pull import LongPull
from shared.bus.topology import ACK_WAIT_SECONDS
from tests.factories import an_accepted_complaint, an_event
from tests.service.bus.notebook import DURABLE, Notebook, publish
from tests.waiting import until

SOON = ACK_WAIT_SECONDS / 2


async def test_what_had_no_turn_is_heard_at_once_by_whoever_hears_next(
    notebook: Notebook, operator: Client
) -> None:
    handled, *others = [an_event(an_accepted_complaint()) for _ in range(5)]
    pull = LongPull(operator, DURABLE.stream, DURABLE.name)
    await pull.start()
    await publish(operator, handled)
    await replies.handled(operator, await pull.batch())
    for event in others:
        await publish(operator, event)

    async def all_arrived() -> bool:
        return len(pull.arrived) == len(others)

    async def all_heard() -> bool:
        return await notebook.count() == len(others)

    await until(all_arrived)
    pull.stop()
    assert await pull.batch() == []
    await pull.give_back()
    async with notebook.hearing(operator):
        await until(all_heard, SOON)
    assert set(await notebook.noted()) == {event.data.complaint_id for event in others}


async def test_who_has_lost_the_broker_ends_without_it(operator: Client) -> None:
    pull = LongPull(operator, DURABLE.stream, DURABLE.name)
    await pull.start()
    await operator.close()
    pull.stop()
    await pull.give_back()
