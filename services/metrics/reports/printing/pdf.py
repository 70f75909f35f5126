"""Reads a sheet in JSON and writes it as PDF: a script, with nothing of the service."""

import json
import sys
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("sheet.typ")
STANDARD = "ua-1"
"""Accessible: tagged, with its title, its language and a text for each chart."""


def pdf(sheet: bytes) -> bytes:
    """The charts travel beside the sheet, as files that the template names.

    Typst takes files by name as well, of which its types say nothing.
    """
    told = json.loads(sheet)
    charts = {
        f"{table['id']}.svg": table["chart"].encode()
        for table in told["tables"]
        if table.get("chart")
    }
    made: bytes = typst.compile(  # type: ignore[call-overload]
        {"main.typ": TEMPLATE.read_bytes(), "sheet.json": sheet, **charts},
        format="pdf",
        ignore_system_fonts=True,  # those of this machine would change the bytes
        pdf_standards=[STANDARD],
    )
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf(sys.stdin.buffer.read()))
