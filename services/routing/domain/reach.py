"""Whose cases somebody may see and act on; what lies beyond it answers as if it were not there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """Of an office and of agencies; None is every one of them."""

    office: str | None = None
    agencies: frozenset[str] | None = None

    @property
    def is_of_agency(self) -> bool:
        return self.agencies is not None

    def sees_office(self, office: str) -> bool:
        return self.office in (None, office)

    def sees(self, office: str, agency: str) -> bool:
        """Whether a case, or a request, of this agency is within."""
        return self.sees_office(office) and (self.agencies is None or agency in self.agencies)


EVERYWHERE = Reach()
