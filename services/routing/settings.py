"""What routing is told from outside."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from shared.access.keys import long_enough
from shared.offices import SHIPPED, ZonesFile
from shared.settings import ServiceSettings

LINKS_KEY = "links.key"


class RoutingSettings(ServiceSettings):
    """Environment variables that begin with ROUTING_."""

    model_config = SettingsConfigDict(env_prefix="ROUTING_")

    service: str = "routing"
    offices: Path = Path(__file__).with_name("offices")
    """The folder of the offices' registry files, `<office>.yaml` each."""
    zones: ZonesFile = SHIPPED
    """Where each office is: the same file as intake's `INTAKE_OFFICES`."""
    public_url: str = "http://127.0.0.1:8401"
    """Where officers reach this service from outside: links in letters begin with it."""
    link_days: int = Field(14, ge=1, le=365)
    """How long after the last day a link in a letter is good."""

    @property
    def links_key(self) -> bytes:
        """What links in letters are sealed with."""
        return long_enough(self.secret(LINKS_KEY), LINKS_KEY).encode()

    @model_validator(mode="after")
    def _seals_links(self) -> Self:
        try:
            _ = self.links_key
        except RuntimeError as error:
            raise ValueError(str(error)) from error
        return self
