"""Asks intake and routing how to reach people, at the moment of sending and for that alone."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from services.notifications.domain import Recipient
from services.notifications.store import Message

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


Contact = ReporterContact | FocalPointContact
C = TypeVar("C", bound=Contact)

_reporters = TypeAdapter(list[ReporterContact])
_focal_points = TypeAdapter(list[FocalPointContact])


class OutOfReach(Exception):
    """Who knows the addresses does not answer: later."""


class AddressBook:
    """One read a batch; nothing that is read here is kept."""

    def __init__(self, intake_url: str, routing_url: str, token: str) -> None:
        self._intake = f"{intake_url}/contacts"
        self._routing = f"{routing_url}/focal-points/contacts"
        self._client = httpx.AsyncClient(
            timeout=ANSWER_SECONDS,
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,  # a proxy for the world outside must not see this
            # Reading the world's certificates costs 3 MiB: not where nobody shows one.
            verify="https://" in f"{intake_url} {routing_url}",
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def look_up(
        self, recipient: Recipient, messages: Sequence[Message]
    ) -> dict[str, Contact]:
        """Contacts by recipient id; who has none is missing. Raises `OutOfReach`."""
        ids = sorted({message.recipient_id for message in messages})
        if recipient == "reporter":
            reporters = await self._ask(self._intake, {"complaint_ids": ids}, _reporters)
            return {str(one.complaint_id): one for one in reporters}
        officers = await self._ask(self._routing, {"appointments": ids}, _focal_points)
        return {one.appointment_id: one for one in officers}

    async def _ask(
        self, url: str, question: dict[str, Any], answers: TypeAdapter[list[C]]
    ) -> list[C]:
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
