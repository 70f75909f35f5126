"""Carries due messages to the mail server: claimed in one commit, finished in another.

A process that dies in between leaves a message started and unfinished: it is sent again under the
same Message-ID and marked as maybe twice. Several processes may carry at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from services.notifications import letters, measures, store
from services.notifications.addressing import Addressing
from services.notifications.contacts import AddressBook, Contact
from services.notifications.domain.trying import TRIES_LIMIT, Hopeless, Outcome, PutOff, Skipped
from services.notifications.letters import Letterhead
from services.notifications.mailer import TRY_SECONDS, Mailer
from services.notifications.store import Lease, Message
from shared.clock import Clock
from shared.db.database import Database
from shared.errors import Refused
from shared.log import log
from shared.surroundings import nobodys_fault

CLAIM_LIMIT = 25
"""As many messages at most are in doubt after a crash."""

RECORD_AFTER: Final = timedelta(milliseconds=100)
"""As long at most a mail was accepted and not yet written down: what a crash sends twice."""

LEASE: Final = timedelta(seconds=60)
"""What was started longer ago and is not finished has lost its process."""

BEGIN_WITHIN: Final = LEASE - timedelta(seconds=TRY_SECONDS + 5)
"""No letter is begun later in a lease: it must be over and written down before the lease is."""

MAIL_SERVER_REST: Final = timedelta(seconds=5)

UNWRITABLE: Final = Hopeless("what became of it cannot be written down")


class Courier:
    """The messages that one process has in flight."""

    def __init__(
        self,
        name: str,
        *,
        database: Database,
        addresses: AddressBook,
        mailer: Mailer,
        letterhead: Letterhead,
        clock: Clock,
    ) -> None:
        self.name = name
        self.stopping = False
        self._database = database
        self._addressing = Addressing(database, addresses, clock)
        self._mailer = mailer
        self._letterhead = letterhead
        self._clock = clock
        self._lease = Lease(name, clock())
        self._begun: dict[UUID, Message] = {}
        self._tried: list[tuple[Message, Outcome]] = []
        self._recorded_at = clock()
        self._mail_rests_until: datetime | None = None

    async def begin(self) -> None:
        """Let go of what an earlier life of this process left unfinished."""
        async with self._database.plain_transaction() as connection:
            doubtful = await store.doubt(connection, holder=self.name, before=self._clock())
        measures.MAYBE_TWICE.inc(doubtful)

    async def round(self) -> bool:
        """Send one batch of what is due; answers whether there may be more."""
        await self._settle()  # first what a failed commit left over: it must not be sent again
        claimed = await self._claim()
        if not claimed:
            return False
        await self._send(await self._address(claimed))
        await self._settle()
        return True

    async def _claim(self) -> list[Message]:
        now = self._clock()
        if self._mail_rests_until and now < self._mail_rests_until:
            return []
        recipients = self._addressing.within_reach(now)
        lease = Lease(self.name, now)
        async with self._database.plain_transaction() as connection:
            doubtful = await store.doubt(connection, holder=None, before=now - LEASE)
            claimed = await store.claim(connection, lease, recipients=recipients, limit=CLAIM_LIMIT)
        self._lease = lease
        self._begun = {message.message_id: message for message in claimed}
        measures.MAYBE_TWICE.inc(doubtful)
        return claimed

    async def _address(self, claimed: Sequence[Message]) -> list[tuple[Message, Contact]]:
        """Find out how to reach each; without an answer they stay untried and go back."""
        found = await self._addressing.address(self._lease, claimed)
        for message, why in found.hopeless:
            self._end(message, Hopeless(why))
        for message, why in found.skipped:
            self._end(message, Skipped(why))
        for message in found.needless:
            async with self._database.plain_transaction() as connection:
                await store.forget(connection, self._lease, message)
            del self._begun[message.message_id]
        return found.reachable

    async def _send(self, addressed: Sequence[tuple[Message, Contact]]) -> None:
        until = self._lease.since + BEGIN_WITHIN
        for message, contact in addressed:
            if self.stopping or self._clock() > until:
                return
            outcome = await self._try(message, contact)
            self._end(message, outcome)
            if isinstance(outcome, PutOff) and outcome.server_away:
                self._mail_rests_until = self._clock() + MAIL_SERVER_REST
                return
            if self._clock() - self._recorded_at >= RECORD_AFTER:
                await self._record()

    async def _try(self, message: Message, contact: Contact) -> Outcome:
        if message.attempts > TRIES_LIMIT:
            return Hopeless("its tries ended without a record too often")
        try:
            letter = letters.write(message, contact, self._letterhead)
        except Refused as refusal:
            return Hopeless(refusal.detail)
        except Exception as error:  # noqa: BLE001 - a letter that cannot be written holds up none
            log.error(
                "letter cannot be written",
                complaint_id=message.complaint_id and str(message.complaint_id),
                message_id=str(message.message_id),
                exc_info=error,
            )
            return Hopeless(f"the letter cannot be written: {type(error).__name__}")
        return await self._mailer.hand_over(letter)

    def _end(self, message: Message, outcome: Outcome) -> None:
        del self._begun[message.message_id]
        self._tried.append((message, outcome))

    async def _settle(self) -> None:
        """Write down what was tried and give back what was not."""
        await self._record()
        if self._begun:
            async with self._database.plain_transaction() as connection:
                await store.put_back(connection, self._lease, list(self._begun.values()))
            self._begun = {}

    async def _record(self) -> None:
        """Write down what became of the tries, announce it, and only then forget it."""
        self._recorded_at = self._clock()
        if not self._tried:
            return
        await self._write_down(self._tried)
        self._tried = []

    async def _write_down(self, tried: Sequence[tuple[Message, Outcome]]) -> None:
        """In one commit; a message whose end the database will not take is given up alone."""
        try:
            async with self._database.transaction(self._recorded_at) as tx:
                written = await store.record(tx, self._lease, tried)
        except DBAPIError as error:
            if nobodys_fault(error) or tried[0][1] is UNWRITABLE:
                raise
            if len(tried) == 1:
                log.error("end not written", message_id=str(tried[0][0].message_id), exc_info=error)
                tried = [(tried[0][0], UNWRITABLE)]
            for one in tried:
                await self._write_down([one])
            return
        for message, step in written:
            measures.note(message, step)
