"""Writes letters: words from templates and tables, with headers that nobody's name can change."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from services.notifications.contacts import Contact, FocalPointContact, ReporterContact
from services.notifications.store import Message
from shared.errors import Unacceptable
from shared.events.intake import Language
from shared.ids import reference
from shared.offices import Zones

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
WORDS: dict[str, Any] = tomllib.loads((TEMPLATES / "words.toml").read_text(encoding="utf-8"))
NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What is the same in every letter of an installation."""

    sender: Address
    message_domain: str
    public_url: str
    cases_url: str
    office_name: str
    zones: Zones


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is ready to be handed over."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool
    """The recipient's address goes beyond ASCII: not every server takes it."""


def sender_of(text: str) -> Address:
    """The one address in a setting; raises `ValueError` if it is not exactly one."""
    draft = EmailMessage()
    draft["From"] = text
    addresses: tuple[Address, ...] = draft["From"].addresses
    if len(addresses) != 1 or not addresses[0].domain:
        raise ValueError("smtp_from must be one mail address")
    return addresses[0]


@lru_cache(maxsize=1)
def _templates() -> "Environment":
    from jinja2 import (  # noqa: PLC0415 - with the first letter: 2 MiB until then
        Environment,
        FileSystemLoader,
        StrictUndefined,
        select_autoescape,
    )

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(),  # by ending: plain text is left as it is
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def one_line(text: str) -> str:
    """Words on one line, without what a terminal or a mail program would obey."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def date_words(moment: datetime, language: Language, zone: ZoneInfo) -> str:
    """The office's local date as people write it: Jumat, 4 Februari 2022."""
    return day_words(moment.astimezone(zone).date(), language)


def day_words(day: date, language: Language) -> str:
    """A day that has a date and no time, in the same words."""
    weekday = WORDS["weekdays"][language][day.weekday()]
    month = WORDS["months"][language][day.month - 1]
    return f"{weekday}, {day.day} {month} {day.year}"


def last_day_words(end: datetime, language: Language, zone: ZoneInfo) -> str:
    """The last day of a deadline; one that ends at midnight ends with the day before."""
    return date_words(end - timedelta(seconds=1), language, zone)


def render(template: str, language: Language, values: dict[str, Any]) -> tuple[str, str]:
    """Subject (the first line of a template) and body."""
    text = _templates().get_template(f"{template}.{language}.txt").render(values)
    subject, _, body = text.partition("\n")
    return subject, body.lstrip("\n")


def _values(message: Message, contact: Contact, letterhead: Letterhead) -> dict[str, Any]:
    """What a template may say; everything that people once typed is brought onto one line."""
    language = message.language
    zone = letterhead.zones.of(message.facts.get("office"))
    of = message.case_id or message.complaint_id
    values: dict[str, Any] = {
        **message.facts,
        "recipient": message.recipient,
        "office": letterhead.office_name,
        "name": one_line(contact.name),
        "reference": reference(of) if of else None,
        **_speaking(language, zone),
    }
    if isinstance(contact, ReporterContact):
        code = one_line(contact.tracking_code)
        link = f"{letterhead.public_url}/progress/{code}?lang={language}"
        return values | {"code": code, "link": link}
    door = contact.door if isinstance(contact, FocalPointContact) else None
    return values | {
        "agency": one_line(contact.agency_name),
        "door": one_line(door) if door else None,
        "link": f"{letterhead.cases_url}/cases/{of}" if of else None,
        "vacancies": f"{letterhead.cases_url}/vacancies",
    }


def _speaking(language: Language, zone: ZoneInfo) -> dict[str, Callable[..., str]]:
    """What templates call to say a code or a moment in words; facts are as JSON has them."""

    def words(table: str, code: str) -> str:
        said: str = WORDS[table][code][language]
        return said

    return {
        "words": words,
        "day": lambda moment: date_words(datetime.fromisoformat(moment), language, zone),
        "date": lambda told: day_words(date.fromisoformat(told), language),
        "last_day": lambda end: last_day_words(datetime.fromisoformat(end), language, zone),
        "zone": lambda moment: datetime.fromisoformat(moment).astimezone(zone).tzname() or "",
    }


def address_of(name: str, mail_address: str) -> Address:
    """A recipient for the header; raises `Unacceptable` where no mail could be written to."""
    local, _, domain = mail_address.rpartition("@")
    if not local or not domain or not mail_address.isprintable() or " " in mail_address:
        raise Unacceptable("the address cannot be written to")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
        address = Address(one_line(name)[:NAME_LIMIT], local, ascii_domain)
    except (ValueError, UnicodeError) as error:
        raise Unacceptable("the address cannot be written to") from error
    return address


def write(message: Message, contact: Contact, letterhead: Letterhead) -> Letter:
    """One letter; written again it is the same to the byte, so that a repeat can be known.

    But for the signed link: it is made anew for each try, and kept nowhere. Each opens the same.
    """
    recipient = address_of(contact.name, contact.email)
    subject, body = render(
        message.template, message.language, _values(message, contact, letterhead)
    )
    needs_utf8 = not recipient.username.isascii()
    mail = EmailMessage(policy=SMTPUTF8 if needs_utf8 else SMTP)
    mail["From"] = letterhead.sender
    mail["To"] = recipient
    mail["Subject"] = subject
    mail["Date"] = format_datetime(message.created_at.astimezone(UTC))
    mail["Message-ID"] = f"<{message.message_id}@{letterhead.message_domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body, charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = message.language
    return Letter(letterhead.sender.addr_spec, recipient.addr_spec, mail.as_bytes(), needs_utf8)
