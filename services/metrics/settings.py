"""What metrics is told from outside."""

from pydantic_settings import SettingsConfigDict

from services.metrics.targets import SHIPPED as SHIPPED_TARGETS
from services.metrics.targets import TargetsFile
from shared.offices import SHIPPED, ZonesFile
from shared.settings import ServiceSettings


class MetricsSettings(ServiceSettings):
    """Environment variables that begin with METRICS_."""

    model_config = SettingsConfigDict(env_prefix="METRICS_")

    service: str = "metrics"
    offices: ZonesFile = SHIPPED
    """The file with each office's time zone: on which day something counts."""
    targets: TargetsFile = SHIPPED_TARGETS
    """The file with how many reports each office is to close in a year or a quarter."""
