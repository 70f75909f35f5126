"""Puts metrics together."""

from fastapi import FastAPI

from services.metrics import (
    api,
    api_closings,
    api_definitions,
    api_findings,
    api_metrics,
    api_reports,
    handlers,
    models,
    offices,
    timers,
)
from services.metrics.pages import dashboard, signing
from services.metrics.settings import MetricsSettings
from shared import service
from shared.settings import from_environment

BLUEPRINT = service.Blueprint(
    title="Narahubung: metrics",
    ear=handlers.ear,
    outbox=models.OutboxRow,
    inbox=models.InboxRow,
    routers=[
        api.router,
        api_closings.router,
        api_definitions.router,
        api_findings.router,
        api_reports.router,
        api_metrics.router,
        dashboard.router,
        signing.router,
    ],
    beside=[offices.loading, timers.folding, timers.measuring],
    needs_broker=False,
)


def create(settings: MetricsSettings) -> FastAPI:
    """The application, for `main` and for tests."""
    return service.build(BLUEPRINT, settings)


def main() -> None:
    """Serve with the settings of the environment."""
    settings = from_environment(MetricsSettings)
    service.serve(create(settings), settings)


if __name__ == "__main__":
    main()
