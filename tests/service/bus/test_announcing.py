"""What is saved is announced: once, in its order, whatever dies in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import nats
import pytest
from nats.aio.client import Client

from shared.bus import relay as relay_module
from shared.bus.publish import publish_all
from shared.bus.relay import Relay
from shared.clock import now
from shared.db.database import Database
from shared.db.transaction import Announcement
from tests.factories import NOON, an_accepted_complaint
from tests.service.broker import Broker
from tests.waiting import until


async def _save(database: Database, count: int) -> list[Announcement]:
    async with database.transaction(now()) as tx:
        for _ in range(count):
            tx.emit(an_accepted_complaint(), time=NOON)
    return tx.announced


@asynccontextmanager
async def _relaying(database: Database, client: Client) -> AsyncIterator[Relay]:
    relay = Relay(database, client)
    database.hand_over = relay.offer
    task = asyncio.create_task(relay.run())
    yield relay
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@asynccontextmanager
async def _patient(broker: Broker) -> AsyncIterator[Client]:
    """A connection that comes back when the broker does, as a service's."""
    client = await nats.connect(
        broker.url,
        user_credentials=str(broker.creds("operator")),
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.1,
    )
    yield client
    await client.close()


async def _headers(client: Client) -> list[dict[str, str]]:
    """Those of the stream's messages in their order."""
    info = await client.jetstream().stream_info("intake")
    found = []
    for sequence in range(1, info.state.last_seq + 1):
        message = await client.jetstream().get_msg("intake", sequence)
        assert message.headers is not None
        found.append(message.headers)
    return found


async def _announced(client: Client) -> list[str]:
    return [headers["Nats-Msg-Id"] for headers in await _headers(client)]


async def _everything_sent(relay: Relay) -> bool:
    return await relay.oldest_unsent() is None


async def test_what_was_saved_before_a_crash_is_announced_after_it(
    database: Database, operator: Client
) -> None:
    saved = await _save(database, 30)  # nobody relays: the process is gone
    async with _relaying(database, operator) as relay:
        saved += await _save(database, 5)
        await until(lambda: _everything_sent(relay))
    assert await _announced(operator) == [str(event.event_id) for event in saved]


async def test_a_crash_between_sending_and_forgetting_doubles_nothing(
    database: Database, operator: Client
) -> None:
    saved = await _save(database, 40)
    await publish_all(operator, saved[:25])  # the broker has them, and our table does not know
    async with _relaying(database, operator) as relay:
        await until(lambda: _everything_sent(relay))
    assert await _announced(operator) == [str(event.event_id) for event in saved]


async def test_events_wait_for_a_broker_that_is_down_and_keep_their_order(
    database: Database, broker: Broker
) -> None:
    async with _patient(broker) as client:
        async with _relaying(database, client) as relay:
            saved = await _save(database, 10)
            await until(lambda: _everything_sent(relay))
            broker.kill()
            for _ in range(20):
                saved += await _save(database, 3)
            assert not await _everything_sent(relay)
            broker.start()
            await until(lambda: _everything_sent(relay), limit=30)
        assert await _announced(client) == [str(event.event_id) for event in saved]


async def test_two_relays_of_one_service_announce_in_one_order(
    database: Database, operator: Client
) -> None:
    async with _relaying(database, operator), _relaying(database, operator) as second:
        saved = []
        for _ in range(30):
            saved += await _save(database, 2)
        await until(lambda: _everything_sent(second))
    assert await _announced(operator) == [str(event.event_id) for event in saved]


async def test_what_is_committed_leaves_at_once_and_waits_for_no_look_into_the_table(
    database: Database, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _relaying(database, operator) as relay:
        await _save(database, 1)
        await until(lambda: _everything_sent(relay))
        monkeypatch.setattr(relay_module, "SWEEP_SECONDS", 600)
        await until(lambda: _rests(relay))  # the look that has begun ends as it was to
        for _ in range(3):
            await _save(database, 2)
            await until(lambda: _everything_sent(relay), limit=10)


async def _rests(relay: Relay) -> bool:
    """Its long rest has begun: it read the table once more and found nothing."""
    return not relay._table_first


async def test_a_relay_that_never_rests_is_handed_what_the_table_need_not_tell(
    database: Database, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look finds something, for whatever it finds more has come: one must be enough."""
    monkeypatch.setattr(relay_module, "SWEEP_SECONDS", 600)
    looks = 0
    read = Relay._saved

    async def counted(relay: Relay, limit: int) -> list[Announcement]:
        nonlocal looks
        looks += 1
        saved.extend(await _save(database, 3))  # committed, and offered, before it reads
        found = await read(relay, limit)
        saved.extend(await _save(database, 3))  # offered, and not found
        return found

    monkeypatch.setattr(Relay, "_saved", counted)
    saved = await _save(database, 5)
    async with _relaying(database, operator) as relay:
        for _ in range(10):
            saved.extend(await _save(database, 4))
            await until(lambda: _everything_sent(relay))
    assert looks == 1
    announced = await _announced(operator)
    assert sorted(announced) == sorted(str(event.event_id) for event in saved)


async def test_what_is_offered_late_and_was_read_already_goes_once(
    database: Database, operator: Client
) -> None:
    saved = await _save(database, 3)
    async with _relaying(database, operator) as relay:
        await until(lambda: _everything_sent(relay))
        relay.offer(saved)
        saved += await _save(database, 1)
        await until(lambda: _everything_sent(relay))
        assert relay._waiting == []
    assert await _announced(operator) == [str(event.event_id) for event in saved]


async def test_what_was_saved_together_goes_as_one_batch(
    database: Database, operator: Client
) -> None:
    await _save(database, 30)
    async with _relaying(database, operator) as relay:
        await until(lambda: _everything_sent(relay))
    headers = await _headers(operator)
    assert len({one["Nats-Batch-Id"] for one in headers}) == 1
    assert [one["Nats-Batch-Sequence"] for one in headers] == [str(n) for n in range(1, 31)]
