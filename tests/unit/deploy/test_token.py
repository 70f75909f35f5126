"""`narahubung token` lets somebody in who is described whole, and nobody else."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import narahubung
from deploy.commands import init, token
from deploy.keys import make_secrets
from deploy.refusal import StartRefused
from shared import clock
from shared.access.person import Person
from shared.access.tokens import verify

init.register(narahubung)
token.register(narahubung)


def printed(data: Path, *options: str) -> str:
    done = CliRunner().invoke(narahubung, ["token", "--data", str(data), *options])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output.strip()


def test_a_token_is_who_was_named(tmp_path: Path) -> None:
    make_secrets(tmp_path / "secrets")
    key = (tmp_path / "secrets" / "tokens.key").read_text().strip()
    said = printed(tmp_path, "--role", "examiner", "--office", "babel", "--who", "siti.pvl")
    assert verify(said, key, clock.now()) == Person("siti.pvl", "examiner", "babel")
    options = ("--role", "focal-point", "--office", "babel", "--agency", "water", "--days", "30")
    said = printed(tmp_path, *options, "--who", "water-1")
    assert verify(said, key, clock.now()) == Person("water-1", "focal-point", "babel", "water")


@pytest.mark.parametrize(
    "options",
    [
        ("--role", "king", "--who", "siti"),
        ("--role", "examiner", "--who", "siti"),
        ("--role", "focal-point", "--office", "babel", "--who", "siti"),
        ("--role", "auditor", "--who", "With Space"),
    ],
)
def test_whoever_is_not_described_whole_gets_none(tmp_path: Path, options: tuple[str, ...]) -> None:
    make_secrets(tmp_path / "secrets")
    with pytest.raises(StartRefused):
        printed(tmp_path, *options)


def test_without_a_key_there_is_no_token(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="-m deploy init --data"):
        printed(tmp_path, "--role", "auditor", "--who", "wati")
