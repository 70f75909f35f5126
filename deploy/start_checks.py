"""Looks, before anything starts, whether it can: each refusal is one line that says what to do."""

import fcntl
import os
import secrets
import socket
from pathlib import Path

from deploy.addresses import HOST, ports_from
from deploy.private_files import make_private_folder
from deploy.refusal import StartRefused
from deploy.secret_files import Secrets

LAST_PORT = 65_535


def take_folder(data: Path) -> int:
    """Make the data folder ours; answers the descriptor that keeps others out while it is open."""
    make_private_folder(data)
    _write_something(data)
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        owner = os.read(lock, 20).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        raise StartRefused(
            f"the data folder {data} is in use by another `narahubung up` (process {owner})"
        ) from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    for part in ("databases", "logs", "mails"):
        make_private_folder(data / part)
    return lock


def _write_something(data: Path) -> None:
    trial = data / f".trial.{secrets.token_hex(4)}"
    try:
        trial.touch(mode=0o600)
        trial.unlink()
    except OSError as error:
        raise StartRefused(f"cannot write in the data folder {data}: {error.strerror}") from error


def check_secrets(data: Path) -> None:
    """Data without its secrets would look empty, and names in it could never be read again."""
    secrets = Secrets(data / "secrets")
    needed = (secrets.folder / "identity.key", secrets.seed("operator"), secrets.seed("platform"))
    missing = [str(path) for path in needed if not path.is_file()]
    if missing and any((data / "databases").iterdir()):
        raise StartRefused(
            f"there is data in {data}, but {', '.join(missing)} is missing:"
            " restore it from a backup"
        )


def check_ports(first: int) -> None:
    """Every port that `up` listens on is a port, and free."""
    ports = ports_from(first)
    if first < 1 or max(ports.values()) > LAST_PORT:
        raise StartRefused(f"--ports-from {first} gives ports outside of 1 to {LAST_PORT}")
    for part, port in ports.items():
        with socket.socket() as trial:
            # As the servers do it, or connections of an earlier run would look like a server.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError as error:
                raise StartRefused(
                    f"port {port} (for {part}) is not free ({error.strerror}):"
                    " choose others with --ports-from, or NARAHUBUNG_PORTS_FROM before `make run`"
                ) from error
