"""Puts notifications together."""

from fastapi import FastAPI

from services.notifications import api, delivery, handlers, models, timers
from services.notifications.settings import NotificationsSettings
from shared import service
from shared.events import notifications
from shared.settings import from_environment

BLUEPRINT = service.Blueprint(
    title="Narahubung: notifications",
    ear=handlers.ear,
    outbox=models.OutboxRow,
    inbox=models.InboxRow,
    announces=notifications.ANNOUNCED,
    routers=[api.router],
    beside=[timers.measuring, delivery.delivering],
)


def create(settings: NotificationsSettings) -> FastAPI:
    """The application, for `main` and for tests."""
    return service.build(BLUEPRINT, settings)


def main() -> None:
    """Serve with the settings of the environment."""
    settings = from_environment(NotificationsSettings)
    service.serve(create(settings), settings)


if __name__ == "__main__":
    main()
