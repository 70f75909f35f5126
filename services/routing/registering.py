"""Changing the registry: load, decide, save, announce, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from services.routing import keywords, store
from services.routing.domain import editing, registry_facts
from services.routing.domain.records import Record
from services.routing.domain.registry import Registry
from services.routing.domain.registry_facts import Changed
from services.routing.domain.rules import RuleSet
from services.routing.domain.versions import Seen
from services.routing.store import SYSTEM, Actor, Known
from shared.clock import Clock
from shared.db.database import Database
from shared.db.transaction import Transaction
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Hand:
    """Who edits a record, when it happened, and the version that was seen."""

    actor: Actor
    at: datetime | None = None
    version: Seen = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where a record is found."""

    office: str
    noun: str
    key: str


@dataclass(frozen=True, slots=True)
class Held:
    """An office that is locked, and all that is known of it."""

    office: str
    version: int
    known: dict[tuple[str, str], Known]
    registry: Registry

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.registry.time_zone)).date()


async def load(
    tx: Transaction, registry: Registry, *, from_file: bool = False, actor: Actor = SYSTEM
) -> bool:
    """Make an office's records what a document says; answers whether anything changed.

    Raises `InForce` for a document of staff that rewrites rules which hold.
    """
    if not from_file:
        await _keep_rules(tx, registry)
    changed = await store.load(tx, registry, from_file=from_file, actor=actor)
    _announce(tx, changed, ZoneInfo(registry.time_zone))
    return bool(changed)


async def _keep_rules(tx: Transaction, document: Registry) -> None:
    await store.office_to_change(tx, document.office)
    known = await store.known_records(tx.connection, document.office)
    standing = [one.record for one in known.values() if not one.is_withdrawn]
    versions = [one for one in standing if isinstance(one, RuleSet)]
    today = tx.recorded.astimezone(ZoneInfo(document.time_zone)).date()
    editing.rules_stay(versions, document, today)


async def put(database: Database, clock: Clock, office: str, record: Record, hand: Hand) -> Known:
    """Add a record, or change what it says."""
    keywords.refuse_unknown(record)
    async with database.transaction(clock()) as tx:
        held = await _hold(tx, office)
        stands = held.known.get((record.noun, record.key))
        editing.allowed(stands, record, held.registry, hand.version, held.today(tx.recorded))
        await store.refuse_what_is_another_offices(tx.connection, office, [record])
        if editing.changes(stands, record):
            await _write(tx, held, store.Edit(record), hand)
    return await find(database, office, record.noun, record.key)


async def end(
    database: Database, clock: Clock, of: Address, hand: Hand, *, on: date | None = None
) -> Known:
    """End a record on its last day; what holds on no day at all is withdrawn."""
    async with database.transaction(clock()) as tx:
        held = await _hold(tx, of.office)
        stands = held.known.get((of.noun, of.key))
        if stands is None or stands.is_withdrawn:
            raise no_such_record()
        record, deed = editing.ended(stands, on or held.today(tx.recorded), hand.version)
        editing.bearable(held.registry, record, deed)
        if deed == "withdraw" or record != stands.record:
            await _write(tx, held, store.Edit(record, deed), hand)
    return await find(database, of.office, of.noun, of.key)


async def find(database: Database, office: str, noun: str, key: str) -> Known:
    """One record as it stands. Raises `NotFound`."""
    async with database.reading() as connection:
        found = await store.known_record(connection, office, noun, key)
    if found is None:
        raise no_such_record()
    return found


def no_such_record() -> NotFound:
    return NotFound("There is no such record.")


async def _hold(tx: Transaction, office: str) -> Held:
    version = await store.office_to_change(tx, office)
    if version is None:
        raise NotFound("There is no such office.")
    known = await store.known_records(tx.connection, office)
    return Held(office, version, known, store.standing(known))


async def _write(tx: Transaction, held: Held, edit: store.Edit, hand: Hand) -> None:
    author = store.Author(editing.happened(hand.at, tx.recorded), hand.actor)
    changed = await store.write(
        tx, held.office, version=held.version, known=held.known, edits=[edit], author=author
    )
    _announce(tx, changed, ZoneInfo(held.registry.time_zone))


def _announce(tx: Transaction, changed: Iterable[Changed], zone: ZoneInfo) -> None:
    for one in changed:
        for fact, day in registry_facts.facts(one):
            happened = datetime.combine(day, time(), zone) if day else tx.recorded
            tx.emit(fact, time=min(happened, tx.recorded), sequence=one.version)
