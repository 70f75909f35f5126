"""A mail server and address books that do what a test tells them, on real sockets."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

HANG_UP = "hang up"
TOKEN = "token-between-services"


@dataclass
class MailServer:
    """Keeps what it accepts; the answers are given first, one for each MAIL, RCPT or DATA."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    mail_answers: list[str] = field(default_factory=list)
    rcpt_answers: list[str] = field(default_factory=list)
    data_answers: list[str] = field(default_factory=list)
    after_accepting: Callable[[], None] = lambda: None
    options: dict[str, Any] = field(default_factory=dict)
    """What else aiosmtpd is told: encryption, signing in."""
    _server: asyncio.Server | None = None
    _open: list[SMTP] = field(default_factory=list)

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def _connection(self) -> SMTP:
        self.connections += 1
        loop = asyncio.get_running_loop()
        connection = SMTP(self, hostname="sink", enable_SMTPUTF8=True, loop=loop, **self.options)
        self._open.append(connection)
        return connection

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self.hang_up()
            await self._server.wait_closed()
            self._server = None

    def hang_up(self) -> None:
        """End every connection from this side."""
        for connection in self._open:
            if connection.transport is not None:
                connection.transport.close()
        self._open.clear()

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.mail_answers.pop(0) if self.mail_answers else "250 OK"
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt_answers.pop(0) if self.rcpt_answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer.replace("{address}", address)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.data_answers.pop(0) if self.data_answers else "250 OK"
        if answer != HANG_UP and not answer.startswith("250"):
            return answer
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients += envelope.rcpt_tos
        self.after_accepting()
        if answer == HANG_UP:
            self.hang_up()
        return answer


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_BookServer"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = self.server.book.answer(self.path, self.headers["Authorization"], asked)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is its own."""


class _BookServer(ThreadingHTTPServer):
    daemon_threads = True
    book: "AddressBooks"


class AddressBooks:
    """What intake and routing answer about addresses, both behind one port."""

    def __init__(self) -> None:
        self.reporters: dict[str, dict[str, str]] = {}
        self.officers: dict[str, dict[str, str]] = {}
        self.questions: list[tuple[str, dict[str, list[str]]]] = []
        self.broken: set[str] = set()
        """Paths that answer 503."""
        self._server: _BookServer | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    def knows_reporter(self, complaint_id: object, *, name: str, email: str) -> None:
        self.reporters[str(complaint_id)] = {
            "complaint_id": str(complaint_id),
            "tracking_code": "7K3M-9PQR-2STV-WXYZ4",
            "name": name,
            "email": email,
        }

    def knows_officer(self, appointment_id: str, *, name: str, email: str) -> None:
        self.officers[appointment_id] = {
            "appointment_id": appointment_id,
            "name": name,
            "email": email,
            "agency_name": "PLN Babel",
        }

    def answer(
        self, path: str, authorization: str, asked: dict[str, list[str]]
    ) -> tuple[int, bytes]:
        self.questions.append((path, asked))
        if authorization != f"Bearer {TOKEN}":
            return 403, b"{}"
        if path in self.broken:
            return 503, b"{}"
        if path == "/contacts":
            known, ids = self.reporters, asked["complaint_ids"]
        elif path == "/focal-points/contacts":
            known, ids = self.officers, asked["appointments"]
        else:
            return 404, b"{}"
        return 200, json.dumps([known[one] for one in ids if one in known]).encode()

    def start(self) -> None:
        self._server = _BookServer(("127.0.0.1", 0), _Door)
        self._server.book = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()


def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
