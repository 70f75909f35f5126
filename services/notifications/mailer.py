"""Hands letters over to the mail server on one kept connection and says what became of each."""

import asyncio

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
)

from services.notifications.domain.trying import Hopeless, Outcome, PutOff, Taken, without_addresses
from services.notifications.letters import Letter
from services.notifications.settings import NotificationsSettings
from shared.clock import Clock

CONNECT_SECONDS = 10
ENVELOPE_SECONDS = 5
CONTENT_SECONDS = 30
"""Servers look into mail before they answer; giving up early makes a second copy."""

TRY_SECONDS = CONNECT_SECONDS + 2 * ENVELOPE_SECONDS + CONTENT_SECONDS
"""The longest that one letter can take."""

PERMANENT = 500
SERVICE_CLOSING = 421

TROUBLE = (SMTPException, OSError, TimeoutError)


class _Interrupted(Exception):
    """The session ended before the content was begun: the server cannot have the letter."""


class Mailer:
    """One session after the other; a session is kept as long as the server keeps it."""

    def __init__(self, settings: NotificationsSettings, clock: Clock) -> None:
        password = settings.smtp_password
        self._options = {
            "hostname": settings.smtp_host,
            "port": settings.smtp_port,
            "username": settings.smtp_user,
            "password": password.get_secret_value() if password else None,
            "start_tls": settings.starttls,
            "local_hostname": settings.message_domain,
            "timeout": CONTENT_SECONDS,
        }
        self._clock = clock
        self._session: SMTP | None = None

    async def close(self) -> None:
        """Take leave of the server."""
        session, self._session = self._session, None
        if session is None:
            return
        try:
            async with asyncio.timeout(1):
                await session.quit()
        except TROUBLE:
            session.close()

    async def hand_over(self, letter: Letter) -> Outcome:
        """Try one letter once; a kept session that has died meanwhile is replaced, not blamed."""
        if self._session is not None and self._session.is_connected:
            try:
                return await self._try(self._session, letter)
            except _Interrupted:
                self._drop()
        try:
            session = await self._connect()
        except TROUBLE as trouble:
            self._drop()
            return PutOff(f"the mail server is away: {_what(trouble)}", server_away=True)
        try:
            return await self._try(session, letter)
        except _Interrupted as interruption:
            self._drop()
            return PutOff(f"the mail server hung up: {interruption}")

    async def _connect(self) -> SMTP:
        self._session = session = SMTP(**self._options)  # type: ignore[arg-type]
        async with asyncio.timeout(CONNECT_SECONDS):
            await session.connect()
            if session.is_ehlo_or_helo_needed:
                await session.ehlo()
        return session

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None

    async def _try(self, session: SMTP, letter: Letter) -> Outcome:
        if letter.needs_utf8 and not session.supports_extension("smtputf8"):
            return Hopeless("the mail server takes no addresses beyond ASCII")
        try:
            async with asyncio.timeout(ENVELOPE_SECONDS):
                await self._address(session, letter)
        except SMTPResponseException as refusal:
            if refusal.code == SERVICE_CLOSING:
                raise _Interrupted(_what(refusal)) from None
            return await self._refused(session, letter, refusal)
        except TROUBLE as trouble:
            raise _Interrupted(_what(trouble)) from None
        except ValueError:
            await self._begin_anew(session)
            return Hopeless("the address cannot be written to")
        try:
            async with asyncio.timeout(CONTENT_SECONDS):
                await session.data(letter.content)
        except SMTPResponseException as refusal:
            return await self._refused(session, letter, refusal)
        except TROUBLE as trouble:
            self._drop()
            return PutOff(f"no answer to the content: {_what(trouble)}", maybe_taken=True)
        return Taken(self._clock())

    async def _address(self, session: SMTP, letter: Letter) -> None:
        if letter.needs_utf8:
            await session.mail(letter.sender, options=["SMTPUTF8"], encoding="utf-8")
            await session.rcpt(letter.recipient, encoding="utf-8")
        else:
            await session.mail(letter.sender)
            await session.rcpt(letter.recipient)

    async def _refused(
        self, session: SMTP, letter: Letter, refusal: SMTPResponseException
    ) -> Outcome:
        """A final no to recipient or content ends it; a no to ourselves is ours to put right."""
        await self._begin_anew(session)
        answer = f"{refusal.code} {refusal.message}"
        why = without_addresses(answer, letter.recipient, letter.sender)
        about_letter = isinstance(refusal, SMTPRecipientRefused | SMTPDataError)
        return Hopeless(why) if refusal.code >= PERMANENT and about_letter else PutOff(why)

    async def _begin_anew(self, session: SMTP) -> None:
        """Clear the envelope, so that the next letter is not refused for this one."""
        try:
            async with asyncio.timeout(ENVELOPE_SECONDS):
                await session.rset()
        except TROUBLE:
            self._drop()


def _what(trouble: BaseException) -> str:
    """An error without its words: they may quote addresses or host names of the inside."""
    if isinstance(trouble, SMTPResponseException):
        return f"{type(trouble).__name__} {trouble.code}"
    return type(trouble).__name__
