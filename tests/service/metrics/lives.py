"""Lives of cases, drawn at random: what happened to each, and in whose stock it was."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, NamedTuple, get_args

from hypothesis import strategies as st

from services.metrics import offices
from services.metrics.domain.verification import UNVERIFIED
from shared.events.routing import NO_AGENCY
from shared.ids import new_id

FIRST = datetime(2021, 12, 20, 12, tzinfo=UTC)
HOURS = st.integers(0, 24 * 14)
KINDS = st.sampled_from([(), ("berpihak",), ("tidak-patut", "berpihak")])

Life = dict[str, Any]
Verdict = Literal["at-once", "accepted", "declined", "withdrawn"]


class Turn(NamedTuple):
    """Something that moved the case: out of a stock, into another, or both."""

    day: date
    what: Literal["opened", "reopened", "moved", "closed", "handed-over"]
    out_of: str | None
    into: str | None


@dataclass(frozen=True)
class Case:
    """One complaint's whole story; each moment that is there comes after the one before."""

    told: Life
    waited: bool
    placed_at: datetime | None
    moved_at: datetime | None
    moved_to: str
    closed_at: datetime | None
    reason: str
    reopened_at: datetime | None
    closed_again_at: datetime | None
    checked_at: datetime | None = None
    """When staff decided on it, where they verified it by hand; else it was accepted at once."""
    verdict: Verdict = "accepted"
    first_seen_as: str = "LM"
    """What its form said, before staff classified it."""

    @property
    def was_by_hand(self) -> bool:
        return self.verdict != "at-once"

    @property
    def is_case(self) -> bool:
        """Whether it has come to routing."""
        return not self.was_by_hand or (self.verdict == "accepted" and self.checked_at is not None)

    @property
    def is_report(self) -> bool:
        return self.told["access_type"] in {"LM", "RCO", "IAPS"}

    def day(self, moment: datetime) -> date:
        return moment.astimezone(offices.zone_of(self.told["office"])).date()

    @property
    def registered_day(self) -> date:
        return self.day(self.told["registered_at"])

    @property
    def turns(self) -> list[Turn]:
        """The story as the stocks see it."""
        agency = str(self.told["agency"])
        has_it = NO_AGENCY if self.waited else agency
        if self.was_by_hand:
            found = [Turn(self.registered_day, "opened", None, UNVERIFIED)]
            if self.checked_at is None:
                return found
            if not self.is_case:
                return [*found, Turn(self.day(self.checked_at), "closed", UNVERIFIED, None)]
            found.append(Turn(self.day(self.checked_at), "moved", UNVERIFIED, has_it))
        else:
            found = [Turn(self.registered_day, "opened", None, has_it)]
        if self.placed_at:
            found.append(Turn(self.day(self.placed_at), "moved", NO_AGENCY, agency))
            has_it = agency
        if self.moved_at:
            if has_it != self.moved_to:
                found.append(Turn(self.day(self.moved_at), "moved", has_it, self.moved_to))
            has_it = self.moved_to
        how: Literal["closed", "handed-over"] = "handed-over" if self.reason == "K24" else "closed"
        if self.closed_at:
            found.append(Turn(self.day(self.closed_at), how, has_it, None))
        if self.reopened_at:
            found.append(Turn(self.day(self.reopened_at), "reopened", None, has_it))
        if self.closed_again_at:
            found.append(Turn(self.day(self.closed_again_at), "closed", has_it, None))
        return found

    def holder(self, day: date) -> str | None:
        """In whose stock the case was when that day began."""
        before = [turn.into for turn in self.turns if turn.day < day]
        return before[-1] if before else None

    @property
    def last_holder(self) -> str:
        """Who has it now, or had it when it was closed."""
        last = self.turns[-1]
        return str(last.into or last.out_of)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    registered = FIRST + timedelta(hours=draw(HOURS), minutes=draw(st.integers(0, 59)))
    told = {
        "complaint_id": new_id(),
        "office": draw(st.sampled_from(["babel", "kukar", "la311"])),
        "access_type": draw(st.sampled_from(["LM", "LM", "RCO", "IAPS", "KNL", "TEMBUSAN"])),
        "channel": draw(st.sampled_from(["website", "posko"])),
        "substance": draw(st.sampled_from(["listrik", "air"])),
        "agency": draw(st.sampled_from(["pln", "pdam", "bpn"])),
        "campaign": draw(st.sampled_from([None, "posko-listrik"])),
        "region": draw(st.sampled_from(["19.71", "19.01", None])),
        "maladministration": draw(KINDS),
        "registered_at": registered,
        "reachable": False,
    }
    return _lived(draw, told)


def _lived(draw: st.DrawFn, told: Life) -> Case:
    """What comes after the registration, each moment after the one before it."""
    last: datetime = told["registered_at"]
    waited = draw(st.booleans())
    verdict: Verdict = draw(st.sampled_from(["at-once", "at-once", *get_args(Verdict)]))

    def then(may: bool) -> datetime | None:
        nonlocal last
        if not may or not draw(st.booleans()):
            return None
        last += timedelta(hours=draw(HOURS), microseconds=1)
        return last

    checked_at = then(verdict != "at-once")
    placed_at = then(waited)
    moved_at = then(not waited or placed_at is not None)
    closed_at = then(True)
    reopened_at = then(closed_at is not None)
    closed_again_at = then(reopened_at is not None)
    return Case(
        told,
        waited,
        placed_at,
        moved_at,
        draw(st.sampled_from(["pln", "pdam", "bpn"])),
        closed_at,
        draw(st.sampled_from(["K20", "K22", "K24"])),
        reopened_at,
        closed_again_at,
        checked_at,
        verdict,
        draw(st.sampled_from(["LM", "RCO", told["access_type"]])),
    )
