"""Rules over HTTP: a version that is proposed is tried on cases of the past before it holds."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from services.routing import keywords, store
from services.routing.api_records import OfficeSlug, within
from services.routing.domain import editing, trying
from services.routing.domain.rules import RuleSet
from services.routing.reaching import Asker, asking
from shared.errors import NotFound
from shared.ids import reference
from shared.web.answers import answers
from shared.web.deps import Db, Now

router = APIRouter(tags=["rules"])

AT_MOST = 2_000


class WouldMove(BaseModel):
    """A case that the proposed rules put elsewhere than the rules of its day did."""

    case_id: UUID
    reference: str
    opened_at: datetime
    agency_before: str
    agency_after: str
    agency_today: str = Field(description="Staff or agencies may have moved it since.")
    why_before: dict[str, Any]
    why_after: dict[str, Any]


class Tried(BaseModel):
    """One page of cases, in the order in which they were opened."""

    looked_at: int
    would_move: list[WouldMove]
    after: UUID | None = Field(description="Where the next page begins; none at the end.")


@router.post("/rules/{office}/dry-run", responses=answers(404))
async def try_rules(
    office: OfficeSlug,
    rules: RuleSet,
    database: Db,
    now: Now,
    *,
    asker: Annotated[Asker, Depends(asking("rules.try"))],
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = 500,
) -> Tried:
    """Which cases of the past would move, from where to where and why; nothing is changed."""
    within(asker, office)
    keywords.refuse_unknown(rules)
    async with database.reading() as connection:
        directory = await store.directory_at(connection, office, now)
        if directory is None:
            raise NotFound("There is no such office.")
        editing.bearable(await store.registry_of(connection, office), rules, "put")
        rows = await store.past_cases(connection, office, after, limit)
    tried = trying.proposed(directory, rules)
    found = [
        _would_move(row, moved)
        for row in rows
        if (moved := trying.moved(store.facts_of(row), directory, tried, row.opened_at))
    ]
    next_page = rows[-1].case_id if len(rows) == limit else None
    return Tried(looked_at=len(rows), would_move=found, after=next_page)


def _would_move(row: Any, moved: trying.Moved) -> WouldMove:
    return WouldMove(
        case_id=row.case_id,
        reference=reference(row.case_id),
        opened_at=row.opened_at,
        agency_before=trying.meant(moved.before),
        agency_after=trying.meant(moved.after),
        agency_today=row.agency,
        why_before=moved.before.explanation,
        why_after=moved.after.explanation,
    )
