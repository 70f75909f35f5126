"""Whose matter it is: a reporter's, or the office's own, which nobody has complained about."""

from services.intake.domain.complaint import Complaint
from services.intake.domain.deeds import Deed
from services.intake.domain.form import ComplaintForm
from services.intake.domain.moves import DeedName, IllegalMove
from services.intake.domain.policy import Policy
from shared.errors import Unacceptable

OF_REPORTERS: frozenset[DeedName] = frozenset({"ask-completion", "withdraw", "note-notice"})
"""What takes a reporter: somebody who is asked, told, or changes their mind."""


def check_reporter(form: ComplaintForm, policy: Policy) -> None:
    """Raises `Unacceptable` where nobody is named and the access type needs somebody."""
    if form.reporter is None and form.access_type not in policy.without_reporter:
        raise Unacceptable(f"reporter: {form.access_type} needs one.")


def check_deed(complaint: Complaint, deed: Deed, policy: Policy) -> None:
    """Raises `IllegalMove` for what takes a reporter, where there is none."""
    if complaint.has_reporter:
        return
    if deed.name in OF_REPORTERS:
        raise IllegalMove(f"{deed.name}: the office began it itself; there is no reporter.")
    becomes = getattr(deed, "access_type", None)
    if becomes and becomes not in policy.without_reporter:
        raise IllegalMove(f"{deed.name}: {becomes} needs a reporter, and there is none.")
