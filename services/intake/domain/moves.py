"""What may be done to a complaint in which state: one table for the code, its tests and readers."""

from typing import Literal

from shared.errors import Refused

State = Literal[
    "submitted",
    "registered",
    "verifying",
    "awaiting-completion",
    "accepted",
    "declined",
    "finished",
    "withdrawn",
]
DeedName = Literal[
    "accept-at-once",
    "finish-at-once",
    "register",
    "check",
    "classify",
    "ask-completion",
    "note-receipt",
    "complete",
    "expire",
    "accept",
    "decline",
    "finish",
    "withdraw",
    "join",
    "note-notice",
    "erase",
]

MOVES: dict[DeedName, dict[State, State]] = {
    "accept-at-once": {"submitted": "accepted"},
    "finish-at-once": {"submitted": "finished"},
    "register": {"submitted": "registered"},
    "check": {"registered": "verifying", "verifying": "verifying"},
    "classify": {"registered": "verifying", "verifying": "verifying"},
    "ask-completion": {"registered": "awaiting-completion", "verifying": "awaiting-completion"},
    "note-receipt": {"awaiting-completion": "awaiting-completion"},
    "complete": {"awaiting-completion": "verifying"},
    "expire": {"awaiting-completion": "declined"},
    "accept": {"registered": "accepted", "verifying": "accepted"},
    "decline": {"registered": "declined", "verifying": "declined"},
    "finish": {"registered": "finished", "verifying": "finished"},
    "withdraw": {
        "registered": "withdrawn",
        "verifying": "withdrawn",
        "awaiting-completion": "withdrawn",
        "accepted": "withdrawn",
    },
    "join": {
        "registered": "registered",
        "verifying": "verifying",
        "awaiting-completion": "awaiting-completion",
        "accepted": "accepted",
    },
    "note-notice": {"declined": "declined"},
    "erase": {
        "registered": "registered",
        "verifying": "verifying",
        "awaiting-completion": "awaiting-completion",
        "accepted": "accepted",
        "declined": "declined",
        "finished": "finished",
        "withdrawn": "withdrawn",
    },
}
"""Deed → state before → state after; what is not here is refused. While the reporter's thirty
days run, staff cannot cut them short: nothing is declined before they are over or used."""


WAITING: frozenset[State] = frozenset({"registered", "verifying", "awaiting-completion"})
"""The states in which staff or the reporter have yet to do something."""


class IllegalMove(Refused):
    """The state of the complaint does not allow this deed."""

    code = "illegal-move"


def moved(deed: DeedName, state: State) -> State:
    """The state after a deed. Raises `IllegalMove`."""
    after = MOVES[deed].get(state)
    if after is None:
        raise IllegalMove(f"{deed}: the complaint is {state}.")
    return after


def allowed(state: State) -> list[DeedName]:
    """What may be done next, for whoever shows it."""
    return [deed for deed, moves in MOVES.items() if state in moves]
