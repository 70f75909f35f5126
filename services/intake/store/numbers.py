"""Giving numbers: in order of registration and without gaps, by whole pages of complaints.

What is settled in the act of filing is numbered afterwards, by statements that the database runs
alone: filing pays nothing, and no row comes through here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.numbers import AGENDA, Book
from services.intake.models import BookRow, NumberRow
from services.intake.store.verification import COMPLAINTS, DEEDS
from shared.db.transaction import Transaction, table_of
from shared.events.intake import REPORTS

BOOKS = table_of(BookRow)
NUMBERS = table_of(NumberRow)
IDS: ColumnElement[Any] = COMPLAINTS.c.complaint_id

_NEW_BOOK = text(
    "INSERT INTO books (office, name, year, last) VALUES (:office, :name, :year, 0)"
    " ON CONFLICT DO NOTHING"
)
"""Two that open a new book at once open one."""


@dataclass(frozen=True, slots=True)
class Page:
    """Complaints by their ids, which rise with the time of filing: after one, up to another."""

    after: UUID
    until: UUID


async def newest_number(connection: AsyncConnection) -> UUID | None:
    """The newest complaint that has an agenda number."""
    query = select(NUMBERS.c.complaint_id).where(NUMBERS.c.series == AGENDA)
    newest = query.order_by(NUMBERS.c.complaint_id.desc()).limit(1)
    found: UUID | None = (await connection.execute(newest)).scalar_one_or_none()
    return found


async def page_after(
    connection: AsyncConnection, after: UUID, settled: datetime, limit: int
) -> UUID | None:
    """Where a page of complaints without a number ends; what is quite fresh waits for its
    neighbours, which may be committed a moment later."""
    query = _without(AGENDA).where(_is_later(after), COMPLAINTS.c.recorded_at <= settled)
    page = query.with_only_columns(IDS).order_by(IDS).limit(limit).subquery()
    last = select(page.c.complaint_id).order_by(page.c.complaint_id.desc()).limit(1)
    found: UUID | None = (await connection.execute(last)).scalar_one_or_none()
    return found


async def spans_of(connection: AsyncConnection, page: Page, settled: datetime) -> Sequence[Any]:
    """The offices and access types of a page, each with its first and last registration."""
    at = COMPLAINTS.c.registered_at
    kinds = (COMPLAINTS.c.office, COMPLAINTS.c.access_type)
    query = _of(page, settled, AGENDA).with_only_columns(
        *kinds, func.min(at).label("first"), func.max(at).label("last")
    )
    return (await connection.execute(query.group_by(*kinds))).all()


async def fill(tx: Transaction, book: Book, page: Page, settled: datetime, zone: ZoneInfo) -> int:
    """Number what of the page belongs into the book; answers how many. The book is the lock."""
    is_agenda = book.name == AGENDA
    series = AGENDA if is_agenda else "archive"
    last = await _open(tx, book)
    at = COMPLAINTS.c.registered_at
    wanted = _of(page, settled, series).where(
        COMPLAINTS.c.office == book.office, at >= book.begins(zone), at < book.ends(zone)
    )
    if not is_agenda:
        wanted = wanted.where(COMPLAINTS.c.access_type == book.name, ~_is_verified_by_hand())
    place = literal(last) + func.row_number().over(order_by=IDS)
    row = wanted.with_only_columns(
        IDS,
        literal(series),
        literal(book.office),
        literal(book.name),
        literal(book.year),
        place,
        at,
    )
    columns = ["complaint_id", "series", "office", "book", "year", "number", "given_for"]
    done = await tx.connection.execute(insert(NUMBERS).from_select(columns, row))
    count: int = done.rowcount
    await _close(tx, book, last + count)
    return count


async def give(tx: Transaction, complaint_id: UUID, book: Book, at: datetime) -> None:
    """An archive number for one complaint that staff have accepted, in the same commit."""
    number = await _open(tx, book) + 1
    tx.add(
        NumberRow,
        complaint_id=complaint_id,
        series="archive",
        office=book.office,
        book=book.name,
        year=book.year,
        number=number,
        given_for=at,
    )
    await _close(tx, book, number)


def _is_later(than: UUID) -> ColumnElement[bool]:
    """Filed after that one."""
    return literal(than, Uuid()) < IDS


def _without(series: str) -> Select[Any]:
    """Imported history keeps the numbers of its source."""
    known = exists().where(NUMBERS.c.complaint_id == IDS, NUMBERS.c.series == series)
    return select(COMPLAINTS).where(~known, COMPLAINTS.c.silent.is_(False))


def _of(page: Page, settled: datetime, series: str) -> Select[Any]:
    query = _without(series).where(_is_later(page.after), ~_is_later(page.until))
    return query.where(COMPLAINTS.c.recorded_at <= settled)


def _is_verified_by_hand() -> ColumnElement[bool]:
    first = (DEEDS.c.version == 1) & (DEEDS.c.deed == "register")
    return exists().where(DEEDS.c.complaint_id == IDS, first)


async def _open(tx: Transaction, book: Book) -> int:
    """The last number that was given, with the book held until the commit."""
    key = {"office": book.office, "name": book.name, "year": book.year}
    mine = [BOOKS.c[name] == value for name, value in key.items()]
    held = select(BOOKS.c.last).where(*mine).with_for_update()
    found: int | None = (await tx.connection.execute(held)).scalar_one_or_none()
    if found is None:
        await tx.connection.execute(_NEW_BOOK, key)
        found = (await tx.connection.execute(held)).scalar_one()
    return found


async def _close(tx: Transaction, book: Book, last: int) -> None:
    mine = (BOOKS.c.office == book.office) & (BOOKS.c.name == book.name)
    of_year = update(BOOKS).where(mine, BOOKS.c.year == book.year)
    await tx.connection.execute(of_year.values(last=last))


def reports(access_type: str) -> bool:
    """Whether such a complaint becomes a file with an archive number."""
    return access_type in REPORTS
