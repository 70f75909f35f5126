"""Who is told instead where nobody bears a role; what nobody at all can be told has failed."""

from collections.abc import Mapping
from typing import Final

from shared.events.notifications import Recipient, Role

STANDS_IN: Final[Mapping[Recipient, tuple[Role, ...]]] = {
    "focal-point": ("deputy",),
    "deputy": ("focal-point",),
    "internal-supervisor": ("superior", "office-head", "office-desk"),
    "superior": ("office-head", "office-desk"),
    "office-head": ("office-desk",),
    "head-office": ("office-head", "office-desk"),
    "resolution-and-monitoring": ("head-office", "office-head", "office-desk"),
    "ministry": ("resolution-and-monitoring", "office-head", "office-desk"),
}
"""In this order. An agency need not have a deputy, and its officer is asked to act anyway; a level
of the ladder that is empty must not make the ladder shorter."""


def next_role(role: Recipient, instead_of: Recipient | None) -> Role | None:
    """The one after `role`, which was itself told in place of another or of nobody."""
    order = STANDS_IN.get(instead_of or role, ())
    place = order.index(role) + 1 if instead_of and role in order else 0
    return next(iter(order[place:]), None)
