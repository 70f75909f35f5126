"""Which deed may follow which state: one table for cases, one for requests, and nothing beside."""

from collections.abc import Mapping

from shared.errors import Refused

Moves = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Deed → state before → states after, the usual one first; what is not here is refused."""

UNROUTABLE, ASSIGNED, UNDECIDED, CLOSED = "unroutable", "assigned", "needs-decision", "closed"
CONCILIATING = "conciliation"

CASE_STATES = (UNROUTABLE, ASSIGNED, CONCILIATING, UNDECIDED, CLOSED)

_STAYS = {ASSIGNED: (ASSIGNED,)}
_GOES_ON = {**_STAYS, CONCILIATING: (CONCILIATING,)}
"""What starts no clock and meets none is done while they stand still, too."""
_ENDS = dict.fromkeys((ASSIGNED, UNROUTABLE, UNDECIDED), (CLOSED,))
_ANYWHERE = {state: (state,) for state in CASE_STATES}

CASE_MOVES: Moves = {
    "assign": {UNROUTABLE: (ASSIGNED,), UNDECIDED: (ASSIGNED,)},
    "place": {UNROUTABLE: (ASSIGNED,), UNDECIDED: (ASSIGNED,)},
    "transfer": _STAYS,
    "hand-over": _GOES_ON,
    "send-request": _STAYS,
    "deliver": _ANYWHERE,  # a proof comes when it comes
    "acknowledge": _STAYS,
    "answer": _STAYS,
    "accept": _GOES_ON,
    "return": _STAYS,
    "misroute": {ASSIGNED: (ASSIGNED, UNDECIDED)},
    "cancel": _GOES_ON,
    "extend": _STAYS,
    "convert": {UNROUTABLE: (UNROUTABLE,), ASSIGNED: (ASSIGNED,), UNDECIDED: (UNDECIDED,)},
    "order-correction": _STAYS,
    "report-correction": _STAYS,
    "return-correction": _STAYS,
    "correction-done": _STAYS,
    "start-conciliation": {ASSIGNED: (CONCILIATING,)},
    "end-conciliation": {CONCILIATING: (ASSIGNED,)},
    "remind": _STAYS,
    "escalate": _STAYS,
    "recalculate": _STAYS,
    "join": _ANYWHERE,
    "close": _ENDS,
    "withdraw": {**_ENDS, CONCILIATING: (CLOSED,)},
    "reopen": {CLOSED: (ASSIGNED, UNDECIDED)},
}

SENT, DELIVERED, ACKNOWLEDGED, ANSWERED = "sent", "delivered", "acknowledged", "answered"
ACCEPTED, RETURNED, MISROUTED, CANCELLED = "accepted", "returned", "misrouted", "cancelled"

REQUEST_STATES = (
    *(SENT, DELIVERED, ACKNOWLEDGED, ANSWERED),
    *(ACCEPTED, RETURNED, MISROUTED, CANCELLED),
)

OPEN = frozenset({SENT, DELIVERED, ACKNOWLEDGED, RETURNED})
"""The agency must act: its clocks run."""

_WHILE_OPEN = {state: (state,) for state in REQUEST_STATES if state in OPEN}

REQUEST_MOVES: Moves = {
    "deliver": {**{state: (state,) for state in REQUEST_STATES}, SENT: (DELIVERED,)},
    "acknowledge": {SENT: (ACKNOWLEDGED,), DELIVERED: (ACKNOWLEDGED,)},
    "answer": dict.fromkeys(_WHILE_OPEN, (ANSWERED,)),
    "accept": {ANSWERED: (ACCEPTED,)},
    "return": {ANSWERED: (RETURNED,)},
    "misroute": dict.fromkeys((SENT, DELIVERED, ACKNOWLEDGED), (MISROUTED,)),
    "cancel": dict.fromkeys(_WHILE_OPEN, (CANCELLED,)),
    "hand-over": {**_WHILE_OPEN, ANSWERED: (ANSWERED,)},
    "extend": _WHILE_OPEN,
    "remind": _WHILE_OPEN,
    "escalate": _WHILE_OPEN,
    "recalculate": _WHILE_OPEN,
}


class IllegalMove(Refused):
    """The state of the case or of its request does not allow this deed."""

    code = "illegal-move"


class OutOfOrder(Refused):
    """The deed would have happened before what was done to the request already."""

    code = "out-of-order"


def moved(moves: Moves, deed: str, state: str, of: str) -> str:
    """The state after a deed.

    Raises `IllegalMove`.
    """
    after = moves[deed].get(state)
    if after is None:
        raise IllegalMove(f"{deed}: the {of} is {state}.")
    return after[0]
