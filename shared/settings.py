"""What every service is told from outside; each adds its own."""

from pathlib import Path
from typing import Self, TypeVar

from pydantic import SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings
from sqlalchemy.engine import make_url

from shared import log

WRONG_SETTINGS = 78
"""Exit code of a process that was told what cannot be (EX_CONFIG of sysexits.h)."""


class ServiceSettings(BaseSettings):
    """Read from the environment, prefixed with the service's name; no secret has a default."""

    service: str
    database_url: SecretStr
    database_password_file: Path | None = None
    """Where the password is that the database's address leaves out."""
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

    @model_validator(mode="after")
    def _whole_address(self) -> Self:
        url = with_password(self.database_url.get_secret_value(), self.database_password_file)
        self.database_url = SecretStr(url)
        return self


def with_password(database_url: str, file: Path | None) -> str:
    """The database's address with the password that stands in a file of its own."""
    if file is None:
        return database_url
    url = make_url(database_url).set(password=file.read_text(encoding="utf-8").strip())
    return url.render_as_string(hide_password=False)


S = TypeVar("S", bound=ServiceSettings)


def from_environment(kind: type[S]) -> S:
    """A service's settings; what is wrong with them is one line of the log, and the end."""
    try:
        return kind()
    except ValidationError as error:
        detail = "; ".join(_said(kind, one["loc"], one["msg"]) for one in error.errors())
    except OSError as error:
        detail = f"{error.filename}: {error.strerror}"
    log.set_up(kind.model_fields["service"].default, "info")
    log.log.error("wrong settings", detail=detail)
    raise SystemExit(WRONG_SETTINGS)


def _said(kind: type[ServiceSettings], place: tuple[int | str, ...], problem: str) -> str:
    """What is wrong with which variable; never its value, which may be a secret."""
    problem = problem.removeprefix("Value error, ")
    if not place:
        return problem
    return f"{kind.model_config['env_prefix']}{str(place[0]).upper()}: {problem}"
