"""Renews the committed contracts, `python -m deploy.contracts`: each change is a visible diff."""

import json
from pathlib import Path
from typing import Any

import typer

from deploy.event_document import event_document, schema_of
from deploy.rights_document import rights_document
from shared.events.catalogue import FACTS

FOLDER = Path("tests/contracts")
"""Seen from the top of a checkout, the only place where contracts are renewed."""
DOCUMENT = Path("shared/events/asyncapi.json")
"""Beside the events, since every service shows it to whoever subscribes."""
RIGHTS = Path("docs/rights.md")


def contracts(folder: Path) -> dict[Path, str]:
    """Every generated file and what it says now; samples are written by hand and only read."""
    written = {
        folder / "schemas" / f"{name}.json": _printed(schema_of(fact))
        for name, fact in FACTS.items()
    }
    written[folder.parent.parent / DOCUMENT] = _printed(event_document(folder / "samples"))
    return written


def _printed(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def renew() -> None:
    """Write the files that differ; tell which."""
    for path, text in {**contracts(FOLDER), RIGHTS: rights_document()}.items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        typer.echo(path)


if __name__ == "__main__":
    renew()
