"""Puts intake together."""

from fastapi import FastAPI

from services.intake import (
    api,
    api_codes,
    api_contacts,
    api_staff,
    batch,
    form,
    handlers,
    lines,
    models,
    pages,
    registrar,
    timers,
)
from services.intake.settings import IntakeSettings
from shared import service
from shared.events import intake
from shared.settings import from_environment

BLUEPRINT = service.Blueprint(
    title="Narahubung: intake",
    ear=handlers.ear,
    outbox=models.OutboxRow,
    inbox=models.InboxRow,
    announces=intake.ANNOUNCED,
    routers=[one.router for one in (batch, api, api_codes, api_contacts, api_staff, pages)],
    beside=[registrar.running, timers.running],
    needs_broker=False,
    body_limits={"/complaints/batch": lines.BODY_LIMIT, "/form": form.BODY_LIMIT},
    hot={("POST", "/complaints"): api.file_complaint},
)


def create(settings: IntakeSettings) -> FastAPI:
    """The application, for `main` and for tests."""
    return service.build(BLUEPRINT, settings)


def main() -> None:
    """Serve with the settings of the environment."""
    settings = from_environment(IntakeSettings)
    service.serve(create(settings), settings)


if __name__ == "__main__":
    main()
