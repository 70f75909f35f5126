"""A message that is to be sent: to whom, in which letter, and what the letter may say."""

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args
from uuid import UUID, uuid5

from shared.events.cases import CaseFact
from shared.events.intake import ComplaintFact, Language
from shared.events.notifications import Recipient, Role, Template

Channel = Literal["mail"]
State = Literal["waiting", "sent", "skipped", "failed"]

OFFICERS_LANGUAGE: Language = "id"
"""The language of the administration, whatever the reporter's is."""

ROLES: Final[dict[str, Role]] = {role: role for role in get_args(Role)}
"""What is not here is of a later version: the other recipients must not wait for us."""

BETWEEN: Final = "/"
"""Stands between office, agency and bearer of a role; codes hold none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is to be sent; `facts` holds nothing that names or quotes a person."""

    recipient: Recipient
    recipient_id: str
    template: Template
    language: Language
    facts: dict[str, Any]
    case_id: UUID | None = None


def message_id(event_id: UUID, draft: Draft, channel: Channel = "mail") -> UUID:
    """The same for the same event, recipient and channel, however often the event is heard."""
    return uuid5(event_id, f"{draft.recipient} {draft.recipient_id} {channel}")


def to_reporter(
    template: Template, fact: ComplaintFact | CaseFact, **facts: Any
) -> tuple[Draft, ...]:
    """Nobody is written to about imported history or without an address."""
    if fact.silent or not fact.reachable:
        return ()
    facts = {"office": fact.office, **facts}
    case_id = fact.case_id if isinstance(fact, CaseFact) else None
    complaint = str(fact.complaint_id)
    return (Draft("reporter", complaint, template, fact.language, facts, case_id),)


def to_officer(
    template: Template, fact: CaseFact, officer: str | None, **facts: Any
) -> tuple[Draft, ...]:
    """To the holder of an appointment; where the event names none, to whoever is in office."""
    if fact.silent:
        return ()
    if officer is None:
        return to_role(template, fact, "focal-point", **facts)
    facts = {"office": fact.office, "substance": fact.substance, **facts}
    return (Draft("focal-point", officer, template, OFFICERS_LANGUAGE, facts, fact.case_id),)


def to_role(
    template: Template, fact: ComplaintFact | CaseFact, role: Role, **facts: Any
) -> tuple[Draft, ...]:
    """Who bears the role is found out at the moment of sending: one message becomes one each."""
    if fact.silent:
        return ()
    facts = {"office": fact.office, "substance": fact.substance, **facts}
    whose = role_of(fact.office, fact.agency)
    case_id = fact.case_id if isinstance(fact, CaseFact) else None
    return (Draft(role, whose, template, OFFICERS_LANGUAGE, facts, case_id),)


def role_of(office: str, agency: str | None) -> str:
    """The recipient id of a role whose bearers are not known yet."""
    return f"{office}{BETWEEN}{agency or ''}"


def bearer_of(recipient_id: str) -> str | None:
    """Whom a message to a role has been given to, once that is settled."""
    _, _, *bearer = recipient_id.split(BETWEEN)
    return bearer[0] if bearer else None
