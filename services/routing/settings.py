"""What routing is told from outside."""

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class RoutingSettings(ServiceSettings):
    """Environment variables that begin with ROUTING_."""

    model_config = SettingsConfigDict(env_prefix="ROUTING_")

    service: str = "routing"
    offices: Path = Path(__file__).with_name("offices")
    """The folder of the offices' registry files, `<office>.yaml` each."""
