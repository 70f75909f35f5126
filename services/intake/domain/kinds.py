"""The kinds of maladministration, each valid from one day to another: the list has changed."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from shared.errors import Unacceptable
from shared.events.base import SLUG_PATTERN


class Kind(BaseModel):
    """One kind, with the instrument that names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=SLUG_PATTERN)
    id: str = Field(description="In Indonesian.")
    en: str = Field(description="In English.")
    basis: str
    valid_from: date
    valid_to: date | None = Field(None, description="The last day.")

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Kinds(BaseModel):
    """The whole list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[Kind, ...]

    def valid(self, on: date) -> list[Kind]:
        """What may be alleged on a day."""
        return [kind for kind in self.kinds if kind.is_valid(on)]

    def check(self, alleged: Sequence[str], on: date) -> None:
        """Raises `Unacceptable` for what is not on the list of that day, or is named twice.

        Only the place is said: what was sent may be a person's words.
        """
        if not alleged:
            return
        known = {kind.code for kind in self.valid(on)}
        for place, code in enumerate(alleged, 1):
            if code not in known:
                raise Unacceptable(f"maladministration: number {place} is no kind on {on}.")
            if alleged.index(code) != place - 1:
                raise Unacceptable(f"maladministration: number {place} is there twice.")
