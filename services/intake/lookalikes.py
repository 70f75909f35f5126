"""Looks for complaints about the same as another, by what was said; only scores come out."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake import store
from services.intake.domain import Rules, duplicates
from services.intake.domain.duplicates import Candidate, Sketch
from services.intake.sealing import SealMaker

STORIES_READ = 60
"""Of those that are alike from the outside; to open and compare one takes a millisecond."""

PERSONAL = ("email", "phone", "identity_number")


async def look(
    connection: AsyncConnection, row: Any, rules: Rules, seals: SealMaker
) -> list[Candidate]:
    """The complaints that staff should compare with this one, the most alike first."""
    around = await store.neighbours(connection, row)
    own = _sketch(row, rules)
    weights = rules.policy.similarity
    outside = [_sketch(other, rules) for other in around]
    near = duplicates.nearest(own, outside, weights, STORIES_READ)
    ids = [row.complaint_id, *(sketch.complaint_id for sketch in near)]
    sealed = await store.sealed(connection, ids)

    def compared() -> list[Candidate]:
        read = _read(sealed, [own, *near], seals)
        if own.complaint_id not in read:
            return []
        mine = read.pop(own.complaint_id)
        return duplicates.candidates(mine, read.values(), weights)

    return await asyncio.to_thread(compared)


def _sketch(row: Any, rules: Rules) -> Sketch:
    day = row.event_date or rules.day_of(row.registered_at, row.office)
    return Sketch(row.complaint_id, row.agency, row.substance, row.region, day)


def _read(
    sealed: Sequence[Any], sketches: Iterable[Sketch], seals: SealMaker
) -> dict[UUID, Sketch]:
    """The sketches with what their stories say; without those of people who were erased."""
    known = {sketch.complaint_id: sketch for sketch in sketches}
    read = {}
    for row in sealed:
        seal = seals.known(row.wrapped_key)
        person = orjson.loads(seal.open(row.sealed_identity)) or {}
        contacts = {_plain(person[name]) for name in PERSONAL if person.get(name)}
        story = seal.open(row.sealed_narrative).decode()
        read[row.complaint_id] = replace(
            known[row.complaint_id],
            shingles=duplicates.shingles(story),
            contacts=frozenset(contacts),
        )
    return read


def _plain(contact: str) -> str:
    return "".join(letter for letter in contact.lower() if letter.isalnum() or letter == "@")
