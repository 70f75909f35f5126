"""Three silences that must not be taken for each other, each with what it rests on.

Few complaints do not mean good service (seed 004): an agency of which nothing is heard may be one
that nobody knows. It is not ranked; somebody is asked to go and look.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from services.metrics.domain.predicting import Interval, Seen

Finding = Literal["needs-outreach", "broken-contact", "not-handling"]
"""Nothing comes in; nobody there opens our letters; they are opened, and nothing is answered."""

LEAST_ASKED: Final = 3
"""Of one or two requests without a sign nothing can be said."""

LEAST_DAYS: Final = 28
"""In less time than that nobody is silent, and less of a past is no measure."""

LEAST_PEERS: Final = 3

SEEN_WITHIN: Final = 7
"""Days after which a request should have been seen: the clock is one working day."""

ANSWERED_WITHIN: Final = 30
"""Days after which an answer should have come, the second request included (A.7 D06)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of an agency in so many days of a period."""

    agency: str
    days: int
    complaints: int
    before: Seen
    """Complaints about it, and the days before the period in which they came."""
    peers: Seen
    """Those about its peers in this period, and the days of all of them."""
    peer_count: int
    to_be_seen: int
    """Requests that were put to it so early that they should have been seen."""
    seen: int
    to_be_answered: int
    answered: int


@dataclass(frozen=True, slots=True)
class Silence:
    """One finding about one agency: what there was, and what was to be expected."""

    agency: str
    finding: Finding
    count: int
    of: int | None
    """Requests that were to be seen or answered; None for complaints, which nobody owes."""
    own: Interval | None
    """What its own past lets expect, where there is enough of one."""
    peers: Interval | None


def silences(heard: Heard) -> Iterator[Silence]:
    """What is silent of an agency; who does not open letters is not blamed for not answering."""
    if found := _without_complaints(heard):
        yield found
    if heard.to_be_seen >= LEAST_ASKED and not heard.seen and not heard.answered:
        yield _owed(heard, "broken-contact", heard.to_be_seen)
    elif heard.to_be_answered >= LEAST_ASKED and not heard.answered:
        yield _owed(heard, "not-handling", heard.to_be_answered)


def _without_complaints(heard: Heard) -> Silence | None:
    """Fewer than its own past lets expect; only where that expects nothing, fewer than peers."""
    if heard.days < LEAST_DAYS:
        return None
    own = peers = None
    if heard.before.exposure >= LEAST_DAYS:
        own = heard.before.interval(heard.days)
    if heard.peer_count >= LEAST_PEERS:
        peers = heard.peers.interval(heard.days)
    measure = own if own is not None and own.low else peers
    if measure is None or heard.complaints >= measure.low:
        return None
    return Silence(heard.agency, "needs-outreach", heard.complaints, None, own, peers)


def _owed(heard: Heard, finding: Finding, asked: int) -> Silence:
    return Silence(heard.agency, finding, 0, asked, None, None)
