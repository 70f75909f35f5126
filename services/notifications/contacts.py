"""Asks intake and routing how to reach people, at the moment of sending and for that alone."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError

from services.notifications.domain.draft import BETWEEN
from services.notifications.store import Message
from shared.absent import absent
from shared.events.notifications import Role

with absent("rich"):  # for its command line
    import httpx

ANSWER_SECONDS = 5


class ReporterContact(BaseModel):
    """How intake reaches the reporter of a complaint."""

    complaint_id: UUID
    tracking_code: str
    name: str
    email: str


class FocalPointContact(BaseModel):
    """How routing reaches whoever holds an appointment."""

    appointment_id: str
    name: str
    email: str
    agency_name: str
    door: str | None = None
    """The signed link to what a letter is about; another in each letter."""


class BearerContact(BaseModel):
    """How routing reaches one of those who bear a role."""

    office: str
    agency: str | None
    recipient: Role
    bearer_id: str
    name: str
    email: str
    agency_name: str


class Door(BaseModel):
    """A signed link to one request or corrective action, for the officer who has it."""

    request_id: UUID | None
    action_id: UUID | None = None
    recipient_id: str
    url: str


Contact = ReporterContact | FocalPointContact | BearerContact
M = TypeVar("M", bound=BaseModel)
_Role = tuple[str, str | None, str]
"""Office, agency, and what the role is called."""
_Door = tuple[str, str, str]
"""What it opens: a request or an action, which, and for whom."""

_reporters = TypeAdapter(list[ReporterContact])
_focal_points = TypeAdapter(list[FocalPointContact])
_bearers = TypeAdapter(list[BearerContact])
_doors = TypeAdapter(list[Door])


class OutOfReach(Exception):
    """Who knows the addresses does not answer: later."""


class AddressBook:
    """One read a batch; nothing that is read here is kept."""

    def __init__(self, intake_url: str, routing_url: str, token: str) -> None:
        self._intake = f"{intake_url}/contacts"
        self._routing = routing_url
        self._client = httpx.AsyncClient(
            timeout=ANSWER_SECONDS,
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,  # a proxy for the world outside must not see this
            # Reading the world's certificates costs 3 MiB: not where nobody shows one.
            verify="https://" in f"{intake_url} {routing_url}",
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def reporters(self, messages: Sequence[Message]) -> dict[UUID, Contact]:
        """Contacts by message; who has none is missing. Raises `OutOfReach`."""
        ids = sorted({message.recipient_id for message in messages})
        found = await self._ask(self._intake, {"complaint_ids": ids}, _reporters)
        known = {str(one.complaint_id): one for one in found}
        return {
            message.message_id: known[message.recipient_id]
            for message in messages
            if message.recipient_id in known
        }

    async def officers(self, messages: Sequence[Message]) -> dict[UUID, Contact]:
        """Contacts by message, each with the link to what it is about. Raises `OutOfReach`."""
        ids = sorted({message.recipient_id for message in messages})
        url = f"{self._routing}/focal-points/contacts"
        found, doors = await asyncio.gather(
            self._ask(url, {"appointments": ids}, _focal_points), self._ask_doors(messages)
        )
        known = {one.appointment_id: one for one in found}
        return {
            message.message_id: known[message.recipient_id].model_copy(
                update={"door": doors.get(door) if (door := _door_of(message)) else None}
            )
            for message in messages
            if message.recipient_id in known
        }

    async def bearers(self, messages: Sequence[Message]) -> dict[UUID, list[BearerContact]]:
        """Everybody who bears the role that a message is for. Raises `OutOfReach`."""
        asked = {message.message_id: _role_of(message) for message in messages}
        questions = [
            {"office": office, "agency": agency, "recipient": role}
            for office, agency, role in dict.fromkeys(asked.values())
        ]
        url = f"{self._routing}/bearers/contacts"
        bearing: dict[_Role, list[BearerContact]] = defaultdict(list)
        for one in await self._ask(url, {"asked": questions}, _bearers):
            bearing[one.office, one.agency, one.recipient].append(one)
        return {message_id: bearing.get(role, []) for message_id, role in asked.items()}

    async def _ask_doors(self, messages: Sequence[Message]) -> dict[_Door, str]:
        """Whoever no longer has the request or the action gets none, and reads so in the letter."""
        asked = {door for one in messages if (door := _door_of(one)) is not None}
        if not asked:
            return {}
        questions = [{what: of, "recipient_id": whose} for what, of, whose in sorted(asked)]
        found = await self._ask(f"{self._routing}/links", {"asked": questions}, _doors)
        return {_opened_by(one): one.url for one in found}

    async def _ask(
        self, url: str, question: dict[str, Any], answers: TypeAdapter[list[M]]
    ) -> list[M]:
        try:
            response = await self._client.post(url, json=question)
            response.raise_for_status()
            return answers.validate_json(response.content)
        except httpx.HTTPStatusError as error:
            raise OutOfReach(f"{url}: {error.response.status_code}") from None
        except httpx.HTTPError as error:
            raise OutOfReach(f"{url}: {type(error).__name__}") from None
        except ValidationError:
            # The error would quote the answer, which is personal.
            raise OutOfReach(f"{url}: the answer cannot be read") from None


def _door_of(message: Message) -> _Door | None:
    """A letter is about a request or about a corrective action; some are about neither."""
    for what in ("request_id", "action_id"):
        if of := message.facts.get(what):
            return what, str(of), message.recipient_id
    return None


def _opened_by(door: Door) -> _Door:
    if door.request_id is not None:
        return "request_id", str(door.request_id), door.recipient_id
    return "action_id", str(door.action_id), door.recipient_id


def _role_of(message: Message) -> _Role:
    office, agency, *_ = message.recipient_id.split(BETWEEN)
    return office, agency or None, message.recipient
