"""The event contracts: what is committed is what the code says, and what was once sent is read."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema_rs
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from deploy.contracts import contracts
from shared.events.base import ComplaintBound, Envelope, Fact, envelop, written
from shared.events.catalogue import FACTS

FOLDER = Path(__file__).parent
GENERATED = contracts(FOLDER)
EACH = pytest.mark.parametrize("fact", FACTS.values(), ids=list(FACTS))

OF_A_PERSON = frozenset(
    {
        "name",
        "nama",
        "alias",
        "email",
        "mail",
        "surel",
        "phone",
        "telephone",
        "telepon",
        "mobile",
        "hp",
        "whatsapp",
        "nik",
        "ktp",
        "kk",
        "npwp",
        "passport",
        "identity",
        "identitas",
        "address",
        "alamat",
        "street",
        "birth",
        "born",
        "lahir",
        "gender",
        "sex",
        "religion",
        "agama",
        "narrative",
        "story",
        "kronologi",
        "words",
        "text",
        "body",
        "content",
        "signature",
        "photo",
        "image",
        "ip",
        "device",
    }
)
"""Words that a field of an event may not have in its name: the border of personal data."""


def sample(fact: type[Fact]) -> bytes:
    return (FOLDER / "samples" / f"{fact.type}.json").read_bytes()


def schema(fact: type[Fact]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "schemas" / f"{fact.type}.json").read_bytes())
    return read


def reader(fact: type[Fact]) -> type[Envelope[Any]]:
    return Envelope[fact]  # type: ignore[valid-type]


def field_names(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from part.get("properties", {})
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from field_names(one)


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_a_committed_contract_is_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GENERATED[path], "run: python -m deploy.contracts"


@pytest.mark.parametrize("folder", ["schemas", "samples"])
def test_each_event_has_one_file_and_no_file_is_without_its_event(folder: str) -> None:
    assert {path.stem for path in (FOLDER / folder).iterdir()} == set(FACTS)


@EACH
def test_a_sample_follows_its_schema(fact: type[Fact]) -> None:
    jsonschema_rs.validator_for(schema(fact), validate_formats=True).validate(
        json.loads(sample(fact))
    )


@EACH
def test_a_schema_refuses_an_event_of_another_type(fact: type[Fact]) -> None:
    wrong = json.loads(sample(fact)) | {"type": "intake.complaint.forgotten.v1"}
    assert not jsonschema_rs.validator_for(schema(fact)).is_valid(wrong)


@EACH
def test_a_sample_is_read_as_its_event_and_sent_again_the_same(fact: type[Fact]) -> None:
    read = reader(fact).model_validate_json(sample(fact))
    assert read.subject == str(read.data.about)
    again = envelop(
        read.data, read.id, time=read.time, recorded=read.recordedtime, sequence=int(read.sequence)
    )
    assert again.__pydantic_serializer__.to_python(again, mode="json") == json.loads(sample(fact))


@EACH
def test_the_cloudevents_sdk_reads_a_sample(fact: type[Fact]) -> None:
    message = HTTPMessage({"content-type": "application/cloudevents+json"}, sample(fact))
    event = from_structured_event(message)
    assert isinstance(event, CloudEvent)
    assert event.get_type() == fact.type
    assert event.get_source() == f"/services/{fact.source}"
    assert UUID(event.get_id())
    assert isinstance(event.get_time(), datetime)
    assert event.get_extension("recordedtime")
    data = event.get_data()
    assert isinstance(data, dict)
    if issubclass(fact, ComplaintBound):
        assert UUID(data["complaint_id"])
    else:
        assert data["record_id"]
    assert json.loads(JSONFormat().write(event))["data"] == json.loads(sample(fact))["data"]


@EACH
def test_a_sample_is_read_by_a_reader_who_knows_fewer_fields(fact: type[Fact]) -> None:
    newer = json.loads(sample(fact))
    newer["data"]["added_later"] = {"by": "a newer version"}
    newer["extension"] = "added later"
    assert reader(fact).model_validate(newer)
    assert jsonschema_rs.validator_for(schema(fact)).is_valid(newer)


@EACH
def test_no_field_of_an_event_is_about_a_person(fact: type[Fact]) -> None:
    for name in field_names(schema(fact)):
        assert not OF_A_PERSON & set(name.split("_")), name


@EACH
def test_what_is_written_straight_from_a_fact_reads_as_its_envelope(fact: type[Fact]) -> None:
    text = (FOLDER / "samples" / f"{fact.type}.json").read_bytes()
    kind = Envelope[fact]  # type: ignore[valid-type]
    sample = kind.model_validate_json(text)
    read = kind.model_validate_json(
        written(sample.data, sample.id, time=sample.time, recorded=sample.recordedtime)
    )
    assert read == envelop(sample.data, sample.id, time=sample.time, recorded=sample.recordedtime)
