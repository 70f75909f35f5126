"""The alert rules: right to Prometheus' own tool, and about figures that the services tell."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from services.intake import measures as of_intake
from services.metrics import measures as of_metrics
from services.notifications import measures as of_notifications
from services.routing import measures as of_routing
from shared.bus import measures as of_the_bus
from shared.yaml import from_yaml
from tests.programs import need

FOLDER = Path(__file__).resolve().parents[3] / "deploy" / "prometheus"
RULES = from_yaml((FOLDER / "rules.yml").read_bytes())["groups"][0]["rules"]
OURS = re.compile(r"\b(?:bus|intake|routing|notifications|metrics)_[a-z_]+")
MODULES = (of_intake, of_metrics, of_notifications, of_routing, of_the_bus)
MOST_LABELS = 1


@pytest.fixture
def promtool() -> str:
    found = shutil.which("promtool")
    need(None if found else "alert rules, for want of promtool (apt-get install prometheus).")
    return str(found)


@pytest.mark.parametrize(
    "command",
    [
        ("check", "config", "--lint-fatal", "prometheus.yml"),
        ("check", "rules", "--lint-fatal", "rules.yml"),
        ("test", "rules", "rules-test.yml"),
    ],
    ids=" ".join,
)
def test_the_rules_are_right(promtool: str, command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [promtool, *command], cwd=FOLDER, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_is_tested_both_ways_or_once_at_least() -> None:
    tried = {
        case["alertname"]
        for test in from_yaml((FOLDER / "rules-test.yml").read_bytes())["tests"]
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }
    assert tried == {rule["alert"] for rule in RULES}


def test_rules_are_about_figures_that_a_service_tells() -> None:
    told = {sample for family in REGISTRY.collect() for sample in _names(family)}
    asked = {name for rule in RULES for name in OURS.findall(rule["expr"])}
    assert asked
    assert asked <= told


def test_every_rule_says_what_to_do() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert set(rule["annotations"]) == {"summary", "action"}


def test_no_figure_has_a_label_that_grows_with_complaints() -> None:
    bounded = {"clock", "consumer", "kind", "level", "stage", "template"}
    for module in MODULES:
        for name in vars(module).values():
            labels = getattr(name, "_labelnames", ())
            assert set(labels) <= bounded
            assert len(labels) <= MOST_LABELS


def _names(family: object) -> set[str]:
    name, kind = getattr(family, "name", ""), getattr(family, "type", "")
    return {f"{name}_total"} if kind == "counter" else {name}
