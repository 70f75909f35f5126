"""What Prometheus is told of the clocks."""

from datetime import timedelta

from services.routing import measures, measuring
from tests.factories import NOON
from tests.service.routing.office import Office


async def test_clocks_that_are_over_are_counted_until_they_are_stopped(office: Office) -> None:
    for _ in range(2):
        await office.with_a_case()
    await measuring.set_gauges(office.database, office.clock)
    assert measures.OVERDUE._value.get() == 0
    office.clock.now = NOON + timedelta(days=4)
    await measuring.set_gauges(office.database, office.clock)
    assert measures.OVERDUE._value.get() == 2  # the acknowledgements; answers have two weeks
