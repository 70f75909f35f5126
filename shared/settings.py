"""What every service is told from outside; each adds its own."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings


class ServiceSettings(BaseSettings):
    """Read from the environment, prefixed with the service's name; no secret has a default."""

    service: str
    database_url: SecretStr
    nats_url: str
    nats_creds: Path
    secrets: Path
    host: str = "127.0.0.1"
    port: int
    log_level: str = "info"
    scaled_out: bool = False
    """Whether several processes of this service share its database."""

    def secret(self, name: str) -> str:
        """The content of a secret file."""
        return (self.secrets / name).read_text(encoding="utf-8").strip()
