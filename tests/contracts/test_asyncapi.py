"""The AsyncAPI documents: complete, and valid to the parser of those who define the format."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from faststream.specification import AsyncAPI

from deploy.event_document import event_document
from deploy.permissions import SERVICES
from shared.bus.declared import declared
from shared.events.catalogue import FACTS
from tests.programs import need

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
PARSER = FOLDER / "asyncapi_parser"
DOCUMENT = ROOT / "shared" / "events" / "asyncapi.json"


def why_not() -> str | None:
    parser = "AsyncAPI's own parser of our event documents, for want of"
    if shutil.which("node") is None:
        return f"{parser} node (apt-get install nodejs npm)."
    if not (PARSER / "node_modules").is_dir():
        return f"{parser} its packages (npm ci --prefix {PARSER.relative_to(ROOT)})."
    return None


@pytest.fixture
def parser() -> None:
    need(why_not())


def validate(document: Path) -> subprocess.CompletedProcess[str]:
    command = ["node", str(PARSER / "validate.mjs"), str(document)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.usefixtures("parser")
def test_the_document_of_the_product_is_valid() -> None:
    done = validate(DOCUMENT)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("service", SERVICES)
def test_the_document_that_a_service_generates_is_valid(service: str, tmp_path: Path) -> None:
    blueprint = import_module(f"services.{service}.app").BLUEPRINT
    broker = declared(blueprint.ear, blueprint.announces)
    document = tmp_path / f"{service}.json"
    described = AsyncAPI(broker, title=blueprint.title, version="1.0.0")
    document.write_text(described.to_specification().to_json())
    done = validate(document)
    assert done.returncode == 0, done.stderr


Said = set[tuple[str, str]]
"""What is sent or received, and at which address."""


def said_of(document: Mapping[str, Any], operations: Iterable[Mapping[str, Any]]) -> Said:
    found = set()
    for operation in operations:
        channel = document["channels"][operation["channel"]["$ref"].removeprefix("#/channels/")]
        found.add((operation["action"], channel["address"].replace("{agency}", "*")))
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_both_documents_tell_the_same_of_a_service(service: str) -> None:
    blueprint = import_module(f"services.{service}.app").BLUEPRINT
    broker = declared(blueprint.ear, blueprint.announces)
    own = AsyncAPI(broker, title=service, version="1.0.0").to_specification().to_jsonable()
    whole = json.loads(DOCUMENT.read_bytes())
    of_service = [one for one in whole["operations"].values() if one["tags"] == [{"name": service}]]
    assert said_of(own, own["operations"].values()) == said_of(whole, of_service)


@pytest.mark.usefixtures("parser")
def test_the_parser_would_tell(tmp_path: Path) -> None:
    document = json.loads(DOCUMENT.read_bytes())
    document["operations"]["intake.send.intake.complaint.accepted.v1"]["action"] = "whisper"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(document))
    done = validate(broken)
    assert done.returncode == 1
    assert "whisper" in done.stderr or "action" in done.stderr


FOR_AGENCIES_ALONE = {
    "routing.request.delivered.v1",
    *("routing.conciliation.started.v1", "routing.conciliation.ended.v1"),
}
"""What agencies read at their topics, and no service of ours hears yet. What a conciliation does to
clocks is heard as `deadline.recalculated`."""


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


def test_under_ci_nothing_is_skipped_for_want_of_the_parser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match="for want of node"):
        need(why_not(), {})
    with pytest.raises(pytest.fail.Exception, match="for want of node"):
        need(why_not(), {"CI": "true"})


def test_ci_does_not_begin_without_npm(tmp_path: Path) -> None:
    for program in ("bash", "dirname"):
        (tmp_path / program).symlink_to(str(shutil.which(program)))
    command = [str(tmp_path / "bash"), str(ROOT / ".ci" / "run")]
    environment = {"PATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "CI needs node and npm" in done.stderr
