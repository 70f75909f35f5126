"""The AsyncAPI documents: complete, and valid to the parser of those who define the format."""

import json
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from faststream.nats import NatsBroker
from faststream.specification import AsyncAPI

from deploy.event_document import SERVICES, event_document
from shared.bus.bus import describe
from shared.events.catalogue import FACTS

FOLDER = Path(__file__).parent
PARSER = FOLDER / "asyncapi_parser"
DOCUMENT = FOLDER / "asyncapi.json"


def why_not() -> str | None:
    if shutil.which("node") is None:
        return "node is not installed"
    if not (PARSER / "node_modules").is_dir():
        return f"the parser is not installed: npm ci --prefix {PARSER}"
    return None


needs_parser = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))


def validate(document: Path) -> subprocess.CompletedProcess[str]:
    command = ["node", str(PARSER / "validate.mjs"), str(document)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@needs_parser
def test_the_document_of_the_product_is_valid() -> None:
    done = validate(DOCUMENT)
    assert done.returncode == 0, done.stderr


@needs_parser
@pytest.mark.parametrize("service", SERVICES)
def test_the_document_that_a_service_generates_is_valid(service: str, tmp_path: Path) -> None:
    blueprint = import_module(f"services.{service}.app").BLUEPRINT
    broker = NatsBroker()
    describe(broker, blueprint.ear, blueprint.announces)
    document = tmp_path / f"{service}.json"
    described = AsyncAPI(broker, title=blueprint.title, version="1.0.0")
    document.write_text(described.to_specification().to_json())
    done = validate(document)
    assert done.returncode == 0, done.stderr


@needs_parser
def test_the_parser_would_tell(tmp_path: Path) -> None:
    document = json.loads(DOCUMENT.read_bytes())
    document["operations"]["intake.send.intake.complaint.accepted.v1"]["action"] = "whisper"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(document))
    done = validate(broken)
    assert done.returncode == 1
    assert "whisper" in done.stderr or "action" in done.stderr


FOR_AGENCIES_ALONE = frozenset(
    f"routing.{name}.v1"
    for name in (
        *("case.needs-decision", "case.reopened"),
        *("request.sent", "request.delivered", "request.accepted", "request.returned"),
        *("request.misrouted", "request.cancelled", "request.reminded", "request.escalated"),
        *("deadline.recalculated", "corrective-action.ordered", "corrective-action.done"),
    )
)
"""What agencies read at their topics, and no service of ours hears yet."""


def test_each_event_is_said_by_its_service_and_heard_by_another() -> None:
    operations = event_document(FOLDER / "samples")["operations"]
    unheard = set()
    for name, fact in FACTS.items():
        assert operations[f"{fact.source}.send.{name}"]["action"] == "send"
        heard = [service for service in SERVICES if f"{service}.receive.{name}" in operations]
        if not set(heard) - {fact.source}:
            unheard.add(name)
    assert unheard == FOR_AGENCIES_ALONE


def test_each_event_has_its_example() -> None:
    messages = event_document(FOLDER / "samples")["components"]["messages"]
    for name in FACTS:
        assert messages[name]["examples"][0]["payload"]["type"] == name
