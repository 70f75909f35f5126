"""The time zones of offices: one truth, although several services need it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.metrics import offices
from services.metrics.settings import MetricsSettings
from services.notifications.settings import NotificationsSettings
from shared.offices import SHIPPED, read_zones
from shared.settings import WRONG_SETTINGS

OFFICES_OF_ROUTING = Path(__file__).parents[3] / "services" / "routing" / "offices"
TOLD: dict[str, Any] = {
    "database_url": "sqlite+aiosqlite:///never-opened.sqlite",
    "nats_url": "nats://127.0.0.1:1",
    "nats_creds": "none.creds",
    "secrets": ".",
    "port": "8404",
}


def test_days_are_counted_in_the_zone_that_routing_counts_deadlines_in() -> None:
    told = [yaml.safe_load(path.read_text("utf-8")) for path in OFFICES_OF_ROUTING.glob("*.yaml")]
    assert told
    zones = read_zones(SHIPPED)
    for office in told:
        assert zones.offices[office["office"]].key == office["time_zone"]


def test_another_file_of_offices_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "zones.yaml"
    file.write_text("default: Asia/Jayapura\noffices: {kukar: Asia/Makassar}\n")
    assert MetricsSettings(**TOLD, offices=file).offices == file
    urls: dict[str, Any] = {"intake_url": "http://intake", "routing_url": "http://routing"}
    assert NotificationsSettings(**TOLD, **urls, offices=file).offices == file
    try:
        offices.use(file)
        assert offices.zone_of("kukar").key == "Asia/Makassar"
        assert offices.zone_of("babel").key == offices.default_zone().key == "Asia/Jayapura"
    finally:
        offices.use(SHIPPED)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (None, "No such file or directory"),
        ("default: [", "not YAML"),
        ("[]", "the document: "),
        ("offices: {}", "default: Field required"),
        ("default: Asia/Bangka\noffices: {}", "default: Value error, there is no time zone"),
        ("default: Asia/Jakarta\noffices: {kukar: ../etc}", "offices.kukar: Value error, there is"),
        (
            "default: Asia/Jakarta\noffices: {}\nregions: {kukar: '64.02'}",
            "the document: Value error, regions names no office of offices: kukar",
        ),
        ("default: Asia/Jakarta\noffices: {}\nzones: 1", "zones: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_file_of_offices_says_what_is_wrong(
    document: str | None, told: str, tmp_path: Path
) -> None:
    file = tmp_path / "zones.yaml"
    if document is not None:
        file.write_text(document)
    with pytest.raises(ValueError, match=re.escape(f"{file}: {told}")) as wrong:
        read_zones(file)
    assert "\n" not in str(wrong.value)


def test_a_missing_file_of_offices_is_one_line_at_the_start() -> None:
    told = TOLD | {"offices": "/nowhere/zones.yaml"}
    environment = {f"METRICS_{name.upper()}": value for name, value in told.items()}
    done = subprocess.run(
        [sys.executable, "-m", "services.metrics.app"],
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == WRONG_SETTINGS
    (line,) = done.stderr.splitlines()
    said = json.loads(line)
    assert said["event"] == "wrong settings"
    assert said["detail"] == "METRICS_OFFICES: /nowhere/zones.yaml: No such file or directory"
