"""The zones in which this process counts days, as the setting says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from shared.offices import SHIPPED, Zones, read_zones

_zones: Zones = read_zones(SHIPPED)


def use(file: Path) -> None:
    """From now on count days in the zones that this file names."""
    global _zones  # noqa: PLW0603 - a process is one service, and handlers are told no settings
    _zones = read_zones(file)


def default_zone() -> ZoneInfo:
    """Of what names no office."""
    return _zones.default


def zone_of(office: str) -> ZoneInfo:
    """The zone of an office, known or not."""
    return _zones.of(office)


@asynccontextmanager
async def loading(app: FastAPI) -> AsyncIterator[None]:
    """Runs before the service hears anything: no fact may be counted on another office's day."""
    use(app.state.settings.offices)
    yield
