"""What an installation on one machine consists of: each process, its environment, its readiness."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.addresses import HOST, Addresses, addresses_from, ports_from
from deploy.nats_server import NatsPlan
from deploy.permissions import SERVICES
from deploy.probe import greets_as_nats, is_ready
from deploy.secret_files import Secrets

SQLITE = "sqlite+aiosqlite:///{data}/databases/{service}.sqlite"

FOR_DATABASES = ("sqlmodel", "sqlalchemy.ext.asyncio", "shared.db.tables")
"""Imported first where services are started; what is asked meanwhile waits so long."""

FOR_MIGRATIONS = (*FOR_DATABASES, "alembic.command", "shared.db.migrations")
"""Imported in a nursery of its own, so that migrations run on one core while the other imports
what services need."""

FOR_SERVICES = (
    "fastapi",
    "nkeys",
    "uvicorn",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.auto",
    "pydantic_settings",
    "jinja2",
    "prometheus_client",
    "yaml",
    "shared.service",
    "shared.events.catalogue",
    "shared.web.deps",
    "shared.db.naming",
)
"""What services have in common; a service's own modules are imported by its own process."""


@dataclass(frozen=True)
class Plan:
    """What was asked of `up`."""

    data: Path
    first_port: int
    database_url_template: str = SQLITE
    sync_always: bool = False
    scenario: str | None = None
    stay: bool = True

    @property
    def secrets(self) -> Path:
        return self.data / "secrets"

    @property
    def addresses(self) -> Addresses:
        return addresses_from(self.first_port, self.secrets)

    @property
    def nats(self) -> NatsPlan:
        return NatsPlan(
            folder=self.data / "nats",
            port=ports_from(self.first_port)["nats"],
            secrets=Secrets(self.secrets),
            sync_always=self.sync_always,
        )

    def database_url(self, service: str) -> str:
        filled = self.database_url_template.replace("{service}", service)
        return filled.replace("{data}", str(self.data.resolve()))

    def database_modules(self) -> tuple[str, str]:
        """The driver, and what knows how to use it."""
        if self.database_url_template.startswith("sqlite"):
            return ("aiosqlite", "sqlalchemy.dialects.sqlite.aiosqlite")
        return ("asyncpg", "sqlalchemy.dialects.postgresql.asyncpg")

    def log(self, name: str) -> Path:
        return self.data / "logs" / f"{name}.log"


@dataclass(frozen=True)
class Part:
    """One process that stays for as long as the installation runs."""

    name: str
    call: str | None
    """`module:function`, or None for the broker, which is a program."""
    arguments: tuple[str, ...]
    env: dict[str, str]
    ready: Callable[[], Awaitable[bool]]


def broker(plan: Plan) -> Part:
    """The broker; its command line is made when it starts."""
    port = plan.nats.port
    return Part("nats", None, (), {}, lambda: greets_as_nats(port))


def mail_sink(plan: Plan) -> Part:
    """The mail server that keeps all mail here."""
    ports = ports_from(plan.first_port)
    arguments = (
        *("--smtp-port", str(ports["smtp"]), "--http-port", str(ports["mails"])),
        *("--folder", str((plan.data / "mails").resolve())),
    )
    url = plan.addresses.mails
    return Part("mails", "deploy.mail_sink:start", arguments, {}, lambda: is_ready(url))


def service(plan: Plan, name: str) -> Part:
    """One of the four services."""
    url = plan.addresses.service(name)
    call = f"services.{name}.app:main"
    return Part(name, call, (), environment(plan, name), lambda: is_ready(url))


def parts(plan: Plan) -> list[Part]:
    """All of them, in the order of starting."""
    return [broker(plan), mail_sink(plan), *(service(plan, name) for name in SERVICES)]


def environment(plan: Plan, name: str) -> dict[str, str]:
    """What one service is told; also what to set to start it by hand beside the others."""
    ports = ports_from(plan.first_port)
    secrets = Secrets(plan.secrets.resolve())
    told = {
        "DATABASE_URL": plan.database_url(name),
        "NATS_URL": plan.nats.url,
        "NATS_CREDS": str(secrets.creds(name)),
        "SECRETS": str(secrets.folder),
        "HOST": HOST,
        "PORT": str(ports[name]),
    }
    for other in SERVICES:
        if other != name:
            told[f"{other.upper()}_URL"] = plan.addresses.service(other)
    if name == "routing":
        told["PUBLIC_URL"] = plan.addresses.routing
    if name == "notifications":
        told |= {"SMTP_HOST": HOST, "SMTP_PORT": str(ports["smtp"])}
    return {f"{name.upper()}_{variable}": value for variable, value in told.items()}
