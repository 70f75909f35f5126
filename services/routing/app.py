"""Puts routing together."""

from fastapi import FastAPI

from services.routing import (
    api,
    api_links,
    batch,
    handing_over,
    handlers,
    link_pages,
    measuring,
    models,
    offices,
    timers,
)
from services.routing.settings import RoutingSettings
from shared import service
from shared.events import routing
from shared.settings import from_environment

BLUEPRINT = service.Blueprint(
    title="Narahubung: routing",
    ear=handlers.ear,
    outbox=models.OutboxRow,
    inbox=models.InboxRow,
    announces=routing.ANNOUNCED,
    routers=[api.router, api_links.router, link_pages.router],
    beside=[offices.loading, timers.watching, handing_over.watching, measuring.measuring],
    body_limits={"/cases/batch": batch.BODY_LIMIT},
)


def create(settings: RoutingSettings) -> FastAPI:
    """The application, for `main` and for tests."""
    return service.build(BLUEPRINT, settings)


def main() -> None:
    """Serve with the settings of the environment."""
    settings = from_environment(RoutingSettings)
    service.serve(create(settings), settings)


if __name__ == "__main__":
    main()
