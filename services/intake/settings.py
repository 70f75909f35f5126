"""What intake is told from outside."""

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.offices import SHIPPED, ZonesFile
from shared.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """Environment variables that begin with INTAKE_."""

    model_config = SettingsConfigDict(env_prefix="INTAKE_")

    service: str = "intake"
    office: str = "babel"
    """The office for complaints that name none."""
    policies: Path = Path(__file__).with_name("policies.yaml")
    """What staff verify by hand, and by which checks."""
    offices: ZonesFile = SHIPPED
    """In which zone each office's days begin and end."""
