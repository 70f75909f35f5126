"""What a reporter writes in answer to the request for completion, requirement by requirement."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.deeds import Complete
from services.intake.domain.form import Words
from shared.errors import Refused
from shared.events.intake import FormalCode

ANSWER_LIMIT = 2_000
"""Characters to one requirement: seven of them fit into the body of a request."""

Answer = Annotated[Words, Field(min_length=2, max_length=ANSWER_LIMIT)]


class HandIn(BaseModel):
    """An answer in words to each requirement that was asked for; sealed with the story."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    given: dict[FormalCode, Answer] = Field(
        min_length=1, examples=[{"F4": "Saya mengadu ke kantor PLN pada 7 Maret 2022."}]
    )


class NotAllGiven(Refused):
    """The clock stops for everything that was asked for, or for nothing."""

    code = "not-all-given"
    status = 422


def handed_in(form: HandIn) -> Complete:
    """The deed: which requirements were answered is history, the words are sealed."""
    note = "\n\n".join(f"{code}: {words}" for code, words in sorted(form.given.items()))
    return Complete(given=tuple(sorted(form.given)), note=note)


def check_given(given: Sequence[FormalCode], missing: Sequence[FormalCode]) -> None:
    """Raises `NotAllGiven` unless exactly what was asked for is answered."""
    if lacking := sorted(set(missing) - set(given)):
        raise NotAllGiven(f"Nothing is said about {', '.join(lacking)}.")
    if others := sorted(set(given) - set(missing)):
        raise NotAllGiven(f"Nobody asked for {', '.join(others)}.")
