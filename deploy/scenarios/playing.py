"""Plays a scenario through a running installation and shows the figures that come of it."""

from collections.abc import Sequence
from itertools import zip_longest

from rich.console import Console

from deploy.addresses import Addresses
from deploy.bars import bars
from deploy.client import Client, chunks, connected, file_batch
from deploy.deeds import ALREADY_DONE, Order, Outcome, carry_out
from deploy.refusal import StartRefused
from deploy.scenarios import figures
from deploy.scenarios.cast import Part, parts_of
from deploy.scenarios.script import read_script
from deploy.waiting import until_counted

LINES_A_REQUEST = 40
"""A desk sends its day in one go; small enough that the bar shows something."""


class NotPlayed(StartRefused):
    """Something of the scenario was refused: data and installation do not fit together."""

    code = "not-played"


async def play(name: str, addresses: Addresses, console: Console | None = None) -> None:
    """Play it; a second time finds everything there and doubles nothing."""
    script = read_script(name)
    console = console or Console()
    parts = parts_of(script)
    async with connected(addresses, script.office) as client:
        with bars(console, 17) as progress:
            filing = progress.add_task("filing complaints", total=len(parts))
            orders: list[tuple[Order, ...]] = []
            for chunk in chunks(parts, LINES_A_REQUEST):
                orders += await _file(client, chunk)
                progress.advance(filing, len(chunk))
            deeds = progress.add_task("handling cases", total=sum(map(len, orders)))
            # First things first in every case: an answer that overtook the acknowledgement would
            # make that one impossible.
            for stage in zip_longest(*orders):
                due = [order for order in stage if order is not None]
                _check(await carry_out(client, due, lambda n: progress.advance(deeds, n)))
            wanted = figures.wanted(parts, script)
            counting = progress.add_task("counting", total=sum(wanted.values()))
            complete = await until_counted(
                lambda: figures.known(client, script),
                wanted,
                lambda n: progress.update(counting, completed=n),
            )
        if not complete:
            raise NotPlayed("the statistics do not know of everything yet: look at `status`")
        await figures.show(client, script, console)


async def _file(client: Client, parts: Sequence[Part]) -> list[tuple[Order, ...]]:
    """File some complaints; answers what is to be done about each."""
    orders: list[tuple[Order, ...]] = []
    for part, filed in zip(
        parts, await file_batch(client, [part.form for part in parts]), strict=True
    ):
        if filed.complaint_id is None:
            raise NotPlayed(f"{part.form['source_number']} was refused: {filed.detail}")
        orders.append(tuple(Order(filed.complaint_id, deed) for deed in part.deeds))
    return orders


def _check(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.code not in ("", ALREADY_DONE):
            deed = outcome.order.deed["deed"]
            raise NotPlayed(
                f"{deed} was refused for {outcome.order.complaint_id}: {outcome.detail}"
            )
