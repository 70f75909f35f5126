"""What somebody may say to a case over HTTP, and which answers are right."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from hypothesis import strategies as st

from services.routing.domain.deeds import Close, Deed
from services.routing.domain.moves import CASE_MOVES, REQUEST_MOVES
from services.routing.domain.said import RequestDeed
from services.routing.reaching import right_to
from shared.access.person import Person
from shared.access.table import scope_of
from shared.ids import new_id
from tests.unit.routing.standing import DEEDS

View = dict[str, Any]

ADDRESSES = {
    **{"assign": "assignment", "transfer": "transfer", "hand-over": "hand-over"},
    **{"send-request": "requests", "acknowledge": "acknowledgement", "answer": "answer"},
    **{"accept": "acceptance", "return": "return", "misroute": "misrouting"},
    **{"cancel": "cancellation", "extend": "extension", "close": "closure"},
    **{"order-correction": "corrective-actions", "correction-done": "correction"},
    **{"report-correction": "correction-report", "return-correction": "correction-return"},
    **{"start-conciliation": "conciliation", "end-conciliation": "conciliation-outcome"},
    **{"withdraw": "withdrawal", "reopen": "reopening"},
}
"""Where each deed is posted; which incident a complaint is a part of is said to intake."""
ALL = tuple(DEEDS[name] for name in ADDRESSES)

HEAD = Person("rudi", "head", "babel")
PEOPLE = (
    HEAD,
    Person("siti", "examiner", "babel"),
    Person("jauh", "examiner", "kukar"),
    Person("water-primary", "focal-point", "babel", "water"),
    Person("lights-primary", "focal-point", "babel", "lights"),
    Person("wati", "auditor"),
)
"""The head first: hypothesis likes what comes first, and others are often refused at the door."""

CLOSINGS = (
    *(("K20", "not-determined"), ("K22", "no"), ("K24", "not-determined"), ("K30", "yes")),
    ("K22", "yes"),  # what cannot be
)


@dataclass(frozen=True)
class Saying:
    """Who says what of which case, and what they have seen of it."""

    wish: int
    """Which deed, of those that the state allows or of all, counted round and round."""
    is_wild: bool
    person: Person
    case: int
    """Its place among the cases, counted round and round."""
    request: int | None
    """The place of a request among those of the case; beyond them, one that is not there."""
    read: Literal["nothing", "this", "before"]
    """The version that the doer has read."""
    back: timedelta | None
    """So long ago it happened; None is now."""
    agency: str
    closing: tuple[str, str]

    def deed(self, case: View) -> Deed:
        """What is said to this case; mostly something that its state and the role allow."""
        allowed = [] if self.is_wild else [one for one in ALL if self._may(one, case)]
        found = allowed or ALL
        return found[self.wish % len(found)]

    def _may(self, deed: Deed, case: View) -> bool:
        return scope_of(self.person.role, right_to(deed)) is not None and _allows(case, deed)

    def body(self, deed: Deed, case: View, now: datetime) -> View:
        fields = type(deed).model_fields
        said = deed.model_dump(mode="json", exclude_none=True, exclude={"deed"})
        aimed: View = {"agency": self.agency, "on": now.date().isoformat()}
        aimed["until"] = (now + timedelta(days=9)).date().isoformat()
        if self.back is not None:
            aimed["at"] = (now - self.back).isoformat()
        if self.request is not None:
            aimed["request_id"] = aimed["follows"] = str(self._request_id(case))
        if isinstance(deed, Close):
            aimed |= {"reason": self.closing[0], "substantiated": self.closing[1]}
        return said | {name: value for name, value in aimed.items() if name in fields}

    def _request_id(self, case: View) -> UUID:
        ids = [one["request_id"] for one in case["requests"]]
        place = self.request or 0
        return UUID(ids[place]) if place < len(ids) else new_id()

    def if_match(self, case: View) -> dict[str, str]:
        versions = {"this": case["version"], "before": case["version"] - 1}
        version = versions.get(self.read)
        return {} if version is None else {"If-Match": f'"{version}"'}

    def right_answers(self, deed: Deed, case: View, body: View) -> set[int]:
        """By the tables alone: whether the deed is allowed, and what may still speak against it."""
        person = self.person
        if scope_of(person.role, right_to(deed)) is None:
            return {403}
        if person.is_of_agency and "at" in body:
            return {422}
        if person.office != case["office"] or person.agency not in (None, case["agency"]):
            return {404}
        if self.read == "before":
            return {412}
        return {201, 409, 422} if _allows(case, deed, body.get("request_id")) else {409}


def _allows(case: View, deed: Deed, named: str | None = None) -> bool:
    if case["state"] not in CASE_MOVES[deed.deed]:
        return False
    if not isinstance(deed, RequestDeed):
        return True
    states = [one["state"] for one in case["requests"] if named in (None, one["request_id"])]
    return any(state in REQUEST_MOVES[deed.deed] for state in states)


SAYINGS = st.builds(
    Saying,
    wish=st.integers(0, 99),
    is_wild=st.sampled_from((False, False, True)),
    person=st.sampled_from((HEAD, *PEOPLE, HEAD, HEAD)),
    case=st.integers(0, 5),
    request=st.sampled_from((None, None, None, 0, 1, 2, 9)),
    read=st.sampled_from(("nothing", "this", "nothing", "this", "before")),
    back=st.sampled_from((None, None, None, timedelta(hours=2), timedelta(days=90))),
    agency=st.sampled_from(("water", "lights", "roads")),
    closing=st.sampled_from(CLOSINGS),
)
