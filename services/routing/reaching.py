"""Who asks, and how far they reach: the person of the token, held against the registry of today."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends

from services.routing import store
from services.routing.domain.deeds import Deed
from services.routing.domain.reach import Reach
from services.routing.store import Actor
from shared.access.person import Person
from shared.access.table import Right
from shared.db.database import Database
from shared.web.deps import Db, May, Now


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks, and whose cases they may see."""

    person: Person
    reach: Reach

    @property
    def actor(self) -> Actor:
        return Actor(self.person.role, self.person.id)


def asking(right: Right) -> Callable[..., Awaitable[Asker]]:
    """The dependency of an endpoint that needs a right: `Depends(asking("case.read"))`."""

    async def found(
        person: Annotated[Person, Depends(May(right))], database: Db, now: Now
    ) -> Asker:
        return Asker(person, await _reach(person, database, now))

    return found


async def _reach(person: Person, database: Database, now: datetime) -> Reach:
    """Whoever has left sees nothing, however long the token is good for."""
    if not person.is_of_agency:
        return Reach(person.only_office)
    office, agency = str(person.office), str(person.agency)
    async with database.reading() as connection:
        if person.scope == "supervised":
            agencies = await store.supervised(
                connection, person.id, office=office, agency=agency, now=now
            )
            return Reach(office, agencies)
        holds = await store.in_office(connection, person.id, office=office, agency=agency, now=now)
    return Reach(office, frozenset({agency} if holds else ()))


Reading = Annotated[Asker, Depends(asking("case.read"))]
"""Somebody who may see cases."""

RIGHTS: Mapping[str, Right] = {
    "acknowledge": "case.answer",
    "answer": "case.answer",
    "misroute": "case.answer",
    "accept": "case.ask",
    "return": "case.ask",
    "cancel": "case.ask",
    "extend": "case.ask",
    "convert": "case.ask",
    "send-request": "case.ask",
    "order-correction": "case.ask",
    "report-correction": "case.answer",
    "return-correction": "case.ask",
    "correction-done": "case.ask",
    "start-conciliation": "case.ask",
    "end-conciliation": "case.ask",
    "assign": "case.place",
    "transfer": "case.place",
    "hand-over": "case.place",
    "close": "case.close",
    "withdraw": "case.close",
    "reopen": "case.reopen",
}
"""What each deed to a case needs."""


def right_to(deed: Deed) -> Right:
    """A deed that nobody has thought of is nobody's."""
    return RIGHTS[deed.deed]
