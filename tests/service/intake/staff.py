"""An examiner at work over HTTP, in an office where everything is verified by hand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import yaml
from fastapi import FastAPI
from sqlalchemy import select

from services.intake import reference
from services.intake.domain.policy import FORMAL, MATERIAL
from services.intake.models import OutboxRow
from shared.access.person import Person
from shared.db.transaction import table_of
from shared.events.base import Envelope
from shared.events.catalogue import FACTS
from shared.events.intake import ComplaintFact
from tests.factories import NOON
from tests.tokens import token

STAFF = token(Person("siti.pvl", "examiner", "babel"))
AS_STAFF = {"Authorization": f"Bearer {STAFF}"}
FORM: dict[str, Any] = {
    "reporter": {"name": "Sari Contoh", "email": "sari@contoh.id"},
    "narrative": "Listrik di rumah kami padam tiga hari dan tidak ada kabar dari PLN.",
    "agency": "pln-uiw-babel",
    "substance": "energi-kelistrikan",
    "region": "19.71",
}


def by_hand(folder: Path) -> Path:
    """A policy file under which staff verify every report."""
    told = yaml.safe_load(reference.POLICIES.read_text())
    told["verification"]["default"] = "manual"
    path = folder / "policies.yaml"
    path.write_text(yaml.safe_dump(told))
    return path


@dataclass
class StandingClock:
    """Time stands still until it is told to go on."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **time: float) -> None:
        self.moment += timedelta(**time)


@dataclass
class Examiner:
    """Somebody of the staff, and what they saw last."""

    app: FastAPI
    client: httpx.AsyncClient
    clock: StandingClock
    codes: dict[UUID, str] = field(default_factory=dict)

    async def filed(self, **told: Any) -> UUID:
        answer = await self.client.post("/complaints", json={**FORM, **told})
        assert answer.status_code == 201, answer.text
        complaint_id = UUID(answer.json()["complaint_id"])
        self.codes[complaint_id] = answer.json()["tracking_code"]
        return complaint_id

    async def post(
        self, complaint_id: UUID, deed: str, body: dict[str, Any] | None = None, **headers: str
    ) -> httpx.Response:
        address = f"/staff/complaints/{complaint_id}/{deed}"
        return await self.client.post(address, json=body or {}, headers={**AS_STAFF, **headers})

    async def does(self, complaint_id: UUID, deed: str, **body: Any) -> dict[str, Any]:
        answer = await self.post(complaint_id, deed, body)
        assert answer.status_code == 201, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"/staff{path}", headers=AS_STAFF)

    async def sees(self, complaint_id: UUID) -> dict[str, Any]:
        shown: dict[str, Any] = (await self.get(f"/complaints/{complaint_id}")).json()
        return shown

    async def passes_all(self, complaint_id: UUID, **otherwise: str) -> None:
        for code in (*FORMAL, *MATERIAL):
            outcome = otherwise.get(code, "pass")
            await self.does(complaint_id, "checks", code=code, outcome=outcome)

    async def page(self, complaint_id: UUID, language: str = "id") -> str:
        answer = await self.client.get(f"/progress/{self.codes[complaint_id]}?lang={language}")
        assert answer.status_code == 200
        return answer.text

    async def announced(self, complaint_id: UUID | None = None) -> list[Envelope[ComplaintFact]]:
        """The events that wait for the broker, in their order."""
        outbox = table_of(OutboxRow)
        async with self.app.state.database.reading() as connection:
            rows = (await connection.execute(select(outbox).order_by(outbox.c.event_id))).all()
        events = [_read(row.body) for row in rows]
        return [one for one in events if complaint_id in (None, one.data.complaint_id)]


def _read(body: str) -> Envelope[ComplaintFact]:
    kind = FACTS[Envelope[ComplaintFact].model_validate_json(body).type]
    envelope: Envelope[ComplaintFact] = Envelope[kind].model_validate_json(body)  # type: ignore[valid-type]
    return envelope


def names(events: list[Envelope[ComplaintFact]]) -> list[str]:
    return [event.type.split(".")[2] for event in events]
