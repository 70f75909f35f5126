"""Each letter in both languages: whole, plain, and beginning with what is to be done by when."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any, get_args

import pytest

from services.notifications.domain import desk, ladder, officers, reporters
from services.notifications.domain.draft import Draft
from services.notifications.letters import TEMPLATES, WORDS
from shared.events import corrections, intake, registry, requests, routing
from shared.events.cases import Clock, ClosureReason, Level, RequestKind
from shared.events.intake import Declination, FormalCode, Language
from shared.events.notifications import RECIPIENTS, Template
from shared.events.notifications import TEMPLATES as NAMES
from shared.ids import new_id, reference
from tests.factories import NOON
from tests.samples import a_sample
from tests.unit.notifications.written import (
    DOOR,
    a_message,
    body_of,
    contact_for,
    read,
    the_reporter,
)

LANGUAGES: tuple[Language, ...] = get_args(Language)
DUE = datetime(2022, 3, 31, 16, 59, 59, tzinfo=UTC)
DUE_WORDS = {"id": "Kamis, 31 Maret 2022", "en": "Thursday, 31 March 2022"}
REACHED = {"silent": False, "reachable": True}


def of_intake() -> Iterator[tuple[Draft, ...]]:
    """Everything that follows from what intake says, with every code."""
    accepted = a_sample(intake.ComplaintAccepted, **REACHED)
    yield reporters.acceptance(accepted, accepted.registered_at)
    yield reporters.acceptance(accepted, NOON)
    for reason in ("K01", "K02"):
        yield reporters.receipt(a_sample(intake.ComplaintFinished, **REACHED, reason=reason))
    yield reporters.registration(a_sample(intake.ComplaintRegistered, **REACHED))
    for due_at in (None, DUE):
        told: dict[str, Any] = {"missing": get_args(FormalCode), "due_at": due_at, **REACHED}
        told["days"] = 21
        yield reporters.completion(a_sample(intake.ComplaintCompletionRequested, **told))
    yield reporters.completed(a_sample(intake.ComplaintCompleted, **REACHED))
    for reason in get_args(Declination):
        told = {"reason": reason, **REACHED}
        yield reporters.declination(a_sample(intake.ComplaintDeclined, **told), NOON)
    told = {"before_acceptance": True, **REACHED}
    yield reporters.withdrawal(a_sample(intake.ComplaintWithdrawn, **told), NOON)
    yield reporters.joining(a_sample(intake.ComplaintJoined, **REACHED))
    for stage in get_args(intake.Stage):
        told = {"stage": stage, "due_at": DUE, **REACHED}
        yield desk.overdue(a_sample(intake.ComplaintOverdue, **told))
    told = {"stage": "notice", "notice": "completion-requested", "due_at": DUE, **REACHED}
    yield desk.overdue(a_sample(intake.ComplaintOverdue, **told))


def of_cases() -> Iterator[tuple[Draft, ...]]:
    """Everything that follows from what routing says of a case."""
    for kind, cause in product(get_args(RequestKind), get_args(routing.Cause)):
        told: dict[str, Any] = {"request_kind": kind, "cause": cause, "answer_due_at": DUE}
        yield officers.assignment(a_sample(routing.CaseAssigned, **told, **REACHED))
    for reason in get_args(ClosureReason):
        told = {"reason": reason, "unanswered_by": ["pln-primary"], **REACHED}
        closed = a_sample(routing.CaseClosed, **told)
        yield reporters.closure(closed, NOON)
        yield officers.ended(closed)
    for reason in get_args(routing.ReopeningReason):
        reopened = a_sample(routing.CaseReopened, reason=reason, **REACHED)
        yield reporters.reopening(reopened, NOON)
    for why in ("not-settled", "criterion-gone"):
        converted = a_sample(routing.CaseConverted, why=why, **REACHED)
        yield reporters.conversion(converted, NOON)
    for why in ("no-rule", "unknown-agency", "no-focal-point"):
        yield desk.undecided(a_sample(routing.CaseUnroutable, why=why))
    for why in ("misrouted-twice", "no-focal-point", "no-rule"):
        yield desk.undecided(a_sample(routing.CaseNeedsDecision, why=why))
    yield officers.correction(a_sample(corrections.CorrectiveActionOrdered, due_at=DUE))
    for in_time in (True, False):
        yield officers.put_right(a_sample(corrections.CorrectiveActionDone, in_time=in_time))


def of_requests() -> Iterator[tuple[Draft, ...]]:
    """Everything that follows from what routing says of a request and its deadlines."""
    officer = {"focal_point_id": "pln-primary"}
    for kind, number in product(get_args(RequestKind), (1, 2)):
        told: dict[str, Any] = {"kind": kind, "number": number, "answer_due_at": DUE}
        yield officers.further_request(a_sample(requests.RequestSent, **told, **officer))
    returned = a_sample(requests.RequestReturned, answer_due_at=DUE, **officer)
    yield officers.returned(returned)
    yield officers.accepted(a_sample(requests.RequestAccepted, **officer))
    for why in (None, *get_args(requests.CancelReason)):
        yield officers.cancelled(a_sample(requests.RequestCancelled, why=why, **officer))
    for clock, why in product(get_args(Clock), (None, *get_args(requests.Moved))):
        moved = {"clock": clock, "why": why, "due_at": DUE, **officer}
        yield officers.new_date(a_sample(requests.DeadlineRecalculated, **moved))
    for clock, at in product(get_args(Clock), (NOON, DUE)):
        told = {"clock": clock, "due_at": DUE, "recipients": RECIPIENTS[1:], **officer}
        yield ladder.reminder(a_sample(requests.RequestReminded, **told), at)
        for level in get_args(Level):
            told["level"] = level
            yield ladder.escalation(a_sample(requests.RequestEscalated, **told), at)


def of_failures() -> Iterator[tuple[Draft, ...]]:
    """A letter of each kind to each recipient has failed for good."""
    for template, recipient in product(NAMES, RECIPIENTS):
        draft = desk.undelivered(
            recipient,
            template,
            {"office": "babel"},
            why="550 no such user",
            complaint_id=None if template == "officer-missing" else new_id(),
            case_id=None,
        )
        yield (draft,) if draft else ()


def of_vacancies() -> Iterator[tuple[Draft, ...]]:
    """Nobody is in office for an agency."""
    told = ["office-desk", "internal-supervisor"]
    yield desk.vacant(a_sample(registry.FocalPointMissing, recipients=told))


DRAFTS = [
    draft
    for group in (of_intake(), of_cases(), of_requests(), of_failures(), of_vacancies())
    for drafts in group
    for draft in drafts
]


def drafts_of(template: Template) -> list[Draft]:
    found = [draft for draft in DRAFTS if draft.template == template]
    assert found, f"nothing makes a {template}"
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", NAMES)
def test_every_template_is_written_in_both_languages(
    template: Template, language: Language
) -> None:
    for draft in drafts_of(template):
        contact = contact_for(draft)
        mail = read(a_message(draft, language=language), contact)
        text = f"{mail['Subject']}\n{body_of(mail)}"
        assert mail["Subject"].strip()
        assert mail["Content-Language"] == language
        assert mail.get_content_charset() == "utf-8"
        assert contact.name in text
        assert ("Hormat kami" if language == "id" else "Yours sincerely") in text
        assert not [scrap for scrap in ("{{", "{%", "None", "\n\n\n") if scrap in text]


def test_there_is_no_template_that_nobody_uses() -> None:
    wanted = {f"{template}.{one}.txt" for template in NAMES for one in LANGUAGES}
    assert {path.name for path in TEMPLATES.glob("*.txt")} == wanted
    said = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.txt"))
    parts = {f"parts/{path.name}" for path in (TEMPLATES / "parts").iterdir()}
    assert {part for part in parts if f'"{part}"' in said} == parts


def test_every_code_has_words_in_both_languages() -> None:
    for table, codes in (
        ("closing_reasons", get_args(ClosureReason)),
        ("closing_advice", get_args(ClosureReason)),
        ("request_kinds", get_args(RequestKind)),
        ("missing", get_args(FormalCode)),
        ("reopening_reasons", get_args(routing.ReopeningReason)),
        ("cancel_reasons", get_args(requests.CancelReason)),
        ("moved_by", get_args(requests.Moved)),
        ("clocks", get_args(Clock)),
        ("please", get_args(Clock)),
        ("levels", get_args(Level)),
        ("stages", (*get_args(intake.Stage), "completion-notice")),
        ("roles", RECIPIENTS),
        ("asked_of", [one for one in RECIPIENTS[1:] if one not in ("focal-point", "deputy")]),
        ("letters", NAMES),
    ):
        assert set(WORDS[table]) == set(codes), table
        assert all(set(words) == set(LANGUAGES) for words in WORDS[table].values())
    assert all(len(WORDS["weekdays"][one]) == 7 for one in LANGUAGES)
    assert all(len(WORDS["months"][one]) == 12 for one in LANGUAGES)


ASKS: tuple[Template, ...] = (
    *("case-assigned", "request-sent", "request-returned", "request-reminded"),
    *("correction-ordered", "deadline-moved"),
)
"""Letters that ask an officer for something by a day."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ASKS)
def test_the_first_words_say_what_is_to_be_done_by_when(
    template: Template, language: Language
) -> None:
    for draft in drafts_of(template):
        mail = read(a_message(draft, language=language), contact_for(draft))
        first = " ".join(body_of(mail).split("\n\n")[1].split())
        assert DUE_WORDS[language] in first
        assert "(WIB)" in first
        assert draft.case_id is not None
        assert reference(draft.case_id) in mail["Subject"]


