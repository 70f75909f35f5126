"""Where the secret files of an installation are."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Secrets:
    """One folder; what is in it is made by `narahubung init`."""

    folder: Path

    def creds(self, user: str) -> Path:
        return self.folder / "nats" / f"{user}.creds"

    def seed(self, owner: str) -> Path:
        return self.folder / "nats" / "keys" / f"{owner}.seed"

    @property
    def operator_jwt(self) -> Path:
        return self.folder / "nats" / "operator.jwt"

    @property
    def resolver(self) -> Path:
        return self.folder / "nats" / "resolver.conf"
