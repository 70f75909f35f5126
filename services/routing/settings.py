"""What routing is told from outside."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class RoutingSettings(ServiceSettings):
    """Environment variables that begin with ROUTING_."""

    model_config = SettingsConfigDict(env_prefix="ROUTING_")

    service: str = "routing"
