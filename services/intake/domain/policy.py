"""Which complaints staff verify by hand, which checks they need, and how long reporters have."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.intake.domain.form import ComplaintForm, DeskForm
from services.intake.domain.numbers import Numbering
from shared.events.base import SLUG_PATTERN
from shared.events.intake import AccessType, Confidentiality, FormalCode, Stage

Verification = Literal["automatic", "manual"]
MaterialCode = Literal["M1", "M2", "M3", "M4", "M5"]
CheckCode = FormalCode | MaterialCode

FORMAL: tuple[CheckCode, ...] = get_args(FormalCode)
MATERIAL: tuple[CheckCode, ...] = get_args(MaterialCode)

Watched = Literal[Stage, "completion-notice"]
"""What staff are given a time for. The last is until the reporter has the request for completion:
the thirty days run from its receipt, and without one nothing would ever run."""

Exempting = Literal["F2", "F7"]
"""Whoever has no proxy needs no letter of one, and not everybody asks to be unnamed (domain A.4);
every other requirement is one of every report."""

Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Told):
    """Automatic or manual; the most particular answer counts."""

    default: Verification | None = None
    campaigns: Mapping[Slug, Verification] = {}
    access_types: Mapping[AccessType, Verification] = {}
    confidentiality: Mapping[Confidentiality, Verification] = {}

    def of(self, form: ComplaintForm) -> Verification | None:
        """What is said about such a complaint, if anything."""
        found = self.campaigns.get(form.campaign) if form.campaign else None
        found = found or self.confidentiality.get(form.confidentiality)
        return found or self.access_types.get(form.access_type) or self.default


class Similarity(_Told):
    """What each likeness of two complaints weighs, and from which score on staff are told."""

    agency: float = Field(ge=0)
    substance: float = Field(ge=0)
    place: float = Field(ge=0)
    time: float = Field(ge=0)
    text: float = Field(gt=0)
    days: int = Field(gt=0, description="So far apart, two events have nothing in common in time.")
    threshold: float = Field(ge=0, le=1)


class Allowance(_Told):
    """How long staff have for one stage: working days (wd) or calendar days (cd)."""

    days: int = Field(gt=0)
    unit: Literal["wd", "cd"]


class Closures(_Told):
    """Which days of an office are not worked."""

    joint_leave_closed: bool = True


class Policy(_Told):
    """Everything about verification that an office may set."""

    version: str = Field(pattern=r"^[0-9a-z.-]{1,20}$", description="Named by what is automatic.")
    since: date = Field(description="The first day on which this version is in force.")
    verification: Choice
    offices: Mapping[Slug, Choice] = {}
    required_checks: Mapping[AccessType, tuple[CheckCode, ...]]
    without_reporter: frozenset[AccessType] = Field(
        frozenset(), description="Access types of which nobody needs to be the reporter."
    )
    not_applicable: frozenset[Exempting] = Field(
        frozenset({"F2", "F7"}),
        description="Checks of which it may be said that they do not apply.",
    )
    completion_days: int = Field(gt=0, description="Calendar days from receiving the notice.")
    clocks: Mapping[Watched, Allowance]
    calendar: Closures = Closures()
    numbers: Numbering = Numbering()
    similarity: Similarity
    erasure: Literal["closed", "always"] = Field(
        "closed", description="Whether a person may be erased while the matter is open."
    )

    @model_validator(mode="after")
    def _something_is_always_said(self) -> "Policy":
        if self.verification.default is None:
            raise ValueError("verification needs a default")
        if set(self.clocks) != set(get_args(Watched)):
            raise ValueError("clocks names each stage of verification")
        return self

    def verification_of(self, form: ComplaintForm, office: str) -> Verification:
        """How a complaint is verified. Imported history was verified where it comes from.

        No campaign and no office overrides what confidentiality asks of a person: of what is
        fully confidential the agency gets a question that somebody must write.
        """
        if isinstance(form, DeskForm) and form.silent:
            return "automatic"
        if self.verification.confidentiality.get(form.confidentiality) == "manual":
            return "manual"
        own = self.offices.get(office)
        return (own.of(form) if own else None) or self.verification.of(form) or "automatic"
