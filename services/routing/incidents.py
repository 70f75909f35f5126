"""One cause, many complainants: one answer or one closing for every case of a mass incident."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from fastapi import FastAPI
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.routing import desk, store
from services.routing.doing import ordered
from services.routing.domain.deeds import Answer, Deed
from services.routing.domain.said import AgencySlug, Words
from services.routing.reaching import Asker
from shared.clock import Clock
from shared.db.database import Database
from shared.errors import NotFound, Refused, Unacceptable

AT_ONCE = 200
"""Cases in one commit."""


class AnswerToAll(BaseModel):
    """The agency's one answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Words
    agency: AgencySlug | None = Field(
        None, description="Whose answer it is; needed where several agencies have such cases."
    )
    at: AwareDatetime | None = Field(None, description="When it happened; now, if not given.")


class CaseResult(BaseModel):
    """What became of one case."""

    case_id: UUID
    result: Literal["done", "refused"]
    code: str | None = None
    detail: str | None = None


class Outcome(BaseModel):
    """Every case that it was about, oldest first."""

    incident: UUID
    done: int
    refused: int
    cases: list[CaseResult]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does it to all of them, and with what."""

    database: Database
    clock: Clock
    asker: Asker

    @classmethod
    def of(cls, app: FastAPI, asker: Asker) -> "Hand":
        return cls(app.state.database, app.state.clock, asker)


async def answer_all(hand: Hand, incident: UUID, said: AnswerToAll) -> Outcome:
    """A case whose request is answered already, or that has none, is told as refused."""
    found = await _open_cases(hand, incident)
    if said.agency is None and len(set(found.values())) > 1:
        raise Unacceptable("Several agencies have cases of this incident: `agency` says whose.")
    own = [case_id for case_id, agency in found.items() if said.agency in (None, agency)]
    if not own:
        raise NotFound("The agency has no open case of this incident.")
    return await _do_to(hand, incident, own, Answer(text=said.text, at=said.at))


async def do_to_all(hand: Hand, incident: UUID, deed: Deed) -> Outcome:
    """Do one deed to every open case; said again, it does what is still to be done."""
    return await _do_to(hand, incident, list(await _open_cases(hand, incident)), deed)


async def _open_cases(hand: Hand, incident: UUID) -> dict[UUID, str]:
    """Each with its agency. Raises `NotFound` where no open case belongs to the incident."""
    async with hand.database.reading() as connection:
        found = await store.open_cases_of(connection, incident, hand.asker.reach)
    if not found:
        raise NotFound("No open case belongs to this incident.")
    return found


async def _do_to(hand: Hand, incident: UUID, ids: list[UUID], deed: Deed) -> Outcome:
    results: list[CaseResult] = []
    for first in range(0, len(ids), AT_ONCE):
        here = ids[first : first + AT_ONCE]
        orders = [ordered(deed, hand.asker, case_id=case_id) for case_id in here]
        answers = await desk.do_all(hand.database, hand.clock, orders)
        results += map(_result, here, answers)
    refused = sum(one.result == "refused" for one in results)
    return Outcome(incident=incident, done=len(results) - refused, refused=refused, cases=results)


def _result(case_id: UUID, answer: object) -> CaseResult:
    if isinstance(answer, Refused):
        return CaseResult(case_id=case_id, result="refused", code=answer.code, detail=answer.detail)
    return CaseResult(case_id=case_id, result="done")
