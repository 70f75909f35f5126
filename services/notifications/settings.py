"""What notifications is told from outside."""

from pathlib import Path
from typing import Self

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from services.notifications.letters import sender_of
from shared.offices import SHIPPED, ZonesFile
from shared.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """Environment variables that begin with NOTIFICATIONS_."""

    model_config = SettingsConfigDict(env_prefix="NOTIFICATIONS_")

    service: str = "notifications"

    deliver: bool = True
    """False keeps every message waiting: a rehearsal, a migration, a measurement."""

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_from: str = "Narahubung <no-reply@narahubung.local>"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None
    """Where the password is, if it is not told itself."""
    starttls: bool = False
    """True insists on an encrypted connection; a server that cannot offer it gets no mail."""

    message_domain: str = "narahubung.local"
    """What stands after the @ of a Message-ID."""

    intake_url: str
    routing_url: str
    public_url: str = ""
    """Where the public follows complaints; intake itself unless a proxy stands before it."""
    cases_url: str = ""
    """Where focal points look at cases; routing itself unless something stands before it."""
    office_name: str = "Ombudsman Republik Indonesia"
    """Who signs the letters."""
    offices: ZonesFile = SHIPPED
    """The file with each office's time zone: in which time letters give dates."""

    @field_validator("smtp_from")
    @classmethod
    def _one_address(cls, value: str) -> str:
        sender_of(value)
        return value

    @model_validator(mode="after")
    def _password(self) -> Self:
        if self.smtp_password_file is not None:
            if self.smtp_password is not None:
                raise ValueError("tell smtp_password or smtp_password_file, not both")
            text = self.smtp_password_file.read_text(encoding="utf-8")
            self.smtp_password = SecretStr(text.strip())
        return self

    @model_validator(mode="after")
    def _addresses_for_people(self) -> Self:
        self.intake_url = self.intake_url.rstrip("/")
        self.routing_url = self.routing_url.rstrip("/")
        self.public_url = self.public_url.rstrip("/") or self.intake_url
        self.cases_url = self.cases_url.rstrip("/") or self.routing_url
        return self
