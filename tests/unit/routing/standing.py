"""Cases as they stand, each kind of deed, and a desk to decide at."""

from datetime import date, timedelta
from typing import Any

from services.routing.domain.action import Action
from services.routing.domain.case import Case, Request
from services.routing.domain.conciliation_deeds import EndConciliation, StartConciliation
from services.routing.domain.correction_deeds import (
    CorrectionDone,
    OrderCorrection,
    ReportCorrection,
    ReturnCorrection,
)
from services.routing.domain.deciding import decide
from services.routing.domain.deeds import (
    Accept,
    Acknowledge,
    Answer,
    Assign,
    Cancel,
    Close,
    Convert,
    Deed,
    Extend,
    HandOver,
    Join,
    Misroute,
    Place,
    Reopen,
    Return,
    SendRequest,
    Transfer,
    Withdraw,
)
from services.routing.domain.directory import Directory
from services.routing.domain.outcome import Desk, Done
from shared.events.cases import CaseFact
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint
from tests.offices import a_directory, an_office, an_officer, some_clocks

LATER = NOON + timedelta(days=1)
DUE = NOON + timedelta(days=14)

CLOSE = Close(reason="K20", resolution_method="focal-point", substantiated="not-determined")
ANSWER = Answer(text="Air mengalir lagi.")

DEEDS: dict[str, Deed] = {
    deed.deed: deed
    for deed in (
        Acknowledge(),
        ANSWER,
        Accept(),
        Return(missing="Bukti pekerjaan."),
        Misroute(reason="other-agency"),
        Cancel(),
        Extend(until=date(2022, 4, 1)),
        Assign(agency="water"),
        Place(agency="water"),
        Transfer(agency="lights"),
        HandOver(to="water-deputy"),
        SendRequest(),
        OrderCorrection(order="Perbaiki pipa."),
        ReportCorrection(text="Pipa diganti.", on=LATER.date()),
        ReturnCorrection(missing="Foto."),
        CorrectionDone(),
        StartConciliation(consent="Keduanya bersedia, surat 12 Maret."),
        EndConciliation(outcome="failed"),
        CLOSE,
        Convert(),
        Withdraw(),
        Reopen(reason="new-evidence"),
        Join(incident=new_id()),
    )
}
"""One of each kind that people may say."""


def a_request(state: str = "sent", **told: Any) -> Request:
    values: dict[str, Any] = {
        "request_id": new_id(),
        "kind": "clarification",
        "number": 1,
        "state": state,
        "agency": "water",
        "focal_point_id": "water-primary",
        "sent_at": NOON,
        "ack_due_at": NOON + timedelta(days=1),
        "answer_due_at": DUE,
    }
    return Request(**{**values, **told})


def an_action(**told: Any) -> Action:
    """Ordered of the water works at noon, and not done."""
    values = {"action_id": new_id(), "order": "Perbaiki pipa.", "ordered_at": NOON, "due_at": DUE}
    return Action(**{**values, "agency": "water", **told})


def a_case(
    state: str = "assigned",
    request: str | None = "sent",
    actions: tuple[Action, ...] = (),
    **told: Any,
) -> Case:
    """A case of noon; without an agency while it is unroutable."""
    agency = "unrouted" if state == "unroutable" else "water"
    case_id = new_id()
    repeated = {**an_accepted_complaint(agency=agency, **told).model_dump(), "case_id": case_id}
    return Case(
        case_id=case_id,
        state=state,
        version=1,
        opened_at=NOON,
        told=dict(CaseFact.model_validate(repeated)),
        focal_point_id=None if state == "unroutable" else "water-primary",
        named_agency="water",
        requests=(a_request(request),) if request else (),
        actions=actions,
    )


def an_office_of_three() -> Directory:
    """Water, lights and a third agency that answers for nothing by rule."""
    office = an_office()
    third = office.agencies[0].model_copy(update={"agency": "roads"})
    officers = [*office.focal_points, an_officer("roads-primary")]
    return a_directory(agencies=[*office.agencies, third], focal_points=officers)


def a_desk(directory: Directory | None = None, **told: Any) -> Desk:
    directory = directory or a_directory()
    values = {"directory": directory, "clocks": some_clocks(directory), "new_id": new_id()}
    return Desk(**{**values, "now": LATER, **told})


def after(case: Case, deed: Deed, desk: Desk | None = None) -> Done:
    return decide(case, deed, desk or a_desk())
