"""Changing records: each edit is a line of history, and all of a commit are one version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from services.routing.domain.records import Record
from services.routing.domain.registry_facts import Changed, RecordDeed
from services.routing.models import OfficeRow, RecordChangeRow, RecordRow
from services.routing.store.changes import SYSTEM, Actor
from services.routing.store.directory import OFFICES, RECORDS, forget_versions
from services.routing.store.records import Known, digest_of
from shared.db.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Edit:
    """What a record says from now on."""

    record: Record
    deed: RecordDeed = "put"


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes records, and when it happened."""

    at: datetime
    actor: Actor = SYSTEM
    from_file: bool = False


async def write(
    tx: Transaction,
    office: str,
    *,
    version: int | None,
    known: Mapping[tuple[str, str], Known],
    edits: Sequence[Edit],
    author: Author,
) -> list[Changed]:
    """Save edits of an office that is locked; its version rises by one, however many they are."""
    if not edits:
        return []
    if version is None:
        tx.add(OfficeRow, office=office, version=1)
    else:
        raised = update(OFFICES).where(OFFICES.c.office == office).values(version=version + 1)
        await tx.connection.execute(raised)
    changed: list[Changed] = []
    updates: list[dict[str, Any]] = []
    for edit in edits:
        before = known.get((edit.record.noun, edit.record.key))
        key, stands = _as_row(office, edit, before, author)
        if before is None:
            tx.add(RecordRow, **key, **stands)
        else:
            updates.append(
                {f"of_{name}": value for name, value in key.items()}
                | {f"new_{name}": value for name, value in stands.items()}
            )
        _add_to_history(tx, edit, author, {**key, **stands})
        said_before = before.record if before and not before.is_withdrawn else None
        changed.append(Changed(office, edit.record, said_before, stands["version"], edit.deed))
    await _update(tx, updates)
    await tx.flush()
    forget_versions(tx)
    return changed


def _add_to_history(tx: Transaction, edit: Edit, author: Author, row: dict[str, Any]) -> None:
    kept = ("office", "noun", "key", "version", "told")
    tx.add(
        RecordChangeRow,
        **{name: row[name] for name in kept},
        deed=edit.deed,
        actor_role=author.actor.role,
        actor_id=author.actor.id,
        at=author.at,
        recorded_at=tx.recorded,
    )


def _as_row(
    office: str, edit: Edit, before: Known | None, author: Author
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The key of a record and its other columns after an edit."""
    record = edit.record
    stands = {
        "version": before.version + 1 if before else 1,
        "told": record.model_dump_json(),
        "is_withdrawn": edit.deed == "withdraw",
        "by_file": author.from_file,
        "file_digest": before.file_digest if before else None,
    }
    if author.from_file:
        stands["file_digest"] = digest_of(record)
    return {"office": office, "noun": record.noun, "key": record.key}, stands


async def _update(tx: Transaction, updates: list[dict[str, Any]]) -> None:
    if not updates:
        return
    keys = ("office", "noun", "key")
    columns = ("version", "told", "is_withdrawn", "by_file", "file_digest")
    statement = (
        update(RECORDS)
        .where(*(RECORDS.c[name] == bindparam(f"of_{name}") for name in keys))
        .values({name: bindparam(f"new_{name}") for name in columns})
    )
    await tx.connection.execute(statement, updates)


async def remember_files(tx: Transaction, office: str, records: Iterable[Record]) -> None:
    """What files said of records that need no change: the same file asks no more."""
    rows = [
        {"of": office, "noun_": one.noun, "key_": one.key, "digest": digest_of(one)}
        for one in records
    ]
    if rows:
        statement = (
            update(RECORDS)
            .where(
                RECORDS.c.office == bindparam("of"),
                RECORDS.c.noun == bindparam("noun_"),
                RECORDS.c.key == bindparam("key_"),
            )
            .values(file_digest=bindparam("digest"))
        )
        await tx.connection.execute(statement, rows)
