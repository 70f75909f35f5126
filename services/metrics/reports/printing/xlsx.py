"""Reads a sheet in JSON and writes it as a workbook: a script, with nothing of the service."""

import io
import json
import re
import sys
from datetime import datetime
from typing import Any

import xlsxwriter

UNSAFE = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
FIRST, OTHER = 34, 16
"""Widths of columns, in letters."""


def xlsx(sheet: bytes) -> bytes:
    """One page about the report, one for each table, one with the definitions."""
    told = json.loads(sheet)
    file = io.BytesIO()
    # Text of ours that begins with "=" is text, and no formula of a workbook that is opened.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, plain) as book:
        book.set_properties(
            {
                "title": told["title"],
                "author": told["office"],
                "created": datetime.fromisoformat(told["as_of"]).replace(tzinfo=None),
            }
        )
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        about = book.add_worksheet(UNSAFE.sub(" ", told["about"])[:LONGEST_NAME])
        about.set_column(0, 0, FIRST, wrapped)
        about.set_column(1, 1, 70, wrapped)
        about.write(0, 0, told["title"], bold)
        for number, (label, value) in enumerate(told["facts"], 2):
            about.write_row(number, 0, [label, value])
        for table in told["tables"]:
            _table(book.add_worksheet(table["id"]), table, bold, wrapped)
        _definitions(book, told, bold, wrapped)
    return file.getvalue()


def _table(page: Any, table: dict[str, Any], bold: Any, wrapped: Any) -> None:
    """Numbers as numbers, and shares as printed with both of their halves beside them."""
    page.set_column(0, 0, FIRST, wrapped)
    page.set_column(1, len(table["columns"]), OTHER)
    page.write(0, 0, f"{table['id']}. {table['name']}", bold)
    page.write_row(2, 0, table["columns"], bold)
    page.freeze_panes(3, 1)
    row = 3
    for row, line in enumerate(table["rows"], 3):
        page.write(row, 0, line["label"])
        for column, cell in enumerate(line["cells"], 1):
            page.write(row, column, cell["text"] if cell["number"] is None else cell["number"])
    for place, note in enumerate(table["notes"], row + 2):
        page.write(place, 0, note, wrapped)


def _definitions(book: Any, told: dict[str, Any], bold: Any, wrapped: Any) -> None:
    page = book.add_worksheet(UNSAFE.sub(" ", told["definitions_title"])[:LONGEST_NAME])
    page.set_column(0, 0, 10)
    page.set_column(1, 1, FIRST, wrapped)
    page.set_column(2, 2, 90, wrapped)
    page.write(0, 0, told["definitions_title"], bold)
    for number, one in enumerate(told["definitions"], 2):
        page.write_row(number, 0, [f"{one['id']}@{one['version']}", one["name"], one["text"]])


if __name__ == "__main__":
    sys.stdout.buffer.write(xlsx(sys.stdin.buffer.read()))
