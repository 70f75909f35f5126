"""The command: floor and product in turn, round after round, then table and results file."""

import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
import uvloop
from rich.console import Console

from tests.bench import report
from tests.bench.answers import answers, measured, table
from tests.bench.deadlines import deadlines
from tests.bench.floor.target import Floor
from tests.bench.product.databases import OnPostgres, Sqlite
from tests.bench.product.target import Product
from tests.bench.remaking import remaking
from tests.bench.scenarios import Figures, Options, backlog, running
from tests.bench.servers import POSTGRES_SETTINGS
from tests.bench.targets import NotSettled, Target
from tests.embedded import NotStarted, Postgres

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console(width=None if sys.stdout.isatty() else 120)

Session = Callable[[Target, Options], Awaitable[Figures]]
SESSIONS: dict[Session, tuple[str, ...]] = {
    running: ("start", "latency", "sustained", "memory"),
    backlog: ("accepted", "drain", "hear-again"),
    answers: ("answers",),
    remaking: ("rebuild",),
    deadlines: ("deadlines",),
}
FIGURES = tuple(name for names in SESSIONS.values() for name in names)
ONCE = frozenset(
    {answers, remaking, deadlines}
)  # takes minutes; what it finds does not vary from round to round

Database = Literal["sqlite", "postgres", "both", "none"]


def targets(folder: Path, postgres: Postgres, database: Database) -> list[Target]:
    """The floor first: each round's ratios stand on its figures."""
    found: list[Target] = [Floor(folder, postgres)]
    if database in ("postgres", "both"):
        on_postgres = OnPostgres(postgres)
        found.append(Product("postgres", folder / "on-postgres", on_postgres))
    if database in ("sqlite", "both"):
        data = folder / "on-sqlite"
        found.append(Product("sqlite", data, Sqlite(data)))
    return found


@contextmanager
def bench(database: Database) -> Iterator[list[Target]]:
    """Servers and folders that are gone afterwards, however the bench ends."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user when we are root
    postgres = Postgres(folder / "postgres", POSTGRES_SETTINGS)
    try:
        yield targets(folder, postgres, database)
    finally:
        postgres.stop()
        shutil.rmtree(folder)


async def one_round(chosen: list[Target], options: Options, *, first: bool) -> report.Round:
    """Each session with each target before the next session: neighbours in time are compared."""
    found: report.Round = {target.name: {} for target in chosen}
    for session, names in SESSIONS.items():
        if not options.wants(*names) or (session in ONCE and not first):
            continue
        for target in chosen:
            try:
                found[target.name] |= await session(target, options)
            finally:
                await target.stop()
    return found


async def measure(database: Database, rounds: int, options: Options) -> None:
    whole = asyncio.current_task()
    assert whole is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, whole.cancel)  # as by Ctrl-C
    with bench(database) as chosen:
        names = [target.name for target in chosen]
        done: list[report.Round] = []
        try:
            for i in range(rounds):
                # Whoever comes first in one round comes last in the next: neither is favoured.
                turn = chosen if i % 2 == 0 else chosen[::-1]
                done.append(await one_round(turn, options, first=i == 0))
                console.print(f"round {i + 1} of {rounds} done")
        finally:
            if done:
                report.show(done, names, console)
                _show_answers(done, names, options)
                console.print(f"written: {report.write(done, names, options)}")


def _show_answers(rounds: list[report.Round], names: list[str], options: Options) -> None:
    sizes = sorted(options.cases)
    for name in names:
        if found := measured(rounds, name):
            floor = next((one[report.FLOOR] for one in rounds if one[report.FLOOR]), {})
            console.print(table(found, floor, name, sizes))


@app.command()
def main(
    *,
    rounds: Annotated[int, typer.Option(min=1)] = 5,
    seconds: Annotated[float, typer.Option(min=0.5, help="of each load")] = 8.0,
    connections: Annotated[int, typer.Option(min=1)] = 64,
    only: Annotated[str, typer.Option(help=f"some of {','.join(FIGURES)}")] = "",
    cases: Annotated[
        str, typer.Option(help="that the statistics hold, one number after the other")
    ] = "10000,1000000",
    events: Annotated[
        int, typer.Option(min=1_000, help="in the history that statistics are made of anew")
    ] = 600_000,
    database: Annotated[
        Database, typer.Option(help="of the product; none: the floor alone")
    ] = "both",
    quick: Annotated[bool, typer.Option(help="two rounds of two seconds")] = False,
) -> None:
    """Measures the product beside the floor. Takes all cores: let nothing else run."""
    if quick:
        rounds, seconds, cases, events = 2, 2.0, "10000,50000", 60_000
    wanted = frozenset(name.strip() for name in only.split(",") if name.strip())
    unknown = wanted.difference(FIGURES)
    if unknown:
        raise typer.BadParameter(f"no figure is called {', '.join(sorted(unknown))}")
    sizes = tuple(sorted(int(number) for number in cases.split(",")))
    options = Options(seconds, connections, sizes, events, wanted)
    try:
        uvloop.run(measure(database, rounds, options))
    except (NotSettled, NotStarted) as error:
        console.print(f"The bench ends: {error}", highlight=False, markup=False)
        raise typer.Exit(1) from error
    except (asyncio.CancelledError, KeyboardInterrupt):
        raise typer.Exit(130) from None
