"""What people may decide about a case, as they say it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.routing.domain.conciliation_deeds import EndConciliation, StartConciliation
from services.routing.domain.correction_deeds import (
    CorrectionDone,
    OrderCorrection,
    ReportCorrection,
    ReturnCorrection,
)
from services.routing.domain.said import AgencySlug, CaseDeed, RequestDeed, Words
from shared.events.routing import (
    ClosureReason,
    MisrouteReason,
    ReopeningReason,
    RequestKind,
    ResolutionMethod,
    Substantiated,
)


class Acknowledge(RequestDeed):
    """The focal point has seen the request."""

    deed: Literal["acknowledge"] = "acknowledge"


class Answer(RequestDeed):
    """The agency answers the request."""

    deed: Literal["answer"] = "answer"
    text: Words


class Accept(RequestDeed):
    """The examiner takes the answer as sufficient."""

    deed: Literal["accept"] = "accept"


class Return(RequestDeed):
    """The examiner sends the answer back; the clock of answering starts again."""

    deed: Literal["return"] = "return"
    missing: Words


class Misroute(RequestDeed):
    """The focal point says that it is not for the agency."""

    deed: Literal["misroute"] = "misroute"
    reason: MisrouteReason
    proposed: AgencySlug | None = Field(None, description="The agency that it is for.")


class Cancel(RequestDeed):
    """The office no longer needs an answer."""

    deed: Literal["cancel"] = "cancel"


class Extend(RequestDeed):
    """The office grants more time for the answer."""

    deed: Literal["extend"] = "extend"
    until: date = Field(description="The new last day.")


class ByStaff(CaseDeed):
    """Where a person says where to."""

    agency: AgencySlug
    why: Words | None = Field(None, description="Kept with the explanation of the assignment.")


class Assign(ByStaff):
    """Staff place a case that no rule could place."""

    deed: Literal["assign"] = "assign"


class Place(CaseDeed):
    """Somebody is in office again at the agency for whose officer the case waited."""

    deed: Literal["place"] = "place"
    agency: AgencySlug


class Transfer(ByStaff):
    """Another agency answers for the case from now on."""

    deed: Literal["transfer"] = "transfer"


class HandOver(CaseDeed):
    """Within the agency another officer answers from now on; the clocks run on."""

    deed: Literal["hand-over"] = "hand-over"
    to: AgencySlug | None = Field(
        None, description="An appointment; whoever is in office, if not given."
    )


class TakeOver(HandOver):
    """The registry has another officer of the agency in office from today on."""


class SendRequest(CaseDeed):
    """A further request to the focal point."""

    deed: Literal["send-request"] = "send-request"
    kind: RequestKind = "clarification"
    question: Words | None = None
    follows: UUID | None = Field(
        None, description="The request that this one repeats: then it is of the same kind."
    )


LARGEST_LOSS = 10**15
"""Rupiah of one case: about a third of the country's budget; more is a typing error."""


class Close(CaseDeed):
    """The examiner closes the case: three separate facts (domain A.8)."""

    deed: Literal["close"] = "close"
    reason: ClosureReason
    resolution_method: ResolutionMethod
    substantiated: Substantiated
    loss_saved: int | None = Field(
        None,
        ge=0,
        le=LARGEST_LOSS,
        strict=True,
        description="Whole rupiah that the reporter of this case was saved, where it can be said;"
        " only where something was settled or put right.",
    )


class Convert(CaseDeed):
    """The criterion of the fast route holds no more: the case goes on as a regular report."""

    deed: Literal["convert"] = "convert"


class Withdraw(CaseDeed):
    """The reporter takes the complaint back after it was accepted: closed as K21."""

    deed: Literal["withdraw"] = "withdraw"


class Reopen(CaseDeed):
    """A closed case goes on under its number."""

    deed: Literal["reopen"] = "reopen"
    reason: ReopeningReason


class Join(CaseDeed):
    """The case belongs to a mass incident."""

    deed: Literal["join"] = "join"
    incident: UUID


RequestDeeds = Acknowledge | Answer | Accept | Return | Misroute | Cancel | Extend
Placings = Assign | Transfer | HandOver
Corrections = OrderCorrection | ReportCorrection | ReturnCorrection | CorrectionDone
Conciliations = StartConciliation | EndConciliation
Endings = Close | Convert | Withdraw | Reopen
CaseDeeds = Placings | Place | SendRequest | Corrections | Conciliations | Endings | Join
Deed = Annotated[RequestDeeds | CaseDeeds, Field(discriminator="deed")]

OfStaff = Annotated[
    RequestDeeds | Placings | SendRequest | Corrections | Conciliations | Endings,
    Field(discriminator="deed"),
]
"""What the office may say here: of which incident a complaint is a part is said to intake."""
