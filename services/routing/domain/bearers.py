"""Whom a letter of the ladder is for: by office, agency and role, on one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.routing.domain.directory import Directory
from services.routing.domain.officers import Bearer, FocalPoint, Recipient


@dataclass(frozen=True, slots=True)
class Told:
    """A person to write to."""

    bearer_id: str
    """An appointment id of a focal point."""
    name: str
    email: str


def told(directory: Directory, agency: str | None, recipient: Recipient, day: date) -> list[Told]:
    """Everybody who bears the role on that day; those of the agency win over the office's.

    Where nobody is named as the internal supervisor, the agency that watches over it answers.
    """
    found: Sequence[Bearer | FocalPoint]
    if recipient in ("focal-point", "deputy"):
        role = "primary" if recipient == "focal-point" else "deputy"
        found = [one for one in directory.officers(agency or "", day) if one.role == role]
    else:
        bearing = [b for b in directory.bearers if b.recipient == recipient and b.holds(day)]
        found = [one for one in bearing if one.agency is not None and one.agency == agency]
        if not found and recipient == "internal-supervisor":
            found = _watching(directory, agency, day)
        found = found or [one for one in bearing if one.agency is None]
    return [Told(_id(one), one.name, one.email) for one in found]


def alarmed(directory: Directory, agency: str, day: date) -> list[Recipient]:
    """Who must find an officer for an agency: the desk, and whoever watches over the agency."""
    watching = told(directory, agency, "internal-supervisor", day)
    return ["office-desk", "internal-supervisor"] if watching else ["office-desk"]


def _id(one: Bearer | FocalPoint) -> str:
    return one.bearer_id if isinstance(one, Bearer) else one.appointment_id


def _watching(directory: Directory, agency: str | None, day: date) -> Sequence[FocalPoint]:
    known = directory.agencies.get(agency or "")
    if known is None or known.supervisor is None:
        return []
    return directory.officers(known.supervisor, day)[:1]


def called(directory: Directory, agency: str | None) -> str:
    """The agency's name in a letter; the office's where the letter is about no agency."""
    known = directory.agencies.get(agency or "")
    return known.name if known else directory.name
