"""Loads the offices' registry files when routing starts: who answers for what is data, not code."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import yaml
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from services.routing import store
from services.routing.domain.registry import NAMED, Registry
from shared.clock import Clock
from shared.db.database import Database
from shared.errors import Refused
from shared.log import log

PROBLEMS_SHOWN = 5

SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""In C where there is one: the other would cost a tenth of the service's start."""


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
    if twice := _twice(everywhere):
        raise WrongOfficeFile(f"{folder}: appointment_id {twice[0]} is in more than one file.")
    return registries


def read(path: Path) -> Registry:
    """One office's registry."""
    try:
        told = yaml.load(path.read_bytes(), Loader=SAFE_LOADER)  # noqa: S506
        registry = Registry.model_validate(told)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongOfficeFile(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in one['loc']) or 'the document'}: {one['msg']}"
            for one in error.errors()
        ]
        raise _wrong(path, problems) from error
    if problems := list(_contradictions(registry, path.stem)):
        raise _wrong(path, problems)
    return registry


def _wrong(path: Path, problems: Sequence[str]) -> WrongOfficeFile:
    more = len(problems) - PROBLEMS_SHOWN
    shown = [*problems[:PROBLEMS_SHOWN], *([f"and {more} more"] if more > 0 else [])]
    return WrongOfficeFile(f"{path}: {'; '.join(shown)}")


def _contradictions(registry: Registry, stem: str) -> Iterator[str]:
    """What each field alone cannot show."""
    if registry.office != stem:
        yield f"office: {registry.office}, but the file is {stem}.yaml"
    agencies = {agency.agency for agency in registry.agencies}
    for slug in _twice([agency.agency for agency in registry.agencies]):
        yield f"agencies: {slug} is there twice"
    for appointment in _twice([point.appointment_id for point in registry.focal_points]):
        yield f"focal_points: {appointment} is there twice"
    for place, point in enumerate(registry.focal_points):
        if point.agency not in agencies:
            yield f"focal_points.{place}.agency: the office has no agency {point.agency}"
        if point.valid_to is not None and point.valid_to < point.valid_from:
            yield f"focal_points.{place}.valid_to: before valid_from"
    if not registry.rule_set.rules:
        yield "rule_set.rules: without a rule no case can be placed"
    for place, rule in enumerate(registry.rule_set.rules):
        if rule.agency not in agencies | {NAMED}:
            yield f"rule_set.rules.{place}.agency: the office has no agency {rule.agency}"


def _twice(names: Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


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
        return await store.load(tx, registry)


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
