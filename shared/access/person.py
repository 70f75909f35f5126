"""Somebody who asks: in which role, and how far what they may reaches."""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["reporter", "focal-point", "supervisor", "examiner", "head", "operator", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)

Scope = Literal["own-case", "own-agency", "supervised", "own-office", "everything"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

OF_AGENCIES: frozenset[Role] = frozenset({"focal-point", "supervisor"})
"""Roles outside of the office: they see what the border lets through."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, as a token proves it; the scope is that of what is asked at the moment."""

    id: str
    """A name within the role, for histories; of a focal point the appointment, of a supervisor the
    appointment or the record of who bears the role."""
    role: Role
    office: str | None = None
    agency: str | None = None
    scope: Scope = "own-case"

    @property
    def signature(self) -> str:
        """As a history names them where it has one column for it."""
        return f"{self.role}:{self.id}"

    @property
    def is_of_agency(self) -> bool:
        return self.role in OF_AGENCIES

    @property
    def only_office(self) -> str | None:
        """The office to which lists are narrowed; None for whoever sees all of them."""
        return None if self.scope == "everything" else self.office

    def sees_office(self, office: str | None) -> bool:
        """Whether what belongs to an office may be seen at all."""
        return self.scope == "everything" or (office is not None and office == self.office)
