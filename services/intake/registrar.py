"""Registering complaints in groups: one commit for all who ask at once, once for each key."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from fastapi import FastAPI
from sqlalchemy.exc import IntegrityError

from services.intake import domain, reference, store
from services.intake.domain import ComplaintForm, DeskForm, Rules
from services.intake.keys import KeyUsedOtherwise
from services.intake.sealing import SealMaker
from services.intake.store import Known, Labels
from shared.cause import asked_by
from shared.clock import Clock
from shared.db.database import Database
from shared.db.group_commit import GroupCommit
from shared.db.transaction import Transaction
from shared.errors import Refused
from shared.ids import new_id
from shared.log import log
from shared.surroundings import nobodys_fault


class NotStored(Refused):
    """A line that the database would not take; what we did not foresee is in our log."""

    code = "not-stored"


Form = TypeVar("Form", bound=ComplaintForm)


@dataclass(frozen=True, slots=True)
class Asked(Generic[Form]):
    """One request to register a complaint."""

    form: Form
    key: str | None = None
    digest: bytes | None = None
    traceparent: str | None = field(default_factory=asked_by.get)
    """Whoever writes is not who answers the request."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A line of a batch whose complaint is in the books, by this batch or by an earlier one."""

    complaint: Known
    is_new: bool


def digest(body: bytes) -> bytes:
    """What identifies a request's content."""
    return hashlib.sha256(body).digest()


class Registrar:
    """Writes complaints; `ask` shares its commit with whoever asks at the same moment."""

    def __init__(
        self, database: Database, clock: Clock, seals: SealMaker, *, office: str, rules: Rules
    ) -> None:
        self._database = database
        self._clock = clock
        self._seals = seals
        self._office = office
        self._rules = rules
        self.group: GroupCommit[Asked[ComplaintForm], Known] = GroupCommit(self._write)

    async def ask(self, asked: Asked[ComplaintForm]) -> Known:
        """Register one complaint; the same key with the same body answers as the first time."""
        return await self.group.join(asked)

    async def _write(self, group: Sequence[Asked[ComplaintForm]]) -> list[Known | Exception]:
        """Nearly every key is new, so nobody looks it up until the table says that it is not."""
        now = self._clock()
        try:
            async with self._database.saving(now) as tx:
                return self._register_group(tx, group, known={})
        except IntegrityError:
            keys = [asked.key for asked in group if asked.key]
            async with self._database.transaction(now) as tx:
                known = await store.by_keys(tx.connection, keys)
                return self._register_group(tx, group, known)

    def _register_group(
        self, tx: Transaction, group: Sequence[Asked[ComplaintForm]], known: dict[str, Known]
    ) -> list[Known | Exception]:
        answers: list[Known | Exception] = []
        for asked in group:
            earlier = known.get(asked.key) if asked.key else None
            if earlier is None:
                tx.traceparent = asked.traceparent
                answer = self._register(tx, asked.form, Labels(asked.key, asked.digest))
                if asked.key:
                    known[asked.key] = answer
                answers.append(answer)
            elif earlier.request_digest == asked.digest:
                answers.append(earlier)
            else:
                answers.append(KeyUsedOtherwise())
        return answers

    def _register(self, tx: Transaction, form: ComplaintForm, labels: Labels) -> Known:
        registration = domain.register(
            form,
            complaint_id=new_id(),
            tracking_code=domain.new_tracking_code(),
            office=self._office,
            now=tx.recorded,
            rules=self._rules,
        )
        store.add_registration(tx, registration, labels, self._seals)
        return Known(
            registration.complaint_id,
            registration.tracking_code,
            registration.registered_at,
            registration.state,
            labels.request_digest,
            form.event_date,
            registration.warnings,
        )

    async def ask_all(self, lines: Sequence[Asked[DeskForm]]) -> list[Taken | Refused]:
        """Register the lines of a batch in one commit; a line's refusal is its own answer.

        Lines with a number that their source has sent before answer as they did then, and those
        of a batch that was begun before as they did in it. If the
        commit fails, each line is tried alone, so that none is lost for a neighbour.
        """
        try:
            return await self._write_lines(lines)
        except Exception as error:
            if nobodys_fault(error):
                raise
            if len(lines) == 1:
                log.error("line not stored", exc_info=error)
                return [NotStored("Something is wrong on our side; this line was not stored.")]
            return [answer for line in lines for answer in await self.ask_all([line])]

    async def _write_lines(self, lines: Sequence[Asked[DeskForm]]) -> list[Taken | Refused]:
        answers: list[Taken | Refused] = []
        async with self._database.transaction(self._clock()) as tx:
            keys = [line.key for line in lines if line.key]
            taken = await store.by_keys(tx.connection, keys) if keys else {}
            numbers = {number for line in lines if (number := line.form.number)}
            known = await store.by_numbers(tx.connection, numbers) if numbers else {}
            for line in lines:
                form = line.form
                if line.key and (earlier := taken.get(line.key)):
                    answers.append(Taken(earlier, is_new=True))
                    continue
                if form.number and (earlier := known.get(form.number)):
                    answers.append(Taken(earlier, is_new=False))
                    continue
                labels = Labels(line.key, line.digest, form.source, form.source_number)
                try:
                    complaint = self._register(tx, form, labels)
                except Refused as refusal:
                    answers.append(refusal)
                    continue
                if form.number:
                    known[form.number] = complaint
                answers.append(Taken(complaint, is_new=True))
        return answers

    async def begin_batch(self, key: str, request_digest: bytes) -> str | None:
        """What was answered to this batch before; None for one that is new or was not finished."""
        now = self._clock()
        async with self._database.plain_transaction() as connection:
            batch = await store.begin_batch(connection, key, request_digest, now)
        if batch.request_digest != request_digest:
            raise KeyUsedOtherwise
        answer: str | None = batch.answer
        return answer

    async def end_batch(self, key: str, answer: str) -> None:
        """Answer so whenever this batch comes again."""
        async with self._database.plain_transaction() as connection:
            await store.end_batch(connection, key, answer)


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service: the writer of groups."""
    state = app.state
    state.seals = SealMaker(state.settings.secret("identity.key"))
    state.rules = reference.rules(state.settings.policies, state.settings.offices)
    told = {"office": state.settings.office, "rules": state.rules}
    state.registrar = Registrar(state.database, state.clock, state.seals, **told)
    async with state.registrar.group.running():
        yield
