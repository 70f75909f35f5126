"""Reading and writing who answers for what: whole documents, and addresses."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.officers import FocalPoint
from services.routing.domain.records import Record
from services.routing.domain.registry import Registry, field_of
from services.routing.domain.registry_facts import Changed
from services.routing.domain.rules import RuleSet
from services.routing.store.changes import SYSTEM, Actor
from services.routing.store.directory import OFFICES, RECORDS, as_registry, record_of, registry_of
from services.routing.store.editing import Author, Edit, remember_files, write
from services.routing.store.records import (
    Known,
    digest_of,
    known_records,
    office_to_change,
    offices_of,
)
from shared.db.transaction import Transaction
from shared.errors import Unacceptable

KnownRecords = Mapping[tuple[str, str], Known]


async def load(
    tx: Transaction, registry: Registry, *, from_file: bool = False, actor: Actor = SYSTEM
) -> list[Changed]:
    """Make an office's records what the document says; answers what has changed.

    A file changes only what a file has said before: what staff have changed since stands, and
    what a file does not name stays. A document of staff withdraws what its lists do not name.
    Raises `Unacceptable` for an appointment of another office.
    """
    office = registry.office
    version = await office_to_change(tx, office)
    known = await known_records(tx.connection, office)
    await refuse_what_is_another_offices(tx.connection, office, registry.focal_points)
    author = Author(tx.recorded, actor, from_file)
    if from_file:
        edits = list(_of_file(registry, known))
        told = [one for one in registry.records() if (one.noun, one.key) in known]
        edited = {(one.record.noun, one.record.key) for one in edits}
        await remember_files(tx, office, (one for one in told if _agrees(one, known, edited)))
    else:
        edits = [*_of_document(registry, known), *_not_named(registry, known)]
    return await write(tx, office, version=version, known=known, edits=edits, author=author)


def _of_file(registry: Registry, known: KnownRecords) -> Iterator[Edit]:
    for record in registry.records():
        stands = known.get((record.noun, record.key))
        if stands is None:
            yield Edit(record)
            continue
        is_newer = stands.by_file and stands.file_digest != digest_of(record)
        if is_newer and (stands.record != record or stands.is_withdrawn):
            yield Edit(record)


def _agrees(record: Record, known: KnownRecords, edited: set[tuple[str, str]]) -> bool:
    """Whether the file says what stands, and the row does not remember it yet."""
    key = (record.noun, record.key)
    stands = known[key]
    unknown = stands.file_digest != digest_of(record)
    return unknown and key not in edited and stands.record == record


def _of_document(registry: Registry, known: KnownRecords) -> Iterator[Edit]:
    for record in registry.records():
        stands = known.get((record.noun, record.key))
        if stands is None or stands.record != record or stands.is_withdrawn:
            yield Edit(record)


def _not_named(registry: Registry, known: KnownRecords) -> Iterator[Edit]:
    """Records of the lists that the document has; of the rules, versions above its highest."""
    named = {(record.noun, record.key) for record in registry.records()}
    given = {noun for noun in registry.lists if field_of(noun) in registry.model_fields_set}
    for key, stands in known.items():
        if key in named or stands.is_withdrawn:
            continue
        record = stands.record
        newer = isinstance(record, RuleSet) and record.version >= registry.rule_set.version
        if record.noun in given or newer:
            yield Edit(record, "withdraw")


async def refuse_what_is_another_offices(
    connection: AsyncConnection, office: str, records: Sequence[Record]
) -> None:
    """An appointment's id is its key everywhere: it would silently change hands."""
    named = [one.key for one in records if isinstance(one, FocalPoint)]
    for appointment, owner in (await offices_of(connection, FocalPoint.noun, named)).items():
        if owner != office:
            raise Unacceptable(f"The appointment {appointment} belongs to another office.")


def standing(known: KnownRecords) -> Registry:
    """What known records say together, without those withdrawn."""
    return as_registry([one.record for one in known.values() if not one.is_withdrawn])


async def offices(connection: AsyncConnection) -> list[Registry]:
    """Every office's registry."""
    return [await registry_of(connection, office) for office in await office_names(connection)]


async def office_names(connection: AsyncConnection) -> Sequence[str]:
    """Every office, by its code."""
    found = await connection.execute(select(OFFICES.c.office).order_by(OFFICES.c.office))
    return found.scalars().all()


async def contacts(
    connection: AsyncConnection, appointments: Sequence[str]
) -> list[dict[str, Any]]:
    """How to reach the holders of some appointments, of those withdrawn too: cases name them."""
    query = select(RECORDS).where(
        RECORDS.c.noun == FocalPoint.noun, RECORDS.c.key.in_(appointments)
    )
    points = [(row.office, record_of(row)) for row in await connection.execute(query)]
    agencies = {point.of_agency for _, point in points}
    query = select(RECORDS).where(RECORDS.c.noun == "agencies", RECORDS.c.key.in_(agencies))
    names = {
        (row.office, row.key): record_of(row).model_dump()["name"]
        for row in await connection.execute(query)
    }
    return [
        {
            **point.model_dump(include={"appointment_id", "name", "email"}),
            "agency_name": names.get((office, str(point.of_agency)), point.of_agency),
        }
        for office, point in points
    ]
