"""Taking a complaint in: what is settled at once, and what waits for staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.intake.domain import dates, ownership
from services.intake.domain.complaint import Rules
from services.intake.domain.dates import Warned
from services.intake.domain.deeds import Outcome
from services.intake.domain.form import ComplaintForm, DeskForm
from services.intake.domain.moves import DeedName, State, moved
from services.intake.domain.policy import CheckCode
from shared.errors import Unacceptable
from shared.events.intake import (
    REPORTS,
    ComplaintAccepted,
    ComplaintFact,
    ComplaintFinished,
    ComplaintRegistered,
)

CLOCK_SKEW = timedelta(minutes=5)
"""How far a sender's clock may run ahead of ours before its time counts as the future."""

EARLIEST_YEAR = 2000
"""A receipt before the Ombudsman of Indonesia existed (Keppres 44/2000) is a typing error."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A complaint that intake has taken in, and what there is to announce about it."""

    complaint_id: UUID
    tracking_code: str
    form: ComplaintForm
    fact: ComplaintFact
    registered_at: datetime
    state: State
    warnings: tuple[Warned, ...] = ()
    checks: dict[CheckCode, Outcome] | None = None
    """What is known without looking, where staff verify; none where nobody has to."""
    keywords: tuple[str, ...] = ()
    """What the controlled list finds in the story: all that it is known by elsewhere."""


def register(
    form: ComplaintForm,
    *,
    complaint_id: UUID,
    tracking_code: str,
    office: str,
    now: datetime,
    rules: Rules,
) -> Registration:
    """Take a complaint in.

    Under automatic verification reports are accepted at once, consultations and copies finished
    (domain A.3): one act, one event. Otherwise it is registered and waits for staff; so does
    what is automatic and fails F5, the one requirement that a machine can see. Raises
    `Unacceptable` for a receipt or an event in the future, for kinds and classes that are not on
    their lists, and where a reporter is needed and nobody is named.
    """
    registered_at = _received(form, now)
    ownership.check_reporter(form, rules.policy)
    warnings = _doubts(form, registered_at, form.office or office, rules)
    told = _told(form, complaint_id, form.office or office, registered_at)
    told |= _kind_of_reporter(form, registered_at, form.office or office, rules)
    keywords = rules.vocabulary.found_in(form.narrative)
    if keywords and form.confidentiality != "full":
        told["keywords"] = keywords
    name, fact = _outcome(form, told, rules, is_too_old="older-than-two-years" in warnings)
    return Registration(
        complaint_id,
        tracking_code,
        form,
        fact,
        registered_at,
        moved(name, "submitted"),
        warnings,
        _known_checks(form, warnings) if name == "register" else None,
        keywords,
    )


def _told(
    form: ComplaintForm, complaint_id: UUID, office: str, registered_at: datetime
) -> dict[str, Any]:
    """What its events repeat."""
    told = {
        "complaint_id": complaint_id,
        "office": office,
        "access_type": form.access_type,
        "channel": form.channel,
        "substance": form.substance,
        "agency": form.agency,
        "region": form.region if form.confidentiality == "open" else None,
        "campaign": form.campaign,
        "language": form.language,
        "reachable": form.reporter is not None and form.reporter.email is not None,
        "silent": form.silent if isinstance(form, DeskForm) else False,
        "registered_at": registered_at,
    }
    # Nearly nobody says these, and each costs the hot path a microsecond.
    if form.confidentiality != "open":
        told["confidentiality"] = form.confidentiality
    if form.maladministration:
        told["maladministration"] = form.maladministration
    return told


def _kind_of_reporter(
    form: ComplaintForm, registered_at: datetime, office: str, rules: Rules
) -> dict[str, str | None]:
    """What may be known of the reporter outside; where they live only of an open complaint."""
    lists = rules.reporters
    if not form.reporter_class and not form.reporter_province and form.access_type not in lists.own:
        return {}
    filed = rules.day_of(registered_at, office)
    lists.check_province(form.reporter_province, filed)
    province = form.reporter_province if form.confidentiality == "open" else None
    kind = lists.class_of(form.reporter_class, form.access_type, filed)
    return {"reporter_class": kind, "reporter_province": province}


def _outcome(
    form: ComplaintForm, told: dict[str, Any], rules: Rules, *, is_too_old: bool
) -> tuple[DeedName, ComplaintFact]:
    by_hand = rules.policy.verification_of(form, told["office"]) == "manual"
    if form.access_type not in REPORTS:
        if by_hand:
            return "register", ComplaintRegistered(**told)
        told["reason"] = "K01" if form.access_type == "KNL" else "K02"
        return "finish-at-once", ComplaintFinished(**told)
    if by_hand or (is_too_old and not told["silent"]):
        return "register", ComplaintRegistered(**told)
    return "accept-at-once", ComplaintAccepted(**told)


def _received(form: ComplaintForm, now: datetime) -> datetime:
    received = form.received_at if isinstance(form, DeskForm) else None
    registered_at = received or now
    if registered_at > now + CLOCK_SKEW:
        raise Unacceptable("received_at lies in the future.")
    if registered_at.year < EARLIEST_YEAR:
        raise Unacceptable(f"received_at lies before the year {EARLIEST_YEAR}.")
    return registered_at


def _doubts(
    form: ComplaintForm, registered_at: datetime, office: str, rules: Rules
) -> tuple[Warned, ...]:
    if form.event_date is None and not form.maladministration:
        return ()
    filed = rules.day_of(registered_at, office)
    rules.kinds.check(form.maladministration, filed)
    is_desk = isinstance(form, DeskForm)
    return dates.doubts(form.event_date, form.event_weekday, filed=filed, is_desk=is_desk)


def _known_checks(form: ComplaintForm, warnings: tuple[Warned, ...]) -> dict[CheckCode, Outcome]:
    """What can be told from the form alone: the age of the event, and the wish to be unnamed."""
    secret = form.confidentiality != "open"
    known: dict[CheckCode, Outcome] = {"F7": "pass" if secret else "not-applicable"}
    if form.event_date:
        known["F5"] = "fail" if "older-than-two-years" in warnings else "pass"
    return known
