"""Finds out how to reach those whom messages are for; who does not answer is left to rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from services.notifications import store
from services.notifications.contacts import AddressBook, BearerContact, Contact, OutOfReach
from services.notifications.domain.draft import BETWEEN, bearer_of
from services.notifications.domain.standing_in import next_role
from services.notifications.store import Lease, Message
from shared.clock import Clock
from shared.db.database import Database
from shared.events.notifications import RECIPIENTS, Recipient
from shared.log import log

REST: Final = timedelta(seconds=2)

Book = Literal["reporters", "officers", "bearers"]

BOOKS: Final[dict[Book, frozenset[Recipient]]] = {
    "reporters": frozenset({"reporter"}),
    "officers": frozenset({"focal-point"}),
    "bearers": frozenset(RECIPIENTS) - {"reporter", "focal-point"},
}
"""Who knows whom. Routing knows an officer by appointment; where an event named none, by role."""


def _book_of(message: Message) -> Book:
    if message.recipient == "reporter":
        return "reporters"
    return "bearers" if BETWEEN in message.recipient_id else "officers"


@dataclass(slots=True)
class Addressed:
    """What can be sent, what never can, and what nobody gets; the rest goes back untried."""

    reachable: list[tuple[Message, Contact]] = field(default_factory=list)
    hopeless: list[tuple[Message, str]] = field(default_factory=list)
    skipped: list[tuple[Message, str]] = field(default_factory=list)
    needless: list[Message] = field(default_factory=list)


class Addressing:
    """Looks people up by the batch, a book at a time."""

    def __init__(self, database: Database, addresses: AddressBook, clock: Clock) -> None:
        self._database = database
        self._addresses = addresses
        self._clock = clock
        self._resting: dict[Recipient, datetime] = {}

    def within_reach(self, now: datetime) -> list[Recipient]:
        """Whom it is of use to claim messages for."""
        return [one for one in RECIPIENTS if now >= self._resting.get(one, now)]

    async def address(self, lease: Lease, claimed: Sequence[Message]) -> Addressed:
        found = Addressed()
        for book in BOOKS:
            group = [message for message in claimed if _book_of(message) == book]
            if not group:
                continue
            try:
                await self._look_up(book, group, lease, found)
            except OutOfReach as trouble:
                log.warning("addresses out of reach", book=book, error=str(trouble))
                until = self._clock() + REST
                for recipient in BOOKS[book] | {message.recipient for message in group}:
                    self._resting[recipient] = until
        return found

    async def _look_up(
        self, book: Book, group: list[Message], lease: Lease, found: Addressed
    ) -> None:
        if book == "bearers":
            bearing = await self._addresses.bearers(group)
            for message in group:
                await self._share_out(message, bearing[message.message_id], lease, found)
            return
        asked = self._addresses.reporters if book == "reporters" else self._addresses.officers
        contacts = await asked(group)
        for message in group:
            if contact := contacts.get(message.message_id):
                found.reachable.append((message, contact))
            else:
                found.hopeless.append((message, "nobody knows an address"))

    async def _share_out(
        self, message: Message, bearing: list[BearerContact], lease: Lease, found: Addressed
    ) -> None:
        """Whoever has the letter as the officer in charge needs no second one as the deputy."""
        settled = bearer_of(message.recipient_id)
        people = {one.bearer_id: one for one in bearing}
        if settled:
            people = {settled: people[settled]} if settled in people else {}
        if not people:
            await self._pass_on(message, lease, found)
            return
        people.pop(message.facts.get("told_already") or "", None)
        if not people:
            found.needless.append(message)
            return
        bearer, contact = next(iter(people.items()))
        if not settled:
            async with self._database.plain_transaction() as connection:
                await store.share_out(connection, lease, message, list(people))
            message = store.given_to(message, bearer)
        found.reachable.append((message, contact))

    async def _pass_on(self, message: Message, lease: Lease, found: Addressed) -> None:
        """Nobody bears the role: whoever stands in is told, but for those told by name before."""
        why = f"nobody is named as {message.recipient}"
        role = None
        if bearer_of(message.recipient_id) is None:
            role = next_role(message.recipient, message.facts.get("instead_of"))
        if role is None:
            found.hopeless.append((message, why))
            return
        async with self._database.plain_transaction() as connection:
            await store.pass_on(connection, lease, message, role)
        found.skipped.append((message, f"{why}: {role} is told"))
