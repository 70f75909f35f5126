"""Doing what is decided about complaints: load, decide, save, announce, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from services.intake import measures, store
from services.intake.domain import Rules, no_such_complaint
from services.intake.domain.complaint import Complaint
from services.intake.domain.deeds import Accept, Deed, Erase, Join, Withdraw
from services.intake.domain.moves import IllegalMove
from services.intake.domain.numbers import Book
from services.intake.domain.verification import decide
from services.intake.sealing import SealMaker
from services.intake.store import Loaded
from shared.access.person import Person
from shared.again import again
from shared.aside import Aside
from shared.clock import Clock
from shared.db.database import Database
from shared.db.transaction import Transaction
from shared.errors import NotFound, Refused


class Changed(Refused):
    """Somebody else was faster: whoever decides must first see what has become of it."""

    code = "changed-meanwhile"
    status = 412


@dataclass(frozen=True, slots=True)
class Order:
    """A deed to be done to a complaint, by whom; only to the version that they saw, if given."""

    complaint_id: UUID
    deed: Deed
    actor: str
    version: int | None = None
    office: str | None = None
    """The only office whose complaints the doer may touch; None: any."""

    @classmethod
    def of(
        cls, complaint_id: UUID, deed: Deed, person: Person, version: int | None = None
    ) -> "Order":
        """What somebody of the staff wants done."""
        return cls(complaint_id, deed, person.signature, version, person.only_office)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that deeds are done with."""

    database: Database
    clock: Clock
    rules: Rules
    seals: SealMaker

    @classmethod
    def of(cls, app: FastAPI) -> "Desk":
        state: Any = app.state
        return cls(state.database, state.clock, state.rules, state.seals)

    def aside(self, doing: str) -> Aside[UUID]:
        """For complaints at fault, to which something cannot be done."""
        return Aside(f"a complaint ({doing})", self.clock, measures.STUCK)


async def do(desk: Desk, order: Order) -> None:
    """Do one deed. Raises the refusal."""
    [refusal] = await do_all(desk, [order])
    if refusal is not None:
        raise refusal


async def do_all(desk: Desk, orders: Sequence[Order]) -> list[Refused | None]:
    """Do several deeds to as many complaints in one commit; what is refused hinders no other.

    Of two transactions that wait for each other the database ends one: then it is done again.
    """
    return await again(lambda: _do_once(desk, orders))


async def _do_once(desk: Desk, orders: Sequence[Order]) -> list[Refused | None]:
    now = desk.clock()
    answers: list[Refused | None] = []
    async with desk.database.transaction(now) as tx:
        loaded = await store.to_change(tx, {order.complaint_id for order in orders})
        for order in orders:
            try:
                # Taken out: a second deed to the same would be decided on what is no longer so.
                await do_loaded(desk, tx, order, loaded.pop(order.complaint_id, None))
            except Refused as refusal:
                answers.append(refusal)
            else:
                answers.append(None)
    return answers


async def do_loaded(desk: Desk, tx: Transaction, order: Order, loaded: Loaded | None) -> None:
    """Do a deed to a complaint that is locked already. Raises the refusal."""
    if loaded is None or order.office not in (None, loaded.complaint.told["office"]):
        raise no_such_complaint()
    complaint = loaded.complaint
    if order.version is not None and order.version != complaint.standing.version:
        raise Changed(f"It has version {complaint.standing.version} by now.")
    await _surroundings_allow(tx, complaint, order.deed, desk.rules)
    done = decide(complaint, order.deed, desk.rules, tx.recorded)
    await store.change(tx, loaded, done)
    if isinstance(order.deed, Erase):
        await store.erase(tx, loaded)
    if isinstance(order.deed, Accept):
        office, kind = complaint.told["office"], complaint.told["access_type"]
        book = Book(office, kind, desk.rules.day_of(done.past.at, office).year)
        await store.give(tx, complaint.complaint_id, book, done.past.at)
    store.save(tx, loaded, done, actor=order.actor, note=order.deed.note, seals=desk.seals)


async def _surroundings_allow(
    tx: Transaction, complaint: Complaint, deed: Deed, rules: Rules
) -> None:
    """What a decision needs to know beyond the complaint itself."""
    if isinstance(deed, Join):
        found = await store.incident(tx.connection, deed.incident)
        if found is None or found.office != complaint.told["office"]:
            raise NotFound("There is no such incident.")
    if isinstance(deed, Erase) and complaint.standing.state == "accepted":
        is_open = not await store.is_closed(tx.connection, complaint.complaint_id)
        if is_open and rules.policy.erasure == "closed":
            raise IllegalMove("erase: the case is open.")
    if isinstance(deed, Withdraw) and await store.is_closed(tx.connection, complaint.complaint_id):
        raise IllegalMove("withdraw: the case is closed.")
