"""Reads what a desk or a posko sends in bulk: the lines of a file, each for itself a complaint."""

import csv
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from services.intake.domain import DeskForm, Reporter
from shared.errors import Refused, Unacceptable

BODY_LIMIT = 8 * 1024 * 1024
"""Bytes of one batch."""

LINES_LIMIT = 5_000
"""Lines of one batch that are not blank; more come as several batches."""

RECORD_LIMIT = 64 * 1024
"""Bytes of one complaint, as for a single one; a quote that never closes is given up here."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

PERSON = "reporter_"
KINDS = "maladministration"
"""Its cell holds several codes, with semicolons, commas or spaces between them."""
WEEKDAY = "event_weekday"
OF_PERSON = frozenset(PERSON + name for name in Reporter.model_fields)
COLUMNS = OF_PERSON | {name for name in DeskForm.model_fields if name != "reporter"}

Line = tuple[int, bytes]
"""The number of a line in the file, from 1, and its bytes."""

Reading = tuple[int, DeskForm | Refused | ValidationError]
"""The number of a complaint's first line, and the complaint or why there is none."""


class TooManyLines(Refused):
    """The whole batch is refused, and nothing of it is stored."""

    code = "too-many-lines"
    status = 413


class Unreadable(Refused):
    """A line that cannot be read as what the batch claims to be."""

    code = "unreadable"
    status = 422


async def lines_of(chunks: AsyncIterator[bytes]) -> list[Line]:
    """The lines of a body that are not blank, numbered as an editor would; without line ends."""
    lines: list[Line] = []
    number, rest = 0, b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            _keep(lines, number, line)
    _keep(lines, number + 1, rest)
    return lines


def _keep(lines: list[Line], number: int, line: bytes) -> None:
    if number == 1:
        line = line.removeprefix(BYTE_ORDER_MARK)
    if not line.strip():
        return
    if len(lines) == LINES_LIMIT + 1:  # one may be a header
        raise too_many()
    lines.append((number, line.removesuffix(b"\r")))


def too_many() -> TooManyLines:
    return TooManyLines(f"A batch has at most {LINES_LIMIT} lines; send the rest as another.")


def read_objects(lines: Sequence[Line]) -> Iterator[Reading]:
    """NDJSON: a JSON object a line."""
    if len(lines) > LINES_LIMIT:
        raise too_many()
    for number, line in lines:
        yield number, _form_of(line)


def _form_of(line: bytes) -> DeskForm | Refused | ValidationError:
    if len(line) > RECORD_LIMIT:
        return Unreadable(f"The line is longer than {RECORD_LIMIT} bytes.")
    try:
        return DeskForm.model_validate_json(line)
    except ValidationError as error:
        return error


def read_table(lines: Sequence[Line]) -> Iterator[Reading]:
    """CSV: a header row, then a row a complaint; an empty cell is the same as none.

    A cell in quotes may hold line breaks. A quote that never closes costs its own row only:
    reading goes on in the line after it. Raises `Unacceptable` for a header that is not one.
    """
    if not lines:
        return
    head = lines[0][1]
    # Spreadsheets set to Indonesian write semicolons, for the comma marks their decimals.
    delimiter = ";" if b";" in head and b"," not in head else ","
    columns = _known_columns(head, delimiter)
    place = 1
    while place < len(lines):
        number = lines[place][0]
        try:
            cells, after = _row(lines, place, delimiter)
            if any(cell.strip() for cell in cells):
                yield number, _form_in(columns, cells)
        except (Refused, ValidationError) as error:
            after = place + 1
            yield number, error
        place = after


def _known_columns(head: bytes, delimiter: str) -> list[str]:
    """The header; repeats nothing that it says, for without one the first row is a person's."""
    try:
        cells, _ = _row([(1, head)], 0, delimiter)
    except Unreadable as error:
        raise Unacceptable(f"The header row: {error.detail}") from None
    columns = [cell.strip().lower() for cell in cells]
    for place, column in enumerate(columns, 1):
        if column not in COLUMNS:
            raise Unacceptable(f"Column {place} of the header row is unknown.")
        if columns.index(column) != place - 1:
            raise Unacceptable(f"Column {place} of the header row is there twice.")
    return columns


def _row(lines: Sequence[Line], place: int, delimiter: str) -> tuple[list[str], int]:
    """The cells of the row that begins at a place, and the place after it."""
    after = place
    size = 0

    def wanted() -> Iterator[str]:
        nonlocal after, size
        while after < len(lines):
            number, line = lines[after]
            blank = number - lines[after - 1][0] - 1 if after > place else 0
            size += len(line) + blank
            if size > RECORD_LIMIT:
                return
            after += 1
            yield "\n" * blank + line.decode() + "\n"

    try:
        cells = next(csv.reader(wanted(), delimiter=delimiter, strict=True), None)
    except UnicodeDecodeError:
        raise Unreadable("The row is not valid UTF-8.") from None
    except csv.Error:
        raise Unreadable("The row is not valid CSV, or one of its quotes never closes.") from None
    if cells is None:
        raise Unreadable(f"The row is longer than {RECORD_LIMIT} bytes.")
    return cells, after


def _form_in(columns: list[str], cells: list[str]) -> DeskForm:
    if len(cells) != len(columns):
        raise Unreadable(f"The row has {len(cells)} cells, the header {len(columns)}.")
    form: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=True):
        if not cell.strip():
            continue
        if column in OF_PERSON:
            form.setdefault("reporter", {})[column.removeprefix(PERSON)] = cell
        elif column == KINDS:
            form[column] = cell.replace(",", " ").replace(";", " ").split()
        else:
            form[column] = cell.lower() if column == WEEKDAY else cell
    return DeskForm.model_validate(form)
