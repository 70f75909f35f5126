"""What staff, the reporter and time may do to a complaint, and when the rules say no."""

from datetime import datetime

from services.intake.domain import completion, ownership
from services.intake.domain.complaint import Complaint, Done, Effect, Rules, fact_of
from services.intake.domain.deeds import (
    GROUNDS,
    Accept,
    AskCompletion,
    Check,
    Classify,
    Complete,
    Decline,
    Deed,
    Erase,
    Expire,
    Finish,
    Join,
    NoteNotice,
    NoteReceipt,
    Withdraw,
)
from services.intake.domain.history import Past, after
from services.intake.domain.moments import moment
from services.intake.domain.moves import WAITING, IllegalMove, moved
from shared.errors import Refused
from shared.events.intake import (
    ComplaintAccepted,
    ComplaintClassified,
    ComplaintDeclined,
    ComplaintFinished,
    ComplaintJoined,
    ComplaintRegistered,
    ComplaintWithdrawn,
)

SEEN_AS = ("access_type", "substance", "region", "maladministration")
"""What a complaint counts as, of which a classification tells both what it was and what it is."""


class ChecksOpen(Refused):
    """A report is accepted on its checks, and one is missing or has failed."""

    code = "checks-open"


class NoGround(Refused):
    """A reason without a failed check behind it is no decision."""

    code = "no-ground"


class NotWaivable(Refused):
    """There is no exception from this requirement."""

    code = "not-waivable"


class AlwaysApplies(Refused):
    """Every report must meet this requirement, so of none can it be said that it need not."""

    code = "always-applies"


def decide(complaint: Complaint, deed: Deed, rules: Rules, now: datetime) -> Done:
    """What a deed does. Raises `IllegalMove` or another refusal; then nothing is changed."""
    at = moment(complaint, deed, now)
    moved(deed.name, complaint.standing.state)
    ownership.check_deed(complaint, deed, rules.policy)
    if deed.note and complaint.standing.erased_at:
        raise IllegalMove(f"{deed.name}: the reporter is erased, so nothing can be noted.")
    effect = _effect(complaint, deed, rules, at)
    asked = complaint.standing.completion
    if isinstance(deed, Expire) and asked and asked.due_at:
        at = asked.due_at  # it happened when the clock ended, not when we noticed
    past = Past(deed.name, at, effect.told)
    return Done(past, after(complaint.standing, past), effect)


def _effect(complaint: Complaint, deed: Deed, rules: Rules, at: datetime) -> Effect:  # noqa: PLR0911, PLR0912 - one a deed
    match deed:
        case Check():
            return _check(complaint, deed, rules)
        case Classify():
            return _classify(complaint, deed, rules)
        case AskCompletion():
            return completion.ask(complaint, deed, rules, at)
        case NoteReceipt():
            return completion.note_receipt(complaint, deed, rules, at)
        case Complete():
            return completion.complete(complaint, deed, at)
        case Expire():
            return completion.expire(complaint, deed, at)
        case Accept():
            return _accept(complaint, rules)
        case Decline():
            return _decline(complaint, deed)
        case Finish():
            return _finish(complaint, deed)
        case Withdraw():
            return _withdraw(complaint)
        case Join():
            return _join(complaint, deed)
        case NoteNotice():
            return _note_notice(complaint)
        case Erase():
            return _erase(complaint, deed, rules)
    raise TypeError(f"Nobody knows how to {deed.name}.")


def _check(complaint: Complaint, deed: Check, rules: Rules) -> Effect:
    """Only F4 is ever waived, and only for whoever asks for confidentiality (domain A.4, F7)."""
    if deed.outcome == "waived":
        asked = complaint.told["confidentiality"] != "open"
        if deed.code != "F4" or not (asked or complaint.standing.checks.get("F7") == "pass"):
            raise NotWaivable("Only F4 can be waived, where confidentiality is asked for.")
    if deed.outcome == "not-applicable" and deed.code not in rules.policy.not_applicable:
        spared = ", ".join(sorted(rules.policy.not_applicable)) or "none"
        raise AlwaysApplies(f"{deed.code} applies to every report; not so of: {spared}.")
    return Effect({"code": deed.code, "outcome": deed.outcome})


