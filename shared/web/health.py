"""Whether a service lives and is ready, for people, probes and Prometheus."""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.bus.bus import Bus
from shared.web.answers import answers
from shared.web.problems import problem

router = APIRouter()


@router.get("/health/live", tags=["health"])
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/health/ready", tags=["health"], response_model=None, responses=answers(503))
async def ready(request: Request) -> dict[str, Any] | Response:
    """The database answers and, where the service cannot work without it, the broker too."""
    state = request.app.state
    bus: Bus = state.bus
    try:
        async with state.database.reading() as connection:
            await connection.execute(text("SELECT 1"))
        unsent = await bus.oldest_unsent()
    except (SQLAlchemyError, OSError):
        return problem(503, "no-database", "The database does not answer.")
    if not bus.connected and state.needs_broker:
        return problem(503, "no-broker", "The broker does not answer.")
    age = None if unsent is None else max(0.0, (state.clock() - unsent).total_seconds())
    return {
        "status": "ready",
        "service": state.settings.service,
        "broker": "connected" if bus.connected else "away",
        "oldest_unsent_seconds": age,
    }


@router.get("/metrics", tags=["health"], include_in_schema=False)
async def prometheus() -> Response:
    """For Prometheus, in its text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
