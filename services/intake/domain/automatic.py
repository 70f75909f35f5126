"""What automatic verification has seen of a complaint: derived, so filing writes no row of it."""

from datetime import date

from services.intake.domain.deeds import Outcome
from services.intake.domain.policy import CheckCode
from shared.events.intake import Confidentiality


def seen_at_filing(
    event_date: date | None, confidentiality: Confidentiality, *, has_reporter: bool
) -> dict[CheckCode, Outcome]:
    """The formal requirements that a form cannot be taken without, or that its fields decide.

    What a machine cannot see (a proxy's letter, an own complaint before, citizenship) is left out:
    to call it passed would be a fiction. An event that is too old is never accepted at once.
    """
    seen: dict[CheckCode, Outcome] = {"F3": "pass"}
    if has_reporter:
        seen["F1"] = "pass"
    if event_date:
        seen["F5"] = "pass"
    seen["F7"] = "not-applicable" if confidentiality == "open" else "pass"
    return seen
