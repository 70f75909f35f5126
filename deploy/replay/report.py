"""Writes down, line by line, what of an export could not be taken over and why."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.private_files import make_private_folder
from deploy.refusal import StartRefused

HEADER = ("line", "number", "what", "code", "detail")


class Report:
    """A CSV file with a row for each refusal; without any, its header alone."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self.refusals = 0
        writer.writerow(HEADER)

    def row(self, line: int, code: str, detail: str, number: str = "") -> None:
        """A row was not taken over: no complaint was made of it."""
        self._write(line, number, "row", code, detail)

    def closure(self, line: int, code: str, detail: str, number: str) -> None:
        """The complaint is here; its closing was refused."""
        self._write(line, number, "closure", code, detail)

    def _write(self, *cells: object) -> None:
        self.refusals += 1
        self._writer.writerow(cells)


@contextmanager
def reporting(path: Path) -> Iterator[Report]:
    """A fresh report; the one of an earlier run is replaced."""
    make_private_folder(path.parent)
    try:
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise StartRefused(f"cannot write {path}: {error.strerror}") from error
    with file:
        yield Report(csv.writer(file))
