"""For whom a statistic is made: the public, or staff within their reach."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import knowing, signing, store
from services.metrics.answers.grouped import Grouped
from services.metrics.answers.heading import head
from services.metrics.domain.totals import Year
from services.metrics.questions import Asked, AskedOfCases
from services.metrics.store import Question
from services.metrics.telling import totalling
from services.metrics.telling.publishing import published
from shared.access.person import Person
from shared.db.database import Database

A = TypeVar("A", bound=Asked)
G = TypeVar("G", bound=Grouped)
Make = Callable[[AsyncConnection, Question], Awaitable[list[G]]]


@dataclass(frozen=True, slots=True)
class View(Generic[A]):
    """A question as it is answered to somebody."""

    asked: A
    public: bool
    now: datetime

    async def groups(self, database: Database, question: Question, make: Make[G]) -> list[G]:
        """The groups of one answer, from one look at the database."""
        async with database.reading() as connection:
            if not self.public:
                return await make(connection, question)

            async def again(other: Question) -> list[G]:
                return await make(connection, other)

            async def year_of(other: Question) -> Year:
                return await totalling.year_of(
                    connection, other, today, of_messages=not isinstance(self.asked, AskedOfCases)
                )

            today = knowing.today(question.office, None, self.now)
            group_of = partial(store.group_of, await store.agencies(connection))
            return await published(question, again, year_of, group_of)

    def head(self, by: str, *used: str) -> dict[str, Any]:
        """What the answer repeats of its question."""
        view = "public" if self.public else "staff"
        return {**head(self.asked, by, self.now, *used), "view": view}


def view(asked: A, request: Request, now: datetime, *, of_agencies: bool = True) -> View[A]:
    """Staff who name no office or agency mean their own; beyond it they see what anybody sees."""
    person = signing.asker(request, now)
    if isinstance(asked, AskedOfCases):
        here = _own(asked, person if of_agencies or not person or not person.is_of_agency else None)
        return View(here, not signing.sees_all(person, here.office, here.agency), now)
    return View(asked, person is None or person.is_of_agency, now)


def _own(asked: A, person: Person | None) -> A:
    if not isinstance(asked, AskedOfCases) or asked.office or asked.agency:
        return asked
    own = {"office": signing.own_office(person), "agency": signing.own_agency(person)}
    try:
        return type(asked).model_validate(asked.model_dump(by_alias=True, exclude={"period"}) | own)
    except ValidationError:  # no sums are kept of that: they see what anybody sees
        return asked
