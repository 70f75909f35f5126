"""`narahubung token`: lets somebody in, until people sign in with a provider of their own."""

from datetime import timedelta
from typing import Annotated, cast, get_args

import typer

from deploy.commands.options import DEFAULT_DATA, Data
from deploy.private_files import read_private
from deploy.refusal import StartRefused, this_program
from shared import clock
from shared.access.person import ROLES, Person, Role
from shared.access.tokens import KEY_FILE, BadToken, mint


def token(
    *,
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")],
    who: Annotated[
        str,
        typer.Option(help="For histories; of a focal point the appointment, of a supervisor too."),
    ],
    office: Annotated[
        str | None, typer.Option(help="The office that the person belongs to.")
    ] = None,
    agency: Annotated[
        str | None, typer.Option(help="The agency, of a focal point's or supervisor's.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366)] = 1,
    data: Data = DEFAULT_DATA,
) -> None:
    """Print a token that lets somebody in for some days."""
    key = read_private(data / "secrets" / KEY_FILE)
    if key is None:
        make = f"{this_program()} init --data {data}"
        raise StartRefused(f"there is no key in {data}: run `{make}` first")
    if role not in get_args(Role):
        raise StartRefused(f"there is no role {role}: it is one of {', '.join(ROLES)}")
    person = Person(who, cast(Role, role), office, agency)
    try:
        typer.echo(mint(person, key.strip(), clock.now(), timedelta(days=days)))
    except BadToken as bad:
        raise StartRefused(f"no token: {bad}") from bad


def register(cli: typer.Typer) -> None:
    cli.command()(token)