def _classify(complaint: Complaint, deed: Classify, rules: Rules) -> Effect:
    day = rules.day_of(complaint.told["registered_at"], complaint.told["office"])
    rules.kinds.check(deed.maladministration or (), day)
    told = {"changes": deed.changes} | ({"criterion": deed.criterion} if deed.criterion else {})
    before = fact_of(ComplaintRegistered, complaint)
    was = {f"was_{name}": getattr(before, name) for name in SEEN_AS}
    fact = fact_of(ComplaintClassified, complaint, **deed.changes, **was)
    columns = {"criterion": deed.criterion} if deed.access_type else {}
    return Effect(told, deed.changes | columns, fact)


def _accept(complaint: Complaint, rules: Rules) -> Effect:
    """The fast route and own investigations need fewer checks: that is policy."""
    checks = complaint.standing.checks
    required = rules.policy.required_checks.get(complaint.told["access_type"])
    if required is None:
        raise IllegalMove(f"accept: {complaint.told['access_type']} is no report; finish it.")
    if failed := sorted(code for code, outcome in checks.items() if outcome == "fail"):
        raise ChecksOpen(f"Failed: {', '.join(failed)}.")
    spared = rules.policy.not_applicable
    seen = {code for code, said in checks.items() if said != "not-applicable" or code in spared}
    if missing := [code for code in required if code not in seen]:
        raise ChecksOpen(f"Not checked: {', '.join(missing)}.")
    return Effect(fact=fact_of(ComplaintAccepted, complaint))


def _decline(complaint: Complaint, deed: Decline) -> Effect:
    grounds = GROUNDS[deed.reason]
    if not any(complaint.standing.checks.get(code) == "fail" for code in grounds):
        raise NoGround(f"{deed.reason} needs a failed check of {', '.join(grounds)}.")
    told = {"reason": deed.reason}
    return Effect(told, fact=fact_of(ComplaintDeclined, complaint, **told))


def _finish(complaint: Complaint, deed: Finish) -> Effect:
    changes = {"access_type": deed.access_type}
    reason = "K01" if deed.access_type == "KNL" else "K02"
    was = complaint.told["access_type"]
    fact = fact_of(ComplaintFinished, complaint, **changes, reason=reason, was_access_type=was)
    return Effect({"changes": changes, "reason": reason}, changes, fact)


def _withdraw(complaint: Complaint) -> Effect:
    early = complaint.standing.state != "accepted"
    told = {"reason": "K11" if early else "K21", "before_acceptance": early}
    return Effect(told, fact=fact_of(ComplaintWithdrawn, complaint, **told))


def _note_notice(complaint: Complaint) -> Effect:
    if complaint.standing.noticed_at:
        raise IllegalMove("note-notice: it is known already when the reporter was told.")
    return Effect()


def _erase(complaint: Complaint, deed: Erase, rules: Rules) -> Effect:
    """Whether an accepted one is closed is told by routing: the desk asks for that."""
    if complaint.standing.erased_at:
        raise IllegalMove("erase: the reporter has been erased already.")
    if rules.policy.erasure == "closed" and complaint.standing.state in WAITING:
        raise IllegalMove("erase: the complaint is open.")
    return Effect({"ground": deed.ground})


def _join(complaint: Complaint, deed: Join) -> Effect:
    if complaint.standing.incident == deed.incident:
        raise IllegalMove("join: it is part of this incident already.")
    told = {"incident": str(deed.incident)}
    return Effect(told, fact=fact_of(ComplaintJoined, complaint, incident=deed.incident))
