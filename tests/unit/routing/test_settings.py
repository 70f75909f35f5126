"""Routing seals links with a key, or it does not start and opens nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from services.routing.settings import RoutingSettings
from shared.settings import WRONG_SETTINGS
from tests.tokens import KEY

SHORT = ["", "\n", KEY[:31]]


def settings(secrets: Path) -> RoutingSettings:
    return RoutingSettings(
        database_url=SecretStr("sqlite+aiosqlite://"),
        nats_url="nats://127.0.0.1:1",
        nats_creds=secrets / "none.creds",
        secrets=secrets,
        port=1,
    )


@pytest.mark.parametrize("key", SHORT)
def test_an_empty_key_of_links_or_one_cut_off_is_refused(key: str, tmp_path: Path) -> None:
    (tmp_path / "links.key").write_text(key)
    with pytest.raises(ValidationError, match=r"links\.key holds no key"):
        settings(tmp_path)


@pytest.mark.parametrize("key", SHORT)
def test_a_key_that_is_emptied_later_seals_and_opens_nothing(key: str, tmp_path: Path) -> None:
    (tmp_path / "links.key").write_text(KEY)
    running = settings(tmp_path)
    assert running.links_key == KEY.encode()
    (tmp_path / "links.key").write_text(key)
    with pytest.raises(RuntimeError, match=r"links\.key holds no key"):
        _ = running.links_key


def test_without_a_key_the_process_says_so_and_ends(tmp_path: Path) -> None:
    (tmp_path / "links.key").write_text("")
    told = {"database_url": "sqlite+aiosqlite://", "nats_url": "nats://127.0.0.1:1", "port": "1"}
    told |= {"nats_creds": "none", "secrets": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "services.routing.app"],
        env={**os.environ, **{f"ROUTING_{name.upper()}": value for name, value in told.items()}},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == WRONG_SETTINGS
    assert "links.key holds no key" in done.stdout + done.stderr
