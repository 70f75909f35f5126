"""The registry over HTTP, one record at a time with its history."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, Field

from services.routing import borders, registering, store
from services.routing.doing import IfMatch, read_version
from services.routing.domain.records import Record
from services.routing.domain.registry import NOUNS
from services.routing.reaching import Asker, asking
from services.routing.registering import Address, Hand
from services.routing.store import Known
from shared.errors import NotFound, Unacceptable
from shared.events.base import SLUG_PATTERN
from shared.web.answers import answers
from shared.web.deps import Db

router = APIRouter()

REFUSALS = answers(404, 409, 412)
PUT_REFUSALS = answers(404, 409, 412, 428)

OfficeSlug = Annotated[str, Path(pattern=SLUG_PATTERN)]
Noun = Annotated[str, Path(pattern=f"^({'|'.join(NOUNS)})$")]
Key = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]
Writer = Annotated[Asker, Depends(asking("registry.write"))]
Reader = Annotated[Asker, Depends(asking("registry.read"))]
At = Annotated[AwareDatetime | None, Query(description="When it happened; now, if not given.")]


class RecordView(BaseModel):
    """A record as it stands."""

    noun: str
    key: str
    version: int
    is_withdrawn: bool
    record: dict[str, Any]


class ChangeView(BaseModel):
    """One line of a record's history."""

    version: int
    deed: str = Field(description="put | end | withdraw")
    actor_role: str
    actor_id: str | None
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When we learnt it.")
    record: dict[str, Any]


@router.get("/registry/{office}/{noun}", responses=answers(404))
async def list_records(
    office: OfficeSlug, noun: Noun, database: Db, asker: Reader
) -> list[RecordView]:
    """The records of one noun, those that were withdrawn too."""
    async with database.reading() as connection:
        known = await store.known_records(connection, office)
    found = [one for (of, _), one in sorted(known.items(), key=lambda item: item[0]) if of == noun]
    return [_view(one) for one in found if borders.record(office, one.record, asker.reach)]


@router.get("/registry/{office}/{noun}/{key}", responses=answers(404))
async def show_record(
    office: OfficeSlug, noun: Noun, key: Key, database: Db, asker: Reader, *, response: Response
) -> RecordView:
    """One record as it stands; its version is the ETag."""
    known = await registering.find(database, office, noun, key)
    if not borders.record(office, known.record, asker.reach):
        raise registering.no_such_record()
    return _tagged(known, response)


@router.get("/registry/{office}/{noun}/{key}/history", responses=answers(404))
async def show_changes(
    office: OfficeSlug, noun: Noun, key: Key, database: Db, asker: Reader
) -> list[ChangeView]:
    """Every change of a record: who, what, when it happened and when we learnt it."""
    known = await registering.find(database, office, noun, key)
    if not borders.record(office, known.record, asker.reach):
        raise registering.no_such_record()
    async with database.reading() as connection:
        rows = await store.changes_of(connection, office, noun, key)
    return [ChangeView(**row._mapping, record=orjson.loads(row.told)) for row in rows]


@router.delete("/registry/{office}/{noun}/{key}", responses=REFUSALS)
async def end_record(
    office: OfficeSlug,
    noun: Noun,
    key: Key,
    database: Db,
    asker: Writer,
    *,
    request: Request,
    response: Response,
    on: Annotated[date | None, Query(description="The last day; today, if not given.")] = None,
    at: At = None,
    if_match: IfMatch = None,
) -> RecordView:
    """End a record on its last day; what holds on no day, or has no days, is withdrawn."""
    within(asker, office)
    hand = Hand(asker.actor, at, read_version(if_match))
    clock = request.app.state.clock
    known = await registering.end(database, clock, Address(office, noun, key), hand, on=on)
    return _tagged(known, response)


def _putting(kind: type[Record]) -> Callable[..., Awaitable[RecordView]]:
    """The endpoint that adds or changes a record of one noun."""

    async def put_record(
        office: OfficeSlug,
        key: Key,
        record: Record,
        database: Db,
        asker: Writer,
        *,
        request: Request,
        response: Response,
        at: At = None,
        if_match: IfMatch = None,
    ) -> RecordView:
        within(asker, office)
        if key != record.key:
            raise Unacceptable("The key in the address and in the record differ.")
        hand = Hand(asker.actor, at, read_version(if_match))
        clock = request.app.state.clock
        known = await registering.put(database, clock, office, record, hand)
        return _tagged(known, response)

    put_record.__annotations__["record"] = kind
    put_record.__doc__ = (
        f"Add one of the {kind.noun}, or change it: with the ETag of what was read in `If-Match`."
    )
    return put_record


for _noun, _kind in NOUNS.items():
    router.add_api_route(
        f"/registry/{{office}}/{_noun}/{{key}}",
        _putting(_kind),
        methods=["PUT"],
        name=f"put_{_noun.replace('-', '_')}",
        responses=PUT_REFUSALS,
    )


def _tagged(known: Known, response: Response) -> RecordView:
    response.headers["ETag"] = f'"{known.version}"'
    return _view(known)


def _view(known: Known) -> RecordView:
    record = known.record
    return RecordView(
        noun=record.noun,
        key=record.key,
        version=known.version,
        is_withdrawn=known.is_withdrawn,
        record=record.model_dump(mode="json"),
    )


def within(asker: Asker, office: str) -> None:
    if not asker.reach.sees_office(office):
        raise NotFound("There is no such office.")
