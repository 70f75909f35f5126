"""Reading what a link leads to: the request or the corrective action, and its case."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.store.cases import ACTIONS, CASES, REQUESTS

OF_REQUEST = (
    *("request_id", "kind", "state", "agency", "focal_point_id", "sent_at", "answer_due_at"),
    *("question", "acknowledged_at", "answered_at", "missing"),
)

OF_ACTION = (
    *("action_id", "order", "ordered_at", "due_at", "done_at", "cycle"),
    *("report", "reported_at", "missing"),
)
OF_CASE = (
    *(CASES.c.case_id, CASES.c.complaint_id, CASES.c.office, CASES.c.version),
    *(CASES.c.state.label("case_state"), CASES.c.agency.label("case_agency")),
)
ITS_AGENCY = func.coalesce(ACTIONS.c.agency, CASES.c.agency)


async def requests_at(connection: AsyncConnection, ids: Collection[UUID]) -> Sequence[Any]:
    """Who has each of some requests, and until when it is to be answered."""
    query = select(REQUESTS.c.request_id, REQUESTS.c.focal_point_id, REQUESTS.c.answer_due_at)
    return (await connection.execute(query.where(REQUESTS.c.request_id.in_(ids)))).all()


async def actions_at(connection: AsyncConnection, ids: Collection[UUID]) -> Sequence[Any]:
    """Who must see to each of some corrective actions, and until when."""
    query = (
        select(ACTIONS.c.action_id, CASES.c.focal_point_id, ACTIONS.c.due_at)
        .join(CASES, CASES.c.case_id == ACTIONS.c.case_id)
        .where(ACTIONS.c.action_id.in_(ids), CASES.c.agency == ITS_AGENCY)
    )
    return (await connection.execute(query)).all()


async def linked_action(connection: AsyncConnection, action_id: UUID) -> Any | None:
    """A corrective action with what its officer is shown: whoever has its case has it."""
    query = (
        select(
            *(ACTIONS.c[name] for name in OF_ACTION),
            ITS_AGENCY.label("agency"),
            CASES.c.focal_point_id,
            CASES.c.cycle.label("case_cycle"),
            *OF_CASE,
        )
        .join(CASES, CASES.c.case_id == ACTIONS.c.case_id)
        .where(ACTIONS.c.action_id == action_id)
    )
    return (await connection.execute(query)).one_or_none()


async def linked_request(connection: AsyncConnection, request_id: UUID) -> Any | None:
    """A request with what its officer is shown."""
    query = (
        select(
            *(REQUESTS.c[name] for name in OF_REQUEST),
            *OF_CASE,
        )
        .join(CASES, CASES.c.case_id == REQUESTS.c.case_id)
        .where(REQUESTS.c.request_id == request_id)
    )
    return (await connection.execute(query)).one_or_none()
