"""What may be said about a complaint: one form a deed, with the moment at which it happened."""

from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.intake.domain.form import KINDS_LIMIT, Criterion, Region, Slug, Words
from services.intake.domain.moves import DeedName
from services.intake.domain.policy import CheckCode
from shared.events.intake import Confidentiality, Declination, FormalCode

Outcome = Literal["pass", "fail", "waived", "not-applicable"]
Ground = Literal["retention-over", "purpose-reached", "on-request", "unlawful"]
"""Why a person is erased (UU 27/2022 articles 42 to 44)."""

Note = Annotated[Words | None, Field(max_length=2_000)]


class Deed(BaseModel):
    """What all of them have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ClassVar[DeedName]

    at: AwareDatetime | None = Field(None, description="When it happened; now, if not given.")
    note: Note = Field(None, description="For the file: sealed like the reporter's story.")


class Check(Deed):
    """One requirement was looked at; its latest outcome counts, and all of them are kept."""

    name = "check"
    code: CheckCode
    outcome: Outcome


class Classify(Deed):
    """What the complaint is, as staff see it; what is not given stays as it is."""

    name = "classify"
    access_type: Literal["LM", "RCO", "IAPS"] | None = None
    substance: Slug | None = None
    agency: Slug | None = None
    region: Region | None = None
    maladministration: Annotated[list[Slug] | None, Field(max_length=KINDS_LIMIT)] = None
    confidentiality: Confidentiality | None = None
    criterion: Criterion | None = Field(None, description="Needed for the fast route, RCO.")

    @model_validator(mode="after")
    def _the_fast_route_has_a_reason(self) -> Self:
        if (self.access_type == "RCO") != (self.criterion is not None):
            raise ValueError("access_type RCO and criterion belong together")
        if not self.changes:
            raise ValueError("nothing is said")
        return self

    @property
    def changes(self) -> dict[str, object]:
        """What is said, by column."""
        return self.model_dump(exclude={"at", "note", "criterion"}, exclude_none=True)


class AskCompletion(Deed):
    """The reporter is asked for what is missing."""

    name = "ask-completion"
    missing: Annotated[list[FormalCode], Field(min_length=1, max_length=7)]
    received_at: AwareDatetime | None = Field(
        None, description="If the reporter was told in person: the clock runs from that day."
    )


class NoteReceipt(Deed):
    """The reporter has the notice: day 0 of the thirty days is `at`."""

    name = "note-receipt"


class ProveReceipt(NoteReceipt):
    """The mail server's proof; it counts only where nobody has noted the receipt before."""

    of: UUID | None = Field(None, description="The event of which the notice told, if it is known.")


class Complete(Deed):
    """What was missing has come in: brought to staff, or written by the reporter."""

    name = "complete"
    note: Annotated[Words | None, Field(max_length=20_000)] = Field(
        None, description="For the file: sealed like the reporter's story."
    )
    given: tuple[FormalCode, ...] = Field((), max_length=7, description="Empty: all of it.")


class Accept(Deed):
    """The report becomes a case."""

    name = "accept"


class Decline(Deed):
    """The report does not become a case, for a reason that a failed check bears."""

    name = "decline"
    reason: Literal["K10", "K12a", "K12b", "K12c", "K12d", "K12e", "K12f"]


class Finish(Deed):
    """It is no report but a consultation or a copy, and ends here."""

    name = "finish"
    access_type: Literal["KNL", "TEMBUSAN"]


class Withdraw(Deed):
    """The reporter takes it back."""

    name = "withdraw"


class Join(Deed):
    """It is part of a mass incident."""

    name = "join"
    incident: UUID


class NoteNotice(Deed):
    """The reporter has been told in writing that it was declined (domain D05)."""

    name = "note-notice"


class Erase(Deed):
    """Who complained and what they wrote becomes unreadable for good; what happened stays."""

    name = "erase"
    note: None = Field(None, description="Nothing can be sealed once the key is gone.")
    ground: Ground


class Expire(Deed):
    """The thirty days are over: the report counts as taken back, and may be filed again."""

    name = "expire"


GROUNDS: dict[Declination, tuple[CheckCode, ...]] = {
    "K10": ("F1", "F2", "F3", "F4", "F5", "F6"),
    "K12a": ("M1",),
    "K12b": ("M2",),
    "K12c": ("M3",),
    "K12d": ("M4",),
    "K12e": ("M5",),
    "K12f": ("F4",),
}
"""Reason → the checks of which at least one must have failed (domain A.4, A.8)."""
