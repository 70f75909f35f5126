"""The registry over HTTP: whole documents, and agencies that have nobody in office."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.routing import (
    api_codes,
    api_records,
    api_rules,
    borders,
    keywords,
    registering,
    store,
    views,
)
from services.routing.api_records import OfficeSlug, Reader, Writer, within
from services.routing.domain.registry import Registry, contradictions
from shared.errors import Unacceptable
from shared.web.answers import answers
from shared.web.deps import Db, Now

router = APIRouter(tags=["registry"])

CONTRADICTIONS_SHOWN = 5


class Vacancy(BaseModel):
    """An agency that has nobody in office."""

    office: str
    agency: str
    since: date
    open_cases: int = Field(description="They wait for somebody to be appointed.")


@router.put("/registry/{office}", responses=answers(404, 409))
async def load_registry(
    office: OfficeSlug,
    registry: Registry,
    database: Db,
    now: Now,
    *,
    asker: Writer,
) -> views.Loaded:
    """Make an office's agencies, focal points and rules what this document says; repeatable.

    A version of the rules that is in force stays as it is: 409 for a document that says otherwise.
    """
    within(asker, office)
    if office != registry.office:
        raise Unacceptable("The office in the address and in the document differ.")
    if wrong := [*contradictions(registry), *keywords.unknown_in(registry)]:
        raise Unacceptable("; ".join(wrong[:CONTRADICTIONS_SHOWN]))
    async with database.transaction(now) as tx:
        changed = await registering.load(tx, registry, actor=asker.actor)
    return views.Loaded(office=office, changed=changed)


@router.get("/registry")
async def show_registry(database: Db, asker: Reader) -> views.Offices:
    """Who answers for what, by office; an agency sees its own officers."""
    async with database.reading() as connection:
        found = await store.offices(connection)
    return views.Offices(offices=[seen for one in found if (seen := borders.registry(one, asker))])


@router.get("/vacancies")
async def list_vacancies(database: Db, asker: Reader) -> list[Vacancy]:
    """Agencies without an officer in office, and how many cases wait there."""
    found: list[Vacancy] = []
    async with database.reading() as connection:
        for office in await store.office_names(connection):
            for one in await store.vacancies(connection, office):
                if asker.reach.sees(office, one.agency):
                    waiting = await store.waiting_at(connection, office, one.agency)
                    told = {"office": office, "agency": one.agency, "since": one.since}
                    found.append(Vacancy(**told, open_cases=waiting))
    return found


router.include_router(api_records.router)
router.include_router(api_rules.router)
router.include_router(api_codes.router)
