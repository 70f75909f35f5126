"""Complaints that staff work on: where each stands, what was done to it, and what is decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain import Registration
from services.intake.domain.complaint import Complaint, Done
from services.intake.domain.history import Past, Standing, replay
from services.intake.domain.moves import WAITING
from services.intake.models import ComplaintRow, DeedRow, ReporterRow, VerificationRow
from services.intake.sealing import SealMaker
from shared.db.transaction import Transaction, table_of
from shared.ids import new_id
from shared.json import to_json

COMPLAINTS = table_of(ComplaintRow)
DEEDS = table_of(DeedRow)
REPORTERS = table_of(ReporterRow)
VERIFICATIONS = table_of(VerificationRow)

TOLD = (
    "complaint_id",
    "office",
    "access_type",
    "channel",
    "substance",
    "agency",
    "region",
    "campaign",
    "language",
    "silent",
    "registered_at",
    "confidentiality",
    "reporter_class",
    "reporter_province",
)
"""The columns of a complaint that its events repeat as they are."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A complaint that is locked to be changed, and the key of its reporter."""

    complaint: Complaint
    wrapped_key: bytes | None
    is_touched: bool
    pasts: Sequence[Past] = ()


def begin_verification(tx: Transaction, registration: Registration) -> None:
    """The first row of a complaint's history, where staff are to decide."""
    told = {"checks": registration.checks}
    tx.add(VerificationRow, complaint_id=registration.complaint_id, version=1, is_waiting=True)
    tx.add(
        DeedRow,
        deed_id=new_id(),
        complaint_id=registration.complaint_id,
        version=1,
        deed="register",
        actor="system",
        happened_at=registration.registered_at,
        recorded_at=tx.recorded,
        told=to_json(told).decode(),
    )


def codes_of(column: str | None) -> list[str]:
    """Codes as a column holds them."""
    return column.split(",") if column else []


def standing_of(row: RowMapping, pasts: Sequence[Past]) -> Standing:
    """Where it stands; what nobody touched has no deeds and is what it was settled as."""
    return replay(pasts) if pasts else Standing(row["state"], 1)


async def to_change(tx: Transaction, complaint_ids: Collection[UUID]) -> dict[UUID, Loaded]:
    """Complaints by id, locked until the transaction ends, in one order for everybody.

    Their deeds are read after the locks are held: what somebody else has just done is seen.
    """
    theirs = [REPORTERS.c[name] for name in ("wrapped_key", "has_mail", "has_identity")]
    query = (
        select(COMPLAINTS, *theirs)
        .join(REPORTERS, REPORTERS.c.reporter_id == COMPLAINTS.c.reporter_id)
        .where(COMPLAINTS.c.complaint_id.in_(complaint_ids))
        .order_by(COMPLAINTS.c.complaint_id)
        .with_for_update(of=COMPLAINTS)
    )
    rows = (await tx.connection.execute(query)).mappings().all()
    histories = await pasts_of(tx.connection, complaint_ids)
    touched = select(VERIFICATIONS.c.complaint_id).where(
        VERIFICATIONS.c.complaint_id.in_(complaint_ids)
    )
    known = set((await tx.connection.execute(touched)).scalars())
    return {
        row["complaint_id"]: Loaded(
            Complaint(
                row["complaint_id"],
                _told(row),
                standing_of(row, histories.get(row["complaint_id"], [])),
                row["event_date"],
                row["has_identity"],
            ),
            row["wrapped_key"],
            row["complaint_id"] in known,
            histories.get(row["complaint_id"], []),
        )
        for row in rows
    }


def _told(row: RowMapping) -> dict[str, Any]:
    told = {name: row[name] for name in TOLD}
    return told | {
        "reachable": row["has_mail"],
        "maladministration": codes_of(row["maladministration"]),
        "keywords": codes_of(row["keywords"]),
    }


def save(
    tx: Transaction, loaded: Loaded, done: Done, *, actor: str, note: str | None, seals: SealMaker
) -> None:
    """Append a deed to the history and announce what there is to announce."""
    complaint_id, version = loaded.complaint.complaint_id, done.standing.version
    sealed = None
    if note and loaded.wrapped_key:
        sealed = seals.known(loaded.wrapped_key).close(note.encode())
    event_id = None
    if done.effect.fact:
        event_id = tx.emit(done.effect.fact, time=done.past.at, sequence=version)
    tx.add(
        DeedRow,
        deed_id=event_id or new_id(),
        complaint_id=complaint_id,
        version=version,
        deed=done.past.deed,
        actor=actor,
        happened_at=done.past.at,
        recorded_at=tx.recorded,
        told=to_json(done.past.told).decode(),
        sealed_note=sealed,
    )


async def change(tx: Transaction, loaded: Loaded, done: Done) -> None:
    """Bring the columns to where the history stands."""
    standing, before = done.standing, loaded.complaint.standing
    complaint_id = loaded.complaint.complaint_id
    changes = _columns(done.effect.changes)
    if standing.state != before.state:
        changes["state"] = standing.state
    if changes:
        of = COMPLAINTS.c.complaint_id == complaint_id
        await tx.connection.execute(update(COMPLAINTS).where(of).values(**changes))
    columns = {
        "version": standing.version,
        "is_waiting": standing.state in WAITING,
        "incident_id": standing.incident,
        "due_at": standing.completion.due_at if standing.completion else None,
        "reckoned": None,
    }
    if loaded.is_touched:
        of = VERIFICATIONS.c.complaint_id == complaint_id
        await tx.connection.execute(update(VERIFICATIONS).where(of).values(**columns))
    else:
        tx.add(VerificationRow, complaint_id=complaint_id, **columns)


def _columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(changes)
    if "maladministration" in columns:
        columns["maladministration"] = ",".join(columns["maladministration"]) or None
    return columns


async def pasts_of(
    connection: AsyncConnection, complaint_ids: Collection[UUID]
) -> dict[UUID, list[Past]]:
    """The deeds of complaints, each list in the order of doing."""
    query = (
        select(DEEDS)
        .where(DEEDS.c.complaint_id.in_(complaint_ids))
        .order_by(DEEDS.c.complaint_id, DEEDS.c.version)
    )
    found: dict[UUID, list[Past]] = {}
    for row in await connection.execute(query):
        past = Past(row.deed, row.happened_at, orjson.loads(row.told), row.deed_id)
        found.setdefault(row.complaint_id, []).append(past)
    return found
