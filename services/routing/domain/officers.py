"""Persons who answer or are told: appointments, absences, commitments, bearers of roles."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from services.routing.domain.policy import Term
from services.routing.domain.records import Dated, Email, Slug, Strict, Title, Words
from shared.events.cases import RequestKind

BearerRole = Literal[
    "internal-supervisor",
    "superior",
    "office-head",
    "head-office",
    "resolution-and-monitoring",
    "ministry",
    "office-desk",
]
"""Whom the ladder tells beside the focal point (domain B.4), and the office's own desk."""

Recipient = Literal[BearerRole, "focal-point", "deputy"]


class FocalPoint(Dated):
    """One appointment (domain B.1)."""

    noun: ClassVar[str] = "focal-points"
    key_field: ClassVar[str] = "appointment_id"

    appointment_id: Slug
    agency: Slug
    unit: Slug | None = None
    name: Title
    email: Email
    role: Literal["primary", "deputy"] = "primary"
    letter: Words | None = Field(None, max_length=100)
    valid_from: date

    def in_office(self, day: date) -> bool:
        return self.holds(day)


class Absence(Dated):
    """Days on which an officer does not answer, though in office: the deputy does."""

    noun: ClassVar[str] = "absences"
    key_field: ClassVar[str] = "absence_id"

    absence_id: Slug
    appointment_id: Slug
    valid_from: date


class Agreed(Strict):
    """Response times of one kind of request; what is not given is as policy says."""

    acknowledgement: Term | None = None
    answer: Term | None = None


class Commitment(Dated):
    """What an agency's focal point has signed (domain B.3); the witness is told by role."""

    noun: ClassVar[str] = "commitments"
    key_field: ClassVar[str] = "commitment_id"

    commitment_id: Slug
    agency: Slug
    appointment_id: Slug | None = None
    signed_on: date
    witness: Title | None = None
    times: dict[RequestKind, Agreed] = Field(default_factory=dict)

    def holds(self, day: date) -> bool:
        return self.signed_on <= day and super().holds(day)


def in_force(commitments: Iterable[Commitment], day: date) -> Commitment | None:
    """The one that holds on a day; of several the one signed last."""
    holding = [one for one in commitments if one.holds(day)]
    return max(holding, key=lambda one: (one.signed_on, one.commitment_id), default=None)


class Bearer(Dated):
    """Who bears a role of the ladder, for one agency or for the whole office."""

    noun: ClassVar[str] = "bearers"
    key_field: ClassVar[str] = "bearer_id"

    bearer_id: Slug
    agency: Slug | None = Field(None, description="None: for every agency of the office.")
    recipient: BearerRole
    name: Title
    email: Email
