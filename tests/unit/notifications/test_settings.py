"""What notifications is told: a password may stand in a file of its own."""

from pathlib import Path
from typing import Any

import pytest

from services.notifications.settings import NotificationsSettings

TOLD: dict[str, Any] = {
    "database_url": "sqlite+aiosqlite:///never-opened.sqlite",
    "nats_url": "nats://127.0.0.1:1",
    "nats_creds": "none.creds",
    "secrets": ".",
    "port": 8403,
    "intake_url": "http://intake",
    "routing_url": "http://routing",
}


def test_the_mail_servers_password_may_stand_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "smtp.password"
    file.write_text("rahasia\n")
    monkeypatch.setenv("NOTIFICATIONS_SMTP_PASSWORD_FILE", str(file))
    settings = NotificationsSettings(**TOLD)
    assert settings.smtp_password
    assert settings.smtp_password.get_secret_value() == "rahasia"
    assert "rahasia" not in repr(settings)


def test_two_passwords_are_one_too_many(tmp_path: Path) -> None:
    file = tmp_path / "smtp.password"
    file.write_text("rahasia")
    with pytest.raises(ValueError, match="not both") as refused:
        NotificationsSettings(**TOLD, smtp_password="lain", smtp_password_file=file)
    assert "rahasia" not in str(refused.value)
