"""Gives agenda numbers to what has come in, and archive numbers to what was accepted at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.intake import store
from services.intake.desk import Desk
from services.intake.domain.numbers import AGENDA, Book
from services.intake.store import Page
from shared.again import again
from shared.log import log

PAGE = 2_000
"""Few enough that on SQLite filing waits no longer than for a batch."""

SETTLES = timedelta(seconds=2)
"""So long after its filing a complaint's neighbours are committed too, and the order is known."""

WINDOW_MS = 300_000
"""Ids rise with time, but a commit may come late: so far back is looked again."""

BEGINNING = UUID(int=0)


@dataclass
class Agenda:
    """Where numbering has come to; any number of processes may number, each from its own mark."""

    desk: Desk
    mark: UUID | None = None

    async def give(self) -> int:
        """Number one page; answers how many numbers were given, agenda and archive."""
        settled = self.desk.clock() - SETTLES
        async with self.desk.database.reading() as connection:
            if self.mark is None:
                newest = await store.newest_number(connection)
                self.mark = _before(newest) if newest else BEGINNING
            until = await store.page_after(connection, self.mark, settled, PAGE)
            if until is None:
                return 0
            page = Page(self.mark, until)
            spans = await store.spans_of(connection, page, settled)
        count = 0
        for book in self._books(spans):
            count += await self._fill(book, page)
        self.mark = max(self.mark, _before(until))
        log.info("numbered", numbers=count)
        return count

    def _books(self, spans: Sequence[Any]) -> list[Book]:
        """Every book of the page, each once and in one order for all processes."""
        found = set()
        for one in spans:
            zone = self.desk.rules.zone_of(one.office)
            for year in range(one.first.astimezone(zone).year, one.last.astimezone(zone).year + 1):
                found.add((one.office, AGENDA, year))
                if store.reports(one.access_type):
                    found.add((one.office, one.access_type, year))
        # Archives first: what has its agenda number is not looked for again.
        ordered = sorted(found, key=lambda key: (key[1] == AGENDA, key))
        return [Book(*key) for key in ordered]

    async def _fill(self, book: Book, page: Page) -> int:
        zone = self.desk.rules.zone_of(book.office)
        now = self.desk.clock()

        async def fill() -> int:
            async with self.desk.database.transaction(now) as tx:
                return await store.fill(tx, book, page, now - SETTLES, zone)

        return await again(fill)


def _before(complaint_id: UUID) -> UUID:
    """An id of somewhat earlier: the first 48 bits are milliseconds."""
    moment = max((complaint_id.int >> 80) - WINDOW_MS, 0)
    return UUID(int=moment << 80)
