"""`narahubung dead`: read what was set aside, and put it back once the cause is gone."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from nats.aio.client import Client
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from deploy import dead_letters
from deploy.addresses import find_addresses
from deploy.broker import connected
from deploy.commands.options import DEFAULT_DATA, AsJson, Data, print_json
from deploy.dead_letters import DeadLetter
from deploy.refusal import StartRefused

T = TypeVar("T")

dead = typer.Typer(help="Messages that a consumer set aside.", no_args_is_help=True)

Consumer = Annotated[
    str | None, typer.Option("--consumer", help="Only those of this consumer (routing_intake).")
]
Number = Annotated[int, typer.Argument(help="The id that `dead list` shows.", min=1)]
MaybeNumber = Annotated[int | None, typer.Argument(help="The id that `dead list` shows.", min=1)]
Everything = Annotated[bool, typer.Option("--all", help="All of them, or all of a consumer.")]


def register(cli: typer.Typer) -> None:
    cli.add_typer(dead, name="dead")


@dead.command("list")
def list_letters(
    data: Data = DEFAULT_DATA, consumer: Consumer = None, as_json: AsJson = False
) -> None:
    """List what was set aside, the oldest first."""
    letters = _ask(data, lambda client: dead_letters.read_all(client, consumer))
    if as_json:
        print_json({"count": len(letters), "dead": [letter.summary() for letter in letters]})
    elif letters:
        Console().print(_table(letters))
    else:
        typer.echo("Nothing was set aside.")


def _table(letters: list[DeadLetter]) -> Table:
    table = Table("id", "consumer", "subject", "reason", "error", "deliveries", box=None)
    for letter in letters:
        cells = (letter.consumer, letter.subject, letter.reason, letter.error)
        shown = (Text(_plain(cell)) for cell in cells)
        table.add_row(str(letter.id), *shown, str(letter.deliveries))
    return table


@dead.command()
def show(number: Number, data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """Show one message: where it came from, why it was set aside, and its body."""
    letter = _ask(data, lambda client: dead_letters.read_one(client, number))
    if as_json:
        print_json({**letter.summary(), **_body(letter.body)})
        return
    for name, value in letter.summary().items():
        typer.echo(f"{name}: {_plain(str(value))}")
    typer.echo("")
    typer.echo(_readable(letter.body))


@dead.command()
def requeue(
    number: MaybeNumber = None,
    everything: Everything = False,
    consumer: Consumer = None,
    *,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Put one message, or all, back to where it came from.

    A message that several consumers set aside is put back once, for all of them. With --all, a
    message that does not say where it came from stays where it is.
    """
    if (number is None) != everything or (number is not None and consumer is not None):
        raise StartRefused("say either the id of one dead letter, or --all [--consumer NAME]")

    async def put_back(client: Client) -> tuple[list[int], list[int]]:
        left: list[int] = []
        origin = (await dead_letters.read_one(client, number)).origin if number else None
        letters = await dead_letters.read_all(client)
        groups = dead_letters.by_origin(letters, consumer)
        if origin:
            groups = [group for group in groups if group[0].origin == origin]
        else:
            left = [one.id for group in groups for one in group if not one.has_origin]
            groups = [group for group in groups if group[0].has_origin]
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as progress:
            for group in progress.track(groups, description="Putting back"):
                await dead_letters.requeue(client, group)
        return [one.id for group in groups for one in group], left

    done, left = _ask(data, put_back)
    if as_json:
        print_json({"requeued": done, "left": left})
        return
    typer.echo(f"Put back: {len(done)}.")
    for one in left:
        typer.echo(f"Left where it is: {one}, which does not say where it came from.")


def _ask(data: Path, question: Callable[[Client], Awaitable[T]]) -> T:
    """Ask the broker of this installation with the rights of the operator."""

    async def asked() -> T:
        addresses = find_addresses(data)
        async with connected(addresses.nats, addresses.operator_creds) as client:
            return await question(client)

    return asyncio.run(asked())


def _plain(text: str) -> str:
    """What others wrote, without the control characters that would act on the terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _body(body: bytes) -> dict[str, Any]:
    """As JSON where it is, else as text, else in base64: an unreadable message is shown too."""
    try:
        return {"body": json.loads(body)}
    except ValueError:
        pass
    try:
        return {"body_text": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}


def _readable(body: bytes) -> str:
    shown = next(iter(_body(body).values()))
    if not isinstance(shown, str):
        return json.dumps(shown, ensure_ascii=False, indent=2)
    return "\n".join(_plain(line) for line in shown.splitlines())
