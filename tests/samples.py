"""Facts as the committed samples tell them, with what a test wants told otherwise."""

from pathlib import Path
from typing import Any, TypeVar

from shared.events.base import Envelope, Fact

FOLDER = Path(__file__).parent / "contracts" / "samples"

F = TypeVar("F", bound=Fact)


def a_sample_event(fact: type[F], **told: Any) -> Envelope[F]:
    """The sample of an event; `told` stands in place of what it says."""
    envelope: type[Envelope[F]] = Envelope[fact]  # type: ignore[valid-type]
    read = envelope.model_validate_json((FOLDER / f"{fact.type}.json").read_bytes())
    data = fact.model_validate({**read.data.model_dump(), **told})
    return read.model_copy(update={"data": data})


def a_sample(fact: type[F], **told: Any) -> F:
    """What it says, without its envelope."""
    return a_sample_event(fact, **told).data
