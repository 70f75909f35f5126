"""A replay's tables are of its own office, whatever else the installation has."""

import httpx

from deploy.replay.figures import Period, ask_figures
from tests.factories import NOON
from tests.unit.replay.export import LA311
from tests.unit.replay.server import Server


async def test_every_table_is_narrowed_to_the_office() -> None:
    server = Server(lambda _: httpx.Response(200, json={"groups": []}))
    async with server as client:
        await ask_figures(client, LA311, Period(NOON.date(), NOON.date()))
    assert len(server.asked) == 5
    assert {one.url.params["office"] for one in server.asked} == {LA311.office}
