"""Whatever keeps `up` from starting is said in one line, with exit code 2."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.keys import make_secrets
from tests.system.forked import ROOT
from tests.system.plans import first_free_port


def refusal(*words: str, env: dict[str, str] | None = None) -> str:
    """The line with which `up` refuses."""
    ended = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "up", "--no-scenario", "--exit", *words],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr


def test_a_port_in_use(tmp_path: Path) -> None:
    first = first_free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first + 2))
        taken.listen()
        said = refusal("--data", str(tmp_path), "--ports-from", str(first))
    assert f"port {first + 2} (for notifications) is not free" in said


def test_ports_that_do_not_exist(tmp_path: Path) -> None:
    assert "--ports-from 65530" in refusal("--data", str(tmp_path), "--ports-from", "65530")


def test_a_missing_broker(tmp_path: Path) -> None:
    ports = str(first_free_port())
    env = {"NARAHUBUNG_NATS_SERVER": "/no/such/nats-server"}
    said = refusal("--data", str(tmp_path), "--ports-from", ports, env=env)
    assert "NARAHUBUNG_NATS_SERVER names /no/such/nats-server, which is not a program" in said


def test_a_broker_that_is_not_one(tmp_path: Path) -> None:
    ports = str(first_free_port())
    env = {"NARAHUBUNG_NATS_SERVER": "/bin/false"}
    said = refusal("--data", str(tmp_path), "--ports-from", ports, env=env)
    assert "nats ended with code 1 while starting" in said


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    said = refusal("--data", str(tmp_path / "data"))
    assert "cannot create the folder" in said


def test_a_data_folder_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert "cannot create the folder" in refusal("--data", str(tmp_path / "file" / "data"))


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder nobody can write in")
def test_a_data_folder_that_nobody_can_write_in() -> None:
    assert "cannot write in the data folder" in refusal("--data", f"/proc/{os.getpid()}")


def test_a_data_folder_that_another_up_uses(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w+") as lock:
        lock.write("4711\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = refusal("--data", str(tmp_path))
    assert "is in use by another `narahubung up` (process 4711)" in said


def test_a_damaged_secret(tmp_path: Path) -> None:
    keys = tmp_path / "secrets" / "nats" / "keys"
    keys.mkdir(parents=True)
    (keys / "operator.seed").write_text("SOXXX\n")
    said = refusal("--data", str(tmp_path), "--ports-from", str(first_free_port()))
    assert "operator.seed is damaged" in said


def test_data_whose_secrets_are_lost(tmp_path: Path) -> None:
    make_secrets(tmp_path / "secrets")
    (tmp_path / "secrets" / "identity.key").unlink()
    (tmp_path / "databases").mkdir()
    (tmp_path / "databases" / "intake.sqlite").touch()
    said = refusal("--data", str(tmp_path))
    assert "identity.key is missing: restore it from a backup" in said
    assert not (tmp_path / "secrets" / "identity.key").exists()


def test_a_database_that_is_none(tmp_path: Path) -> None:
    make_secrets(tmp_path / "secrets")
    (tmp_path / "databases").mkdir()
    (tmp_path / "databases" / "intake.sqlite").write_text("not a database, but long enough" * 50)
    said = refusal("--data", str(tmp_path), "--ports-from", str(first_free_port()))
    assert "cannot prepare the database of intake" in said