@pytest.mark.parametrize(
    "template", ["case-assigned", "request-sent", "request-returned", "correction-ordered"]
)
def test_whoever_has_a_request_finds_the_link_to_it(template: Template) -> None:
    for draft in drafts_of(template):
        contact = contact_for(draft)
        body = body_of(read(a_message(draft), contact))
        assert f"\n{DOOR}\n" in body
        without = contact.model_copy(update={"door": None})
        body = body_of(read(a_message(draft), without))
        assert DOOR not in body
        assert f"https://kasus.contoh.id/cases/{draft.case_id}\n" in body


def test_nobody_but_the_officer_gets_the_link() -> None:
    others = [draft for draft in DRAFTS if draft.recipient not in ("focal-point", "reporter")]
    assert others
    for draft in others:
        assert "/links/" not in body_of(read(a_message(draft), contact_for(draft)))


def test_a_reminder_before_the_day_does_not_say_that_it_has_passed() -> None:
    reminders = drafts_of("request-reminded")
    late = [draft for draft in reminders if draft.facts["overdue"]]
    early = [draft for draft in reminders if not draft.facts["overdue"]]
    assert late
    assert early
    for draft in reminders:
        mail = read(a_message(draft), contact_for(draft))
        said = "telah lewat" in body_of(mail)
        assert said == ("telah lewat" in mail["Subject"]) == draft.facts["overdue"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_told_in_plain_words_and_without_codes(language: Language) -> None:
    for draft in drafts_of("completion-requested"):
        body = body_of(read(a_message(draft, language=language), contact_for(draft)))
        assert all(f"- {WORDS['missing'][code][language]}\n" in body for code in WORDS["missing"])
        assert not [code for code in WORDS["missing"] if code in body]
        within = DUE_WORDS[language] if draft.facts["due_at"] else "21 "
        assert within in body.split("\n\n")[1]


@pytest.mark.parametrize("told", [{}, {"days": None}])
def test_a_request_from_before_the_days_were_told_has_those_of_the_law(
    told: dict[str, None],
) -> None:
    [draft] = reporters.completion(a_sample(intake.ComplaintCompletionRequested, **REACHED))
    message = a_message(draft)
    message.facts.pop("days")
    message.facts.update(told, due_at=None)
    assert read(message, the_reporter())["Subject"].endswith("dalam 30 hari")


def test_each_level_is_asked_for_something_else() -> None:
    first = {
        draft.recipient: body_of(read(a_message(draft), contact_for(draft))).split("\n\n")[1]
        for draft in drafts_of("request-escalated")
    }
    assert len(set(first.values())) == len(first) == len(WORDS["asked_of"])
