"""What letters say, and that nobody's name can change anything but the greeting."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications import letters
from services.notifications.contacts import FocalPointContact
from services.notifications.domain import officers, reporters
from shared.errors import Unacceptable
from shared.events.intake import Language
from shared.events.routing import CaseClosed
from shared.ids import new_id, reference
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.unit.notifications.written import (
    LETTERHEAD,
    a_message,
    body_of,
    read,
    the_officer,
    the_reporter,
)

WIB = ZoneInfo("Asia/Jakarta")
HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Content-Language"),
]


def closed_for(reason: str, language: Language) -> CaseClosed:
    return a_closed_case(language=language).model_copy(update={"reason": reason})


def test_the_reporter_gets_code_link_and_what_happens_next() -> None:
    message = a_message(reporters.acceptance(an_accepted_complaint(), NOON))
    body = body_of(read(message, the_reporter()))
    assert "7K3M-9PQR-2STV-WXYZ4" in body
    assert "https://lapor.contoh.id/progress/7K3M-9PQR-2STV-WXYZ4?lang=" in body
    assert "Senin, 14 Maret 2022" in body
    assert "Langkah berikutnya" in body


def test_the_tracking_code_is_a_key_and_stands_in_no_subject() -> None:
    for draft in (
        reporters.acceptance(an_accepted_complaint(), NOON),
        reporters.closure(a_closed_case(), NOON),
    ):
        assert "7K3M" not in read(a_message(draft), the_reporter())["Subject"]


def test_the_focal_point_gets_reference_substance_agency_and_due_date() -> None:
    due = datetime(2022, 3, 31, 16, 59, 59, tzinfo=UTC)
    case = an_assigned_case().model_copy(update={"answer_due_at": due})
    mail = read(a_message(officers.assignment(case)), the_officer())
    assert mail["Subject"] == (
        f"Kasus {reference(case.case_id)}: mohon jawaban paling lambat Kamis, 31 Maret 2022"
    )
    body = body_of(mail)
    assert "energi kelistrikan" in body
    assert "PLN Babel" in body
    assert f"https://kasus.contoh.id/cases/{case.case_id}" in body


def test_a_closing_reason_is_told_in_plain_words_and_without_its_code() -> None:
    message = a_message(reporters.closure(closed_for("K22", "en"), NOON))
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
        asked = body_of(read(a_message(officers.assignment(case)), the_officer()))
        thanked = body_of(
            read(
                a_message(reporters.acceptance(an_accepted_complaint(**told), late)), the_reporter()
            )
        )
        closed = body_of(
            read(a_message(reporters.closure(a_closed_case(**told), late)), the_reporter())
        )
        assert all(f", {day} Maret 2022" in body for body in (asked, thanked, closed))
        assert f", {day + 14} Maret 2022, sampai akhir hari ({zone})" in asked


def test_a_message_that_was_saved_without_its_office_is_dated_in_the_default_zone() -> None:
    message = a_message(reporters.acceptance(an_accepted_complaint(office="kukar"), NOON))
    del message.facts["office"]
    assert "Senin, 14 Maret 2022" in body_of(read(message, the_reporter()))


def test_a_letter_written_again_is_the_same_to_the_byte() -> None:
    message = a_message(reporters.acceptance(an_accepted_complaint(), NOON))
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
    message = a_message(officers.assignment(an_assigned_case()), case_id=new_id())
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
    message = a_message(reporters.acceptance(an_accepted_complaint(), NOON))
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
    message = a_message(reporters.acceptance(an_accepted_complaint(), NOON))
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
