"""Loads the offices' registry files when routing starts: who answers for what is data, not code."""

import csv
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from services.routing import keywords, registering
from services.routing.domain.registry import Registry, contradictions, field_of, twice
from shared.clock import Clock
from shared.db.database import Database
from shared.errors import Refused
from shared.log import log
from shared.yaml import YAMLError, from_yaml

SHIPPED = Path(__file__).with_name("offices")

PROBLEMS_SHOWN = 5

IN_TABLES = ("agencies", "units", "focal-points")
"""What an office may keep as a table."""


class WrongOfficeFile(Refused):
    """A registry file cannot be what it says; the service does not start with half a directory."""

    code = "wrong-office-file"


def read_all(folder: Path) -> list[Registry]:
    """The registry of each file `<office>.yaml` in the folder.

    Raises `WrongOfficeFile`, which names file and field.
    """
    if not folder.is_dir():
        raise WrongOfficeFile(f"{folder}: there is no such folder of office files.")
    registries = [read(path) for path in sorted(folder.glob("*.yaml"))]
    # An appointment's id is its key everywhere: in two offices it would silently change hands.
    everywhere = [point.appointment_id for one in registries for point in one.focal_points]
    if shared := twice(everywhere):
        raise WrongOfficeFile(f"{folder}: appointment_id {shared[0]} is in more than one file.")
    return registries


def read(path: Path) -> Registry:
    """One office's registry."""
    try:
        document = from_yaml(path.read_bytes())
        registry = Registry.model_validate(_with_tables(path, document))
    except (YAMLError, UnicodeDecodeError) as error:
        raise WrongOfficeFile(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in one['loc']) or 'the document'}: {one['msg']}"
            for one in error.errors()
        ]
        raise _wrong(path, problems) from error
    problems = [*contradictions(registry), *keywords.unknown_in(registry)]
    if registry.office != path.stem:
        problems.insert(0, f"office: {registry.office}, but the file is {path.stem}.yaml")
    if problems:
        raise _wrong(path, problems)
    return registry


def _with_tables(path: Path, document: Any) -> Any:
    """What lies beside the file as `<office>.<noun>.csv`; an empty cell says nothing."""
    if not isinstance(document, dict):
        return document
    for noun in IN_TABLES:
        table = path.with_name(f"{path.stem}.{noun}.csv")
        if table.is_file():
            with table.open(encoding="utf-8", newline="") as lines:
                rows = [_cells(row) for row in csv.DictReader(lines)]
            known = document.get(field_of(noun)) or []
            document = {**document, field_of(noun): [*known, *rows]}
    return document


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if value not in (None, "")}


def _wrong(path: Path, problems: Sequence[str]) -> WrongOfficeFile:
    more = len(problems) - PROBLEMS_SHOWN
    shown = [*problems[:PROBLEMS_SHOWN], *([f"and {more} more"] if more > 0 else [])]
    return WrongOfficeFile(f"{path}: {'; '.join(shown)}")


async def load_all(database: Database, clock: Clock, folder: Path) -> None:
    """Make the database say what the files say; files that say the same change nothing."""
    for registry in read_all(folder):
        try:
            changed = await _load(database, clock, registry)
        except IntegrityError:
            # Two instances start on an empty database: the other was first, so now it is there.
            changed = await _load(database, clock, registry)
        log.info("office loaded", office=registry.office, changed=changed)


async def _load(database: Database, clock: Clock, registry: Registry) -> bool:
    async with database.transaction(clock()) as tx:
        return await registering.load(tx, registry, from_file=True)


@asynccontextmanager
async def loading(app: FastAPI) -> AsyncIterator[None]:
    """Runs before the service hears anything: an event must not meet an office without rules."""
    state = app.state
    try:
        await load_all(state.database, state.clock, state.settings.offices)
    except WrongOfficeFile as wrong:
        log.error("office files", detail=wrong.detail)
        raise
    yield
