"""The events that tell the lives of cases."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from shared.events.base import Fact
from shared.events.intake import (
    ComplaintAccepted,
    ComplaintClassified,
    ComplaintDeclined,
    ComplaintFinished,
    ComplaintRegistered,
    ComplaintWithdrawn,
)
from shared.events.routing import (
    NO_AGENCY,
    CaseAssigned,
    CaseClosed,
    CaseReopened,
    CaseUnroutable,
)
from shared.ids import new_id
from tests.factories import an_event
from tests.service.metrics.listening import Event
from tests.service.metrics.lives import Case, Life, Turn, cases

__all__ = ["Case", "Turn", "cases", "events"]


def events(case: Case) -> Iterator[Event]:
    """What intake and routing announce of it."""
    registered = case.told["registered_at"]

    def event(fact: Fact, at: datetime) -> Event:
        return an_event(fact, at)

    if not case.is_report:
        reason = "K01" if case.told["access_type"] == "KNL" else "K02"
        yield event(
            ComplaintFinished(**{**case.told, "agency": None, "reason": reason}), registered
        )
        return
    opened = case.checked_at or registered
    if case.was_by_hand:
        yield from (event(fact, at) for fact, at in _verification(case))
        if not case.is_case:
            return
    yield event(ComplaintAccepted(**case.told), opened)
    of_case = {**case.told, "case_id": new_id()}
    waiting = {**of_case, "agency": NO_AGENCY}
    if case.waited:
        yield event(CaseUnroutable(**waiting, why="no-rule"), opened)
    else:
        yield event(_assigned(of_case, False), opened)
    if case.placed_at:
        yield event(_assigned(of_case, True), case.placed_at)
    if case.moved_at:
        came_from, of_case = of_case["agency"], {**of_case, "agency": case.moved_to}
        told = {"cause": "transferred", "from_agency": came_from}
        yield event(_assigned(of_case, False, **told), case.moved_at)
    said = waiting if case.last_holder == NO_AGENCY else of_case
    yield from (event(fact, at) for fact, at in _endings(case, said))


def _verification(case: Case) -> Iterator[tuple[Fact, datetime]]:
    """It was registered as its form said; staff classify it, and may end it."""
    registered, was = case.told["registered_at"], case.first_seen_as
    form = {**case.told, "access_type": was, "substance": "lainnya", "region": None}
    yield ComplaintRegistered(**form), registered
    kinds = case.told["maladministration"]
    changed = {"was_access_type": was, "was_substance": "lainnya", "was_maladministration": kinds}
    yield ComplaintClassified(**case.told, **changed), registered + timedelta(minutes=5)
    if case.checked_at and case.verdict == "declined":
        yield ComplaintDeclined(**case.told, reason="K12f"), case.checked_at
    if case.checked_at and case.verdict == "withdrawn":
        told = {"reason": "K11", "before_acceptance": True}
        yield ComplaintWithdrawn(**case.told, **told), case.checked_at


def _endings(case: Case, said: Life) -> Iterator[tuple[Fact, datetime]]:
    facts = {"resolution_method": "other", "substantiated": "not-determined"}
    if case.closed_at:
        yield CaseClosed(**said, reason=case.reason, **facts), case.closed_at
    if case.reopened_at:
        was = {"was_reason": case.reason, "was_closed_at": case.closed_at}
        yield CaseReopened(**said, reason="new-evidence", cycle=2, **was), case.reopened_at
        if said["agency"] != NO_AGENCY:
            told = {"cause": "reopened", "from_agency": said["agency"]}
            yield _assigned(said, False, **told), case.reopened_at
    if case.closed_again_at:
        yield CaseClosed(**said, reason="K22", **facts), case.closed_again_at


def _assigned(of_case: Life, was_unroutable: bool, **told: Any) -> CaseAssigned:
    return CaseAssigned(
        **of_case,
        focal_point_id="someone",
        rule="as-named@1",
        request_id=new_id(),
        request_kind="clarification",
        answer_due_at=of_case["registered_at"] + timedelta(days=14),
        was_unroutable=was_unroutable,
        **told,
    )
