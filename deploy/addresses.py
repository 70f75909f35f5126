"""Where the parts of a running installation are to be found."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from deploy.permissions import SERVICES
from deploy.private_files import read_private, write_private
from deploy.refusal import StartRefused, this_program
from shared import clock
from shared.access.person import Person
from shared.access.tokens import KEY_FILE, mint

HOST = "127.0.0.1"
PARTS = (*SERVICES, "nats", "smtp", "mails")
"""In the order of their ports."""

LIFETIME = timedelta(days=1)
"""Of a program's token: as long as the longest import."""


@dataclass(frozen=True)
class Addresses:
    """The addresses of one installation; tests and scenarios read them from `run.json`."""

    intake: str
    routing: str
    notifications: str
    metrics: str
    nats: str
    smtp: str
    mails: str
    secrets: str
    pids: dict[str, int] = field(default_factory=dict)

    def service(self, name: str) -> str:
        """The base URL of a service."""
        return str(getattr(self, name))

    @property
    def operator_creds(self) -> Path:
        return Path(self.secrets) / "nats" / "operator.creds"

    def token_of(self, person: Person) -> str:
        """A token that lets a program of ours in as this person. Raises `OSError`."""
        key = (Path(self.secrets) / KEY_FILE).read_text(encoding="utf-8").strip()
        return mint(person, key, clock.now(), LIFETIME)


def ports_from(first: int) -> dict[str, int]:
    """The port of each part."""
    return {part: first + place for place, part in enumerate(PARTS)}


def addresses_from(first: int, secrets: Path) -> Addresses:
    """What `up` listens on when its ports begin here."""
    ports = ports_from(first)

    def web(part: str) -> str:
        return f"http://{HOST}:{ports[part]}"

    return Addresses(
        intake=web("intake"),
        routing=web("routing"),
        notifications=web("notifications"),
        metrics=web("metrics"),
        mails=web("mails"),
        nats=f"nats://{HOST}:{ports['nats']}",
        smtp=f"{HOST}:{ports['smtp']}",
        secrets=str(secrets.resolve()),
    )


def announce(addresses: Addresses, data: Path) -> None:
    """Tell other commands, and tests, where everything is."""
    write_private(data / "run.json", json.dumps(asdict(addresses), indent=2) + "\n")


def withdraw(data: Path) -> None:
    """Nothing runs here any more."""
    (data / "run.json").unlink(missing_ok=True)


def find_addresses(data: Path) -> Addresses:
    """Of the running `up`; elsewhere (compose) the environment says what differs from it.

    `NARAHUBUNG_INTAKE`, …, `NARAHUBUNG_NATS` and `NARAHUBUNG_SECRETS` name the parts.
    """
    written = read_private(data / "run.json")
    told = {
        name: value
        for name in (*PARTS, "secrets")
        if (value := os.environ.get(f"NARAHUBUNG_{name.upper()}"))
    }
    if written is None and "nats" not in told:
        start = f"{this_program()} up --data {data}"
        raise StartRefused(f"nothing runs in {data}: start it with `{start}`")
    known = json.loads(written) if written else asdict(addresses_from(8400, data / "secrets"))
    return Addresses(**{**known, **told})
