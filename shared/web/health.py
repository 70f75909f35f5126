"""Whether a service lives and is ready, for people, probes and Prometheus."""

from datetime import datetime
from math import nan
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import State

from shared.bus import measures
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
    """The database answers and has its tables; so does the broker where it is needed."""
    state = request.app.state
    bus: Bus = state.bus
    try:
        if missing := await _missing(state):
            detail = f"Its database has no {', '.join(missing)}: the command `provision` makes it."
            return problem(503, "no-tables", detail)
        unsent = await bus.oldest_unsent()
    except (SQLAlchemyError, OSError):
        return problem(503, "no-database", "The database does not answer.")
    age = None if unsent is None else _age(state, unsent)
    if not bus.connected and state.needs_broker:
        detail = "The broker does not answer."
        return problem(503, "no-broker", detail, oldest_unsent_seconds=age)
    return {
        "status": "ready",
        "service": state.settings.service,
        "broker": "connected" if bus.connected else "away",
        "oldest_unsent_seconds": age,
    }


def _age(state: State, since: datetime) -> float:
    now: datetime = state.clock()
    return max(0.0, (now - since).total_seconds())


async def _missing(state: State) -> list[str]:
    """Tables that migrations have not made; nobody drops them later, so it is asked until then."""
    async with state.database.reading() as connection:
        if getattr(state, "has_tables", False):
            await connection.execute(text("SELECT 1"))
            return []
        there = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
    missing = set(state.database.outbox.metadata.tables) - set(there)
    state.has_tables = not missing
    return sorted(missing)


@router.get("/metrics", tags=["health"], include_in_schema=False)
async def prometheus(request: Request) -> Response:
    """For Prometheus, in its text format; what cannot be asked at the moment is not a number."""
    state = request.app.state
    bus: Bus = state.bus
    await bus.measure()
    try:
        unsent = await bus.oldest_unsent()
        measures.UNSENT.set(_age(state, unsent) if unsent else 0)
    except (SQLAlchemyError, OSError):
        measures.UNSENT.set(nan)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
