"""What letters say, and that nobody's name can change anything but the greeting."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, get_args
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications import domain, letters
from services.notifications.contacts import Contact, FocalPointContact, ReporterContact
from services.notifications.domain import Draft
from services.notifications.letters import TEMPLATES, WORDS, Letterhead
from services.notifications.store import Message
from shared.errors import Unacceptable
from shared.events.intake import ComplaintFinished, Language
from shared.events.notifications import Template
from shared.events.routing import CaseClosed, ClosureReason, RequestKind
from shared.ids import new_id, reference
from shared.offices import SHIPPED, read_zones
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case

WIB = ZoneInfo("Asia/Jakarta")
LANGUAGES: tuple[Language, ...] = get_args(Language)
HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Content-Language"),
]

LETTERHEAD = Letterhead(
    sender=letters.sender_of("Narahubung <no-reply@contoh.id>"),
    message_domain="narahubung.contoh.id",
    public_url="https://lapor.contoh.id",
    cases_url="https://kasus.contoh.id",
    office_name="Ombudsman Republik Indonesia",
    zones=read_zones(SHIPPED),
)


def a_message(draft: Draft | None, **told: Any) -> Message:
    assert draft is not None
    values: dict[str, Any] = {
        "message_id": new_id(),
        "event_id": new_id(),
        "complaint_id": new_id(),
        "case_id": draft.case_id,
        "recipient": draft.recipient,
        "recipient_id": draft.recipient_id,
        "template": draft.template,
        "language": draft.language,
        "facts": orjson.loads(orjson.dumps(draft.facts)),
        "attempts": 1,
        "maybe_twice": False,
        "created_at": NOON,
    }
    return Message(**values | told)


def the_reporter(name: str = "Siti Aminah", email: str = "siti@contoh.id") -> ReporterContact:
    return ReporterContact(
        complaint_id=new_id(), tracking_code="7K3M-9PQR-2STV-WXYZ4", name=name, email=email
    )


def the_officer(name: str = "Budi Santoso") -> FocalPointContact:
    return FocalPointContact(
        appointment_id="pln-primary", name=name, email="budi@pln.contoh.id", agency_name="PLN Babel"
    )


def read(message: Message, contact: Contact) -> EmailMessage:
    content = letters.write(message, contact, LETTERHEAD).content
    read_again = message_from_bytes(content, policy=default)
    assert isinstance(read_again, EmailMessage)
    return read_again


def body_of(mail: EmailMessage) -> str:
    return str(mail.get_content())


def closed_for(reason: str, language: Language) -> CaseClosed:
    return a_closed_case(language=language).model_copy(update={"reason": reason})


def drafts_of(template: Template, language: Language) -> list[tuple[Draft | None, Contact]]:
    """Everything that can be said with a template."""
    if template == "complaint-received":
        accepted = an_accepted_complaint(language=language)
        told = accepted.model_dump()
        finished = [ComplaintFinished(**told, reason=reason) for reason in ("K01", "K02")]
        receipts = [domain.receipt(accepted), *(domain.receipt(fact) for fact in finished)]
        return [(draft, the_reporter()) for draft in receipts]
    if template == "case-assigned":
        case = an_assigned_case()
        kinds = get_args(RequestKind)
        cases = [case.model_copy(update={"request_kind": kind}) for kind in kinds]
        return [(domain.assignment(case), the_officer()) for case in cases]
    reasons = get_args(ClosureReason)
    closed = [closed_for(reason, language) for reason in reasons]
    return [(domain.closure(case, NOON), the_reporter()) for case in closed]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", get_args(Template))
def test_every_template_is_written_in_both_languages(
    template: Template, language: Language
) -> None:
    for draft, contact in drafts_of(template, language):
        mail = read(a_message(draft, language=language), contact)
        text = f"{mail['Subject']}\n{body_of(mail)}"
        assert mail["Subject"].strip()
        assert mail["Content-Language"] == language
        assert mail.get_content_charset() == "utf-8"
        assert contact.name in text
        assert ("Hormat kami" if language == "id" else "Yours sincerely") in text
        assert not [scrap for scrap in ("{{", "{%", "None", "\n\n\n") if scrap in text]


def test_there_is_no_template_that_nobody_uses() -> None:
    wanted = {f"{template}.{one}.txt" for template in get_args(Template) for one in LANGUAGES}
    assert {path.name for path in TEMPLATES.glob("*.txt")} == wanted


def test_every_code_has_words_in_both_languages() -> None:
    for table, codes in (
        ("closing_reasons", get_args(ClosureReason)),
        ("closing_advice", get_args(ClosureReason)),
        ("request_kinds", get_args(RequestKind)),
    ):
        assert set(WORDS[table]) == set(codes)
        assert all(set(words) == set(LANGUAGES) for words in WORDS[table].values())
    assert all(len(WORDS["weekdays"][one]) == 7 for one in LANGUAGES)
    assert all(len(WORDS["months"][one]) == 12 for one in LANGUAGES)


def test_the_reporter_gets_code_link_and_what_happens_next() -> None:
    message = a_message(domain.receipt(an_accepted_complaint()))
    body = body_of(read(message, the_reporter()))
    assert "7K3M-9PQR-2STV-WXYZ4" in body
    assert "https://lapor.contoh.id/progress/7K3M-9PQR-2STV-WXYZ4?lang=" in body
    assert "Senin, 14 Maret 2022" in body
    assert "Langkah berikutnya" in body


def test_the_tracking_code_is_a_key_and_stands_in_no_subject() -> None:
    for draft in (domain.receipt(an_accepted_complaint()), domain.closure(a_closed_case(), NOON)):
        assert "7K3M" not in read(a_message(draft), the_reporter())["Subject"]


def test_the_focal_point_gets_reference_substance_agency_and_due_date() -> None:
    due = datetime(2022, 3, 31, 16, 59, 59, tzinfo=UTC)
    case = an_assigned_case().model_copy(update={"answer_due_at": due})
    mail = read(a_message(domain.assignment(case)), the_officer())
    assert mail["Subject"] == (
        f"Kasus {reference(case.case_id)}: mohon jawaban paling lambat Kamis, 31 Maret 2022"
    )
    body = body_of(mail)
    assert "energi kelistrikan" in body
    assert "PLN Babel" in body
    assert f"https://kasus.contoh.id/cases/{case.case_id}" in body


def test_a_closing_reason_is_told_in_plain_words_and_without_its_code() -> None:
    message = a_message(domain.closure(closed_for("K22", "en"), NOON))
    body = body_of(read(message, the_reporter()))
    assert "Our examination found no maladministration." in body
    assert "K22" not in body


def test_a_deadline_that_ends_at_midnight_ends_with_the_day_before() -> None:
    midnight = datetime(2022, 3, 31, 17, 0, tzinfo=UTC)
    for end in (midnight, midnight - timedelta(seconds=1)):
        assert letters.last_day_words(end, "en", WIB) == "Thursday, 31 March 2022"


def test_dates_are_those_of_the_office_that_has_the_complaint() -> None:
    """Half past eleven at night in Jakarta is the next morning in Kutai Kartanegara."""
    late = datetime(2022, 3, 14, 16, 30, tzinfo=UTC)
    for office, day, zone in (("babel", 14, "WIB"), ("kukar", 15, "WITA")):
        told: dict[str, Any] = {"office": office, "registered_at": late}
        due = datetime(2022, 3, day + 14, 23, 59, 59, tzinfo=LETTERHEAD.zones.of(office))
        case = an_assigned_case(**told).model_copy(update={"answer_due_at": due})
        asked = body_of(read(a_message(domain.assignment(case)), the_officer()))
        thanked = body_of(
            read(a_message(domain.receipt(an_accepted_complaint(**told))), the_reporter())
        )
        closed = body_of(
            read(a_message(domain.closure(a_closed_case(**told), late)), the_reporter())
        )
        assert all(f", {day} Maret 2022" in body for body in (asked, thanked, closed))
        assert f", {day + 14} Maret 2022, sampai akhir hari ({zone})" in asked


def test_a_message_that_was_saved_without_its_office_is_dated_in_the_default_zone() -> None:
    message = a_message(domain.receipt(an_accepted_complaint(office="kukar")))
    del message.facts["office"]
    assert "Senin, 14 Maret 2022" in body_of(read(message, the_reporter()))


def test_a_letter_written_again_is_the_same_to_the_byte() -> None:
    message = a_message(domain.receipt(an_accepted_complaint()))
    contact = the_reporter()
    first = letters.write(message, contact, LETTERHEAD)
    assert first == letters.write(message, contact, LETTERHEAD)
    assert f"<{message.message_id}@narahubung.contoh.id>".encode() in first.content


@settings(deadline=None)
@given(name=st.text(max_size=120), agency=st.text(max_size=120))
def test_no_name_adds_a_header_or_a_line(name: str, agency: str) -> None:
    officer = FocalPointContact(
        appointment_id="pln-primary", name=name, email="budi@pln.contoh.id", agency_name=agency
    )
    message = a_message(domain.assignment(an_assigned_case()), case_id=new_id())
    plain = read(message, the_officer())
    mail = read(message, officer)
    assert mail.keys() == plain.keys() == HEADERS
    assert [one.addr_spec for one in mail["To"].addresses] == ["budi@pln.contoh.id"]
    assert mail["Subject"] == plain["Subject"]
    assert len(body_of(mail).splitlines()) == len(body_of(plain).splitlines())


@pytest.mark.parametrize(
    "name",
    [
        "Siti\r\nBcc: semua@contoh.id",
        "Siti\nSubject: Menang undian",
        "Siti\x0b\x0c\x85\u2028Bcc: semua@contoh.id",
        '"><siti@lain.id>, "x',
        "\u202eitiS",
    ],
)
def test_a_name_with_newlines_stays_a_name(name: str) -> None:
    message = a_message(domain.receipt(an_accepted_complaint()))
    mail = read(message, the_reporter(name))
    assert mail.keys() == HEADERS
    assert [one.addr_spec for one in mail["To"].addresses] == ["siti@contoh.id"]
    assert "\u202e" not in body_of(mail)


@pytest.mark.parametrize(
    "address",
    ["", "siti", "@contoh.id", "siti@", "si ti@contoh.id", "siti@contoh.id\nX: y", "a\x01b@c.id"],
)
def test_an_address_that_cannot_be_one_is_refused(address: str) -> None:
    with pytest.raises(Unacceptable):
        letters.address_of("Siti", address)


def test_a_name_beyond_ascii_arrives_whole() -> None:
    message = a_message(domain.receipt(an_accepted_complaint()))
    mail = read(message, the_reporter("Désirée Ǧāmiʿ 王"))
    assert mail["To"].addresses[0].display_name == "Désirée Ǧāmiʿ 王"
    assert "Désirée Ǧāmiʿ 王" in body_of(mail)


def test_a_domain_beyond_ascii_is_written_as_servers_know_it() -> None:
    address = letters.address_of("Siti", "siti@kafé.id")
    assert address.addr_spec == "siti@xn--kaf-dma.id"


@pytest.mark.parametrize("text", ["", "Narahubung", "a@b.id, c@d.id", "a@b.id\r\nBcc: c@d.id"])
def test_the_senders_setting_must_be_one_address(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        letters.sender_of(text)
