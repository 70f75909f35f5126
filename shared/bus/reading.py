"""What is in a message: an event that somebody listens to, or nothing of concern."""

from functools import lru_cache

from nats.aio.msg import Msg

from shared.bus.hearing import Ear
from shared.bus.saving import Heard


def read(ear: Ear, message: Msg) -> Heard | None:
    """The event in a message; None for a type that this service does not listen to.

    Raises `ValidationError` or `ValueError` for what cannot be read.
    """
    hearing = ear.hearings.get(type_of(message.subject))
    if hearing is None:
        return None
    event = hearing.envelope.model_validate_json(message.data)
    if event.type != hearing.fact.type:
        raise ValueError(f"type {event.type} was published under {message.subject}")
    return Heard(message, event, hearing)


@lru_cache(maxsize=4096)
def type_of(subject: str) -> str:
    """The event type of a subject: routing's carry the agency as their second token."""
    if subject.startswith("routing."):
        owner, _, rest = subject.split(".", 2)
        return f"{owner}.{rest}"
    return subject
