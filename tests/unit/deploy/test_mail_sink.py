"""The mail sink keeps each mail as a file before it says so, and shows it harmlessly."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest

from deploy.mail_sink import application
from tests.ports import free_port

Sink = tuple[httpx.AsyncClient, int]


def a_mail(*, subject: str = "Laporan diterima", text: str = "Halo") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Narahubung <no-reply@narahubung.local>"
    mail["To"] = "Warga <warga@example.org>"
    mail["Subject"] = subject
    mail["Message-ID"] = "<1@narahubung.local>"
    mail.set_content(text)
    return mail


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def send(mail: EmailMessage, port: int) -> None:
    await aiosmtplib.send(mail, hostname="127.0.0.1", port=port)


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[Sink]:
    port = free_port()
    app = application(tmp_path, port)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://mails") as client:
            yield client, port


async def test_a_mail_is_a_file_once_it_is_accepted(sink: Sink, tmp_path: Path) -> None:
    client, port = sink
    await send(a_mail(), port)
    [file] = files_in(tmp_path)
    assert b"Delivered-To: warga@example.org" in file.read_bytes()
    found = (await client.get("/mails.json")).json()
    assert found["count"] == 1
    assert found["mails"][0] == {
        "name": file.name,
        "message_id": "<1@narahubung.local>",
        "to": ["warga@example.org"],
        "subject": "Laporan diterima",
        "received_at": found["mails"][0]["received_at"],
    }


async def test_the_same_mail_sent_twice_is_two_files(sink: Sink, tmp_path: Path) -> None:
    client, port = sink
    for _ in range(2):
        await send(a_mail(), port)
    assert len(files_in(tmp_path)) == 2
    mails = (await client.get("/mails.json")).json()["mails"]
    assert {mail["message_id"] for mail in mails} == {"<1@narahubung.local>"}


async def test_the_newest_mail_stands_first(sink: Sink) -> None:
    client, port = sink
    for subject in ("pertama", "kedua"):
        await send(a_mail(subject=subject), port)
    mails = (await client.get("/mails.json")).json()["mails"]
    assert [mail["subject"] for mail in mails] == ["kedua", "pertama"]
    page = (await client.get("/")).text
    assert page.index("kedua") < page.index("pertama")


async def test_nothing_in_a_mail_is_taken_for_html(sink: Sink, tmp_path: Path) -> None:
    client, port = sink
    evil = "<script>alert(1)</script>"
    await send(a_mail(subject=evil, text=f"{evil}\nhttp://127.0.0.1/a?b=1&c=<i>\n"), port)
    [file] = files_in(tmp_path)
    for path in ("/", f"/mails/{file.name}"):
        answer = await client.get(path)
        assert evil not in answer.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert '<a href="http://127.0.0.1/a?b=1&amp;c=" rel="noreferrer">' in answer.text


async def test_a_malformed_mail_is_kept_and_shown(sink: Sink, tmp_path: Path) -> None:
    client, port = sink
    body = (
        b"From: @@<\r\nTo: =?nope?q?=FF?=\r\nSubject: \xff\xfe\r\nMessage-ID: <<>\r\n"
        b"Content-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe"
    )
    smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=port)
    async with smtp:
        await smtp.sendmail("a@example.org", ["b@example.org", "c@example.org"], body)
    [file] = files_in(tmp_path)
    assert (await client.get("/")).status_code == 200
    assert (await client.get(f"/mails/{file.name}")).status_code == 200
    [mail] = (await client.get("/mails.json")).json()["mails"]
    assert mail["to"] == ["b@example.org", "c@example.org"]


@pytest.mark.parametrize("name", ["nothing.eml", "..%2F..%2Fetc%2Fpasswd", "%2e%2e"])
async def test_only_mails_are_shown(sink: Sink, name: str) -> None:
    client, _ = sink
    answer = await client.get(f"/mails/{name}")
    assert answer.status_code == 404
    assert "root:" not in answer.text


async def test_files_of_others_in_the_folder_are_left_alone(sink: Sink, tmp_path: Path) -> None:
    client, _ = sink
    (tmp_path / "notes.txt").write_text("not a mail")
    assert (await client.get("/mails.json")).json()["count"] == 0
    assert "Belum ada surat" in (await client.get("/")).text
