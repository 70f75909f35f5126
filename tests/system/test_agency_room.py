"""An agency's own account can be added at run time, and the platform's account stays as it is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from deploy import nkey_jwt
from deploy.broker import connected
from deploy.keys import NO_LIMIT
from deploy.permissions import AGENCY_EXPORTS
from deploy.provision import provision_streams
from shared.clock import now
from tests.service.broker import Broker

SILENCE_SECONDS = 0.3


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    started = Broker(tmp_path)
    started.start()
    yield started
    started.kill()


def seed_of(broker: Broker, owner: str) -> str:
    return broker.secrets.seed(owner).read_text().strip()


def imports_of(platform: str, key: str) -> list[dict[str, Any]]:
    """All that the platform offers, each with the agency's own key where the server looks."""
    imports = []
    for export in AGENCY_EXPORTS:
        tokens = export["subject"].split(".")
        tokens[export["account_token_position"] - 1] = key
        subject = ".".join(tokens)
        local = subject.replace("$JS.API", "PLATFORM.API")
        if tokens[0] == "commands":
            local = "commands.>"
        entry = {"name": export["name"], "subject": subject, "account": platform, "type": "service"}
        imports.append({**entry, "local_subject": local})
    return imports


async def add_agency(broker: Broker, folder: Path) -> tuple[str, Path]:
    """A new account, signed by the operator and told to the running server; and a user in it."""
    seed, user = nkey_jwt.new_seed("account"), nkey_jwt.new_seed("user")
    key, user_key = nkey_jwt.public_key(seed), nkey_jwt.public_key(user)
    imports = imports_of(nkey_jwt.public_key(seed_of(broker, "platform")), key)
    kind = {"type": "account", "version": 2}
    account = {"sub": key, "name": "pln", "nats": {"limits": NO_LIMIT, "imports": imports, **kind}}
    token = nkey_jwt.sign(account, seed_of(broker, "operator"), now())
    async with connected(broker.url, broker.creds("system")) as system:
        answer = await system.request("$SYS.REQ.CLAIMS.UPDATE", token.encode())
        assert "error" not in json.loads(answer.data), answer.data
    limits = {"subs": -1, "data": -1, "payload": -1, "type": "user", "version": 2}
    signed = nkey_jwt.sign({"sub": user_key, "name": "pln", "nats": limits}, seed, now())
    creds = folder / "pln.creds"
    creds.write_text(nkey_jwt.credentials(signed, user))
    return key, creds


async def provide_durable(operator: Client, name: str) -> None:
    config = {"durable_name": name, "filter_subject": "routing.pln.>", "ack_policy": "explicit"}
    request = json.dumps({"stream_name": "routing", "config": config}).encode()
    answer = await operator.request(f"$JS.API.CONSUMER.CREATE.routing.{name}", request)
    assert "error" not in json.loads(answer.data), answer.data


async def test_a_new_agency_hears_and_commands_without_a_change_of_the_platform(
    broker: Broker, tmp_path: Path
) -> None:
    await provision_streams(broker.url, broker.creds("operator"))
    before = broker.secrets.resolver.read_bytes()
    key, creds = await add_agency(broker, tmp_path)
    async with connected(broker.url, broker.creds("operator")) as operator:
        await provide_durable(operator, key)
        await provide_durable(operator, "another_agency")
        await operator.jetstream().publish("routing.pln.request.sent.v1", b"a question")
        async with connected(broker.url, creds) as agency:
            stream = agency.jetstream(prefix="PLATFORM.API")
            heard = await stream.pull_subscribe_bind(consumer=key, stream="routing")
            [message] = await heard.fetch(1, timeout=5)
            assert message.data == b"a question"
            await message.ack_sync(timeout=5)
            receipt = await agency.request("commands.request.acknowledge.v1", b"{}", timeout=5)
            assert json.loads(receipt.data)["stream"] == "commands"
            for foreign in ("PLATFORM.API", "$JS.API"):
                subject = f"{foreign}.CONSUMER.MSG.NEXT.routing.another_agency"
                with pytest.raises((NatsError, TimeoutError)):
                    await agency.request(subject, b"1", timeout=SILENCE_SECONDS)
        stored = await operator.jetstream().get_msg("commands", 1)
        assert stored.subject == f"commands.{key}.request.acknowledge.v1"
    assert broker.secrets.resolver.read_bytes() == before
