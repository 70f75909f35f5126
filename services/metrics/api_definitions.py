"""What each figure counts, for whoever reads one."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.metrics import definitions
from services.metrics.answers.examples import example
from services.metrics.definitions import Definition, NoSuchDefinition
from shared.web.answers import answers

router = APIRouter(prefix="/definitions", tags=["definitions"])


class VersionAsked(BaseModel):
    """An unknown parameter is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, ge=1, description="Only this one; else all, oldest first.")


@router.get("")
async def every() -> list[Definition]:
    """All definitions with all their versions."""
    return list(definitions.registry().values())


@router.get("/{name}", responses={**answers(404), **example("definition")})
async def one(name: str, asked: Annotated[VersionAsked, Query()]) -> Definition:
    """One definition, by id (`M04`) or by word (`closure-rate`)."""
    found = definitions.find(name)
    if asked.version is None:
        return found
    if asked.version > len(found.versions):
        raise NoSuchDefinition("There is no such version of this definition.")
    return found.model_copy(update={"versions": (found.versions[asked.version - 1],)})
