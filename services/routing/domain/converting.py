"""The end of the fast route: what is not settled in its days goes on as a regular report."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from services.routing.domain.assignment import settlement
from services.routing.domain.case import Case, Change, Values
from services.routing.domain.moves import ASSIGNED, IllegalMove
from services.routing.domain.outcome import (
    Desk,
    Done,
    all_clocks,
    ended,
    send_further,
)
from services.routing.domain.stopping import cancellations
from shared.events.routing import CaseConverted

__all__ = ["convert", "settlement"]

FAST, REGULAR = "RCO", "LM"


def convert(
    case: Case,
    at: datetime,
    desk: Desk,
    *,
    why: Literal["not-settled", "criterion-gone"],
    said: Mapping[str, Any] | None = None,
) -> Done:
    """What the officer was to answer at once is asked in the regular way, with the time of law.

    What was answered already stays: it is the examiner's turn. Where nobody is in office the
    request stays open for whoever comes.
    """
    if case.told["access_type"] != FAST:
        raise IllegalMove(f"convert: the case is no {FAST}, but {case.told['access_type']}.")
    told = {**case.told, "access_type": REGULAR}
    fact = CaseConverted(**told, was_access_type=FAST, why=why)
    change = Change({"converted_at": at}, {"access_type": REGULAR})
    asked = [one for one in case.open_requests if one.kind == "rco"]
    officers = desk.officers(case.agency, at) if case.state == ASSIGNED and asked else []
    done = Done("convert", at, change, (fact,), {**(said or {}), "why": why})
    if not officers:
        return replace(done, stops=all_clocks([], case))
    officer, question = officers[0].appointment_id, asked[-1].question
    of_law: Values = {"officer": officer, "kind": "clarification", "question": question}
    sent = send_further(replace(case, told=told), desk, at=at, **of_law)
    return replace(
        done,
        change=replace(change, requests={**ended(asked, at), **sent.change.requests}),
        facts=(*cancellations(case, asked, "converted"), fact, *sent.facts),
        starts=sent.starts,
        stops=all_clocks(asked, case),
    )
