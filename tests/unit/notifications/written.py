"""Letters as they would be sent, to look at."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import orjson

from services.notifications import letters
from services.notifications.contacts import (
    BearerContact,
    Contact,
    FocalPointContact,
    ReporterContact,
)
from services.notifications.domain.draft import Draft
from services.notifications.letters import Letterhead
from services.notifications.store import Message
from shared.ids import new_id
from shared.offices import SHIPPED, read_zones
from tests.factories import NOON

DOOR = "https://kasus.contoh.id/links/AbCdEfGh"

LETTERHEAD = Letterhead(
    sender=letters.sender_of("Narahubung <no-reply@contoh.id>"),
    message_domain="narahubung.contoh.id",
    public_url="https://lapor.contoh.id",
    cases_url="https://kasus.contoh.id",
    office_name="Ombudsman Republik Indonesia",
    zones=read_zones(SHIPPED),
)


def a_message(draft: Draft | tuple[Draft, ...], **told: Any) -> Message:
    if isinstance(draft, tuple):
        [draft] = draft
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
    return str(mail.get_content()).replace("\r\n", "\n")


def the_bearer(role: str, name: str = "Rina Wulandari") -> BearerContact:
    return BearerContact.model_validate(
        {
            "office": "babel",
            "agency": "pln-uiw-babel",
            "recipient": role,
            "bearer_id": f"{role}-1",
            "name": name,
            "email": "rina@contoh.id",
            "agency_name": "PLN Babel",
        }
    )


def contact_for(draft: Draft) -> Contact:
    """Somebody of the kind that a message is for."""
    if draft.recipient == "reporter":
        return the_reporter()
    if draft.recipient == "focal-point":
        return the_officer().model_copy(update={"door": DOOR})
    return the_bearer(draft.recipient)
