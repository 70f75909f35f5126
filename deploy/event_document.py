"""One AsyncAPI 3 document of the whole product: every event, who says it and who hears it.

Why it is not what FastStream makes of each service: see `shared.bus.declared`.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import Any

from deploy.permissions import SERVICES
from shared.bus.hearing import Ear
from shared.events.base import Envelope, Fact
from shared.events.catalogue import FACTS

Document = dict[str, Any]

AGENCY = {
    "description": "Code of the agency that the case is about; `unrouted` while there is none."
}

INTRODUCTION = """
What happens to a complaint, as its services tell each other over NATS JetStream, and as an
agency reads it. Events are CloudEvents 1.0 in structured JSON. Each may arrive twice and late:
its `id` says whether it is known, its `time` when it happened, its `recordedtime` when we
learnt it. No event carries the identity, the contact or the words of a person. Within a version
only optional fields are added.
"""


def schema_of(fact: type[Fact]) -> Document:
    """What a reader of one event may rely on; narrower than the code, which reads any envelope."""
    envelope = Envelope[fact]  # type: ignore[valid-type]
    schema = envelope.model_json_schema()
    schema["title"] = fact.__name__
    schema["description"] = cleandoc(fact.__doc__ or "")
    fields = schema["properties"]
    fields["type"] = {"const": fact.type, "type": "string"}
    fields["source"] = {"const": f"/services/{fact.source}", "type": "string"}
    fields["dataclassification"] = {"const": fact.classification, "type": "string"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def event_document(samples: Path) -> Document:
    """The document, with an example from the folder of samples for each event."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Narahubung: events",
            "version": "1.0.0",
            "description": cleandoc(INTRODUCTION),
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {name: _channel(fact) for name, fact in FACTS.items()},
        "operations": dict(_operations()),
        "components": {
            "messages": {name: _message(fact, samples) for name, fact in FACTS.items()},
            "schemas": {name: _inside(schema_of(fact), name) for name, fact in FACTS.items()},
        },
    }


def _channel(fact: type[Fact]) -> Document:
    name = fact.type
    channel: Document = {
        "address": fact.address().replace("*", "{agency}"),
        "title": fact.__name__,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }
    if "*" in fact.address():
        channel["parameters"] = {"agency": AGENCY}
    return channel


def _message(fact: type[Fact], samples: Path) -> Document:
    name = fact.type
    sample = json.loads((samples / f"{name}.json").read_text(encoding="utf-8"))
    headers = {
        "type": "object",
        "properties": {
            "Nats-Msg-Id": {
                "type": "string",
                "format": "uuid",
                "description": "The event's id: the broker itself drops a repeat within minutes.",
            }
        },
    }
    return {
        "name": name,
        "title": fact.__name__,
        "summary": cleandoc(fact.__doc__ or "").partition("\n")[0],
        "contentType": "application/cloudevents+json",
        "headers": headers,
        "payload": {"$ref": f"#/components/schemas/{name}"},
        "examples": [{"name": "sample", "payload": sample}],
    }


def _inside(schema: Document, name: str) -> Document:
    """The same schema as a part of the document: its own definitions lie one way deeper."""
    del schema["$schema"]
    text = json.dumps(schema).replace("#/$defs/", f"#/components/schemas/{name}/$defs/")
    inside: Document = json.loads(text)
    return inside


def _operations() -> Iterator[tuple[str, Document]]:
    for name, fact in FACTS.items():
        yield f"{fact.source}.send.{name}", _operation(name, "send", fact.source)
    for service in SERVICES:
        ear: Ear = import_module(f"services.{service}.handlers").ear
        for name, hearing in sorted(ear.hearings.items()):
            operation = _operation(name, "receive", service)
            operation["summary"] = cleandoc(hearing.handler.__doc__ or "").partition("\n")[0]
            yield f"{service}.receive.{name}", operation


def _operation(name: str, action: str, service: str) -> Document:
    return {
        "action": action,
        "title": f"{service} {'says' if action == 'send' else 'hears'} {name}",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{name}"}],
        "tags": [{"name": service}],
    }
