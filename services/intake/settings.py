"""What intake is told from outside."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """Environment variables that begin with INTAKE_."""

    model_config = SettingsConfigDict(env_prefix="INTAKE_")

    service: str = "intake"
    office: str = "babel"
    """The office for complaints that name none."""
