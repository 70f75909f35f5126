"""Keeps mails as files, one each, and reads them back; the folder is the only memory."""

import hashlib
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path
from threading import Lock

ARRIVAL = "%Y%m%dT%H%M%S.%fZ"
NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{12}\.eml")


@dataclass(frozen=True)
class Mail:
    """What a list shows of a mail."""

    name: str
    received_at: datetime
    message_id: str
    to: tuple[str, ...]
    subject: str


def keep(
    folder: Path, content: bytes, *, sender: str, recipients: Sequence[str], now: datetime
) -> str:
    """Write one mail, whole or not at all; answers the name of its file."""
    message_id = BytesHeaderParser(policy=policy.compat32).parsebytes(content)["Message-ID"]
    digest = hashlib.sha256(str(message_id).encode(errors="replace")).hexdigest()[:12]
    name = f"{now.strftime(ARRIVAL)}-{digest}.eml"
    # As a mail server does it: who it was really for stands above what the mail says of itself.
    envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {to}" for to in recipients)]
    head = "".join(f"{line}\r\n" for line in envelope)
    fresh = folder / f".{name}.{secrets.token_hex(4)}"
    fresh.write_bytes(head.encode(errors="surrogateescape") + content)
    fresh.replace(folder / name)
    return name


class Shelf:
    """Mails by name; a mail never changes, so what was read once need not be read again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Mail] = {}
        self._one_reader = Lock()

    def newest_first(self) -> list[Mail]:
        """Every mail in the folder; safe from several threads."""
        with self._one_reader:
            with os.scandir(self._folder) as entries:  # thousands: no Path object for each
                names = {entry.name for entry in entries if NAME.fullmatch(entry.name)}
            for gone in self._known.keys() - names:
                del self._known[gone]
            for name in names - self._known.keys():
                self._known[name] = _heading(self._folder / name)
            return [self._known[name] for name in sorted(names, reverse=True)]

    def read(self, name: str) -> EmailMessage | None:
        """One mail; None where there is none of that name."""
        if not NAME.fullmatch(name) or not (self._folder / name).is_file():
            return None
        content = (self._folder / name).read_bytes()
        return BytesParser(EmailMessage, policy=policy.default).parsebytes(content)


def _heading(path: Path) -> Mail:
    with path.open("rb") as file:
        head = BytesHeaderParser(policy=policy.default).parse(file)
    arrived, _, _ = path.name.partition("-")
    return Mail(
        name=path.name,
        received_at=datetime.strptime(arrived, ARRIVAL).replace(tzinfo=UTC),
        message_id="".join(headers(head, "Message-ID")[:1]).strip(),
        to=tuple(headers(head, "Delivered-To")),
        subject="".join(headers(head, "Subject")[:1]),
    )


def headers(head: Message, name: str) -> list[str]:
    """The values of a header as people read them; one that nobody can parse as it was sent."""
    try:
        return [str(value) for value in head.get_all(name, [])]
    except Exception:  # noqa: BLE001 - the library raises whatever it trips over in bad headers
        raw = [value for key, value in head.raw_items() if key.lower() == name.lower()]
        return [str(value) for value in raw]


def text_of(mail: EmailMessage) -> str:
    """The readable text; a mail without one shows its source."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except (LookupError, ValueError):  # a character set that does not exist
        payload = body.get_payload(decode=True)
        return payload.decode(errors="replace") if isinstance(payload, bytes) else ""
