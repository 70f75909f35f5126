"""What Prometheus is told of the bus: how far behind, what was given up, who is connected."""

from math import isnan

from nats.aio.client import Client
from prometheus_client import REGISTRY

from shared.bus import measures
from tests.factories import an_accepted_complaint, an_event
from tests.service.bus.notebook import Notebook, publish
from tests.waiting import until

SERVICE, CONSUMER = "routing", {"consumer": "routing_intake"}


def told(name: str, labels: dict[str, str] | None = None) -> float:
    value = REGISTRY.get_sample_value(name, labels or {})
    assert value is not None
    return value


async def test_how_far_a_service_is_behind_is_asked_of_the_broker(
    notebook: Notebook, operator: Client
) -> None:
    measures.begin(SERVICE)
    for _ in range(3):
        await publish(operator, an_event(an_accepted_complaint()))
    await measures.look(operator, SERVICE)
    assert told("bus_connected") == 1
    assert told("bus_lag_messages", CONSUMER) == 3

    async def caught_up() -> bool:
        await measures.look(operator, SERVICE)
        return told("bus_lag_messages", CONSUMER) == 0

    async with notebook.hearing(operator):
        await until(caught_up)


async def test_while_the_broker_is_away_nobody_knows() -> None:
    measures.begin(SERVICE)
    await measures.look(Client(), SERVICE)
    assert told("bus_connected") == 0
    assert isnan(told("bus_lag_messages", CONSUMER))


async def test_what_is_set_aside_is_counted(notebook: Notebook, operator: Client) -> None:
    measures.begin(SERVICE)
    before = told("bus_set_aside_total", CONSUMER)
    await publish(operator, an_event(an_accepted_complaint(substance="refused")))

    async def counted() -> bool:
        return told("bus_set_aside_total", CONSUMER) == before + 1

    async with notebook.hearing(operator):
        await until(counted)
