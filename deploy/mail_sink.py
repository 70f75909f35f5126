"""A mail server for trying and testing: keeps every mail as a file, shows it, sends none on."""

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from deploy.mail_folder import Shelf, headers, keep, text_of
from deploy.private_files import make_private_folder
from shared import clock

HOST = "127.0.0.1"
LARGEST_MAIL = 20 * 1024 * 1024
PAGE = 100
NO_SCRIPTS = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}
SHOWN = ("Date", "From", "To", "Reply-To", "Subject", "Message-ID", "Delivered-To")
LINK = re.compile(r"(https?://[^\s<>\"']+)")

pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True, trim_blocks=True
)


class Keeper:
    """The mail server's answers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        if isinstance(content, str):
            content = content.encode()
        sender, recipients = envelope.mail_from or "", envelope.rcpt_tos
        # The file is there before we say 250: whoever was told so need not send it again.
        keep(self._folder, content, sender=sender, recipients=recipients, now=clock.now())
        return "250 OK"


# Plain functions: Starlette runs them in a thread, so that reading stops no incoming mail.
def _as_list(request: Request) -> Response:
    mails = _shelf(request).newest_first()
    page = _page_number(request.query_params.get("page", "1"))
    shown = mails[(page - 1) * PAGE : page * PAGE]
    more = len(mails) > page * PAGE
    return _page("mails.html", mails=shown, count=len(mails), page=page, more=more)


def _as_page(request: Request) -> Response:
    mail = _shelf(request).read(request.path_params["name"])
    if mail is None:
        return _page("no_mail.html", status=404)
    heads = [(name, value) for name in SHOWN for value in headers(mail, name)]
    return _page("mail.html", heads=heads, text=_linked(text_of(mail)))


def _as_json(request: Request) -> Response:
    mails = [
        {
            "name": mail.name,
            "message_id": mail.message_id,
            "to": list(mail.to),
            "subject": mail.subject,
            "received_at": mail.received_at.isoformat(),
        }
        for mail in _shelf(request).newest_first()
    ]
    return JSONResponse({"count": len(mails), "mails": mails})


def _ready(_: Request) -> Response:
    return JSONResponse({"status": "ready"})


def _shelf(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf


ROUTES = [
    Route("/", _as_list),
    Route("/mails.json", _as_json),
    Route("/mails/{name}", _as_page),
    Route("/health/ready", _ready),
]


def application(folder: Path, smtp_port: int, host: str = HOST) -> Starlette:
    """Both servers: mail comes in at one, people read at the other."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with _receiving(folder, host, smtp_port):
            yield

    app = Starlette(lifespan=lifespan, routes=ROUTES)
    app.state.shelf = Shelf(folder)
    return app


@asynccontextmanager
async def _receiving(folder: Path, host: str, port: int) -> AsyncIterator[None]:
    def session() -> SMTP:
        return SMTP(
            Keeper(folder),
            hostname="narahubung",
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            decode_data=False,
        )

    server = await asyncio.get_running_loop().create_server(session, host, port)
    try:
        yield
    finally:
        server.close()


def _page(template: str, status: int = 200, **values: Any) -> Response:
    html = pages.get_template(template).render(**values)
    return HTMLResponse(html, status_code=status, headers=NO_SCRIPTS)


def _page_number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _linked(text: str) -> Markup:
    """The text with its addresses made links, everything else escaped."""
    parts = LINK.split(text)
    return Markup("").join(
        Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(part) if odd % 2 else escape(part)
        for odd, part in enumerate(parts)
    )


def start(*arguments: str) -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="deploy.mail_sink", description=__doc__)
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    told = parser.parse_args(arguments)
    make_private_folder(told.folder)
    uvicorn.run(
        application(told.folder, told.smtp_port, told.host),
        host=told.host,
        port=told.http_port,
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    start(*sys.argv[1:])
