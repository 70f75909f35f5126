"""Reads a CSV file row by row, so that one broken row costs itself and no other."""

import csv
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from deploy.refusal import StartRefused

LINES_A_ROW = 100
"""A cell in quotes may hold line breaks; a quote open for longer than this never closes."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column names; `line` is where it begins, as an editor numbers it."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, and why."""

    line: int
    code: str
    detail: str
    number: str = ""
    """What its source calls it, where that can be read."""


def read_rows(path: Path, needed: Set[str]) -> Iterator[Row | BadRow]:
    """The rows of a file whose first line names its columns.

    Raises `StartRefused` for a file that is not there or lacks a needed column.
    """
    try:
        with path.open("rb") as file:
            yield from _rows(path, file, needed)
    except OSError as error:
        raise StartRefused(f"cannot read {path}: {error.strerror}") from error


def _rows(path: Path, file: BinaryIO, needed: Set[str]) -> Iterator[Row | BadRow]:
    header, _ = _next([file.readline().removeprefix(BYTE_ORDER_MARK)], file)
    if header is None:
        raise StartRefused(f"{path}: its first line is not a row of column names")
    if missing := needed - set(header):
        raise StartRefused(f"{path}: there is no column {', '.join(sorted(missing))}")
    line = 1
    ahead: list[bytes] = []
    while ahead or (ahead := list(islice(file, 1))):
        used = 1
        if ahead[0].strip():
            cells, used = _next(ahead, file)
            yield _row(line + 1, header, cells)
        line += used
        del ahead[:used]


def _next(ahead: list[bytes], file: BinaryIO) -> tuple[list[str] | None, int]:
    """The cells of the row that begins `ahead`, and of how many lines they are.

    If the row is broken it is one line: reading goes on in the line after it.
    """

    def wanted() -> Iterator[str]:
        for place in range(LINES_A_ROW):
            if place == len(ahead):
                ahead.extend(islice(file, 1))
            if place == len(ahead):
                return
            yield ahead[place].decode()

    reader = csv.reader(wanted(), strict=True)
    try:
        return next(reader), reader.line_num
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return None, 1


def _row(line: int, header: list[str], cells: list[str] | None) -> Row | BadRow:
    if cells is None:
        return BadRow(line, "unreadable", "The row is not valid UTF-8 or not valid CSV.")
    if len(cells) != len(header):
        detail = f"The row has {len(cells)} cells, the header {len(header)}."
        return BadRow(line, "wrong-length", detail)
    return Row(line, dict(zip(header, cells, strict=True)))
