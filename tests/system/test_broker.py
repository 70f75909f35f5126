"""A real broker in operator mode: who may do what, how it is provisioned, what was set aside."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from deploy.dead_letters import read_all
from deploy.provision import provision_streams
from shared.bus.topology import DURABLES, STREAMS
from tests.service.broker import Broker

pytestmark = pytest.mark.system

SILENCE_SECONDS = 0.3
"""What is refused gets no answer: so long we wait for one."""

REFUSED_FOR_METRICS = [
    "intake.complaint.registered.v1",
    "routing.pln.case.opened.v1",
    "commands.pln.request.answer.v1",
    "dead.routing_intake",
    "metrics.anything.v1",
    "$JS.API.CONSUMER.MSG.NEXT.intake.routing_intake",
    "$JS.API.CONSUMER.INFO.intake.routing_intake",
    "$JS.ACK.intake.routing_intake.1.1.1.1.0",
    "$JS.ACK._.hash.intake.routing_intake.1.1.1.1.0",
    "$JS.API.CONSUMER.CREATE.intake.mine",
    "$JS.API.CONSUMER.DELETE.intake.metrics_intake",
    "$JS.API.CONSUMER.RESET.intake.metrics_intake",
    "$JS.API.STREAM.UPDATE.intake",
    "$JS.API.STREAM.PURGE.intake",
    "$JS.API.STREAM.MSG.GET.intake",
    "$JS.API.DIRECT.GET.intake",
    "$SYS.REQ.CLAIMS.UPDATE",
]


class Provisioned(Broker):
    """A provisioned server and who may enter it."""

    async def enter(self, user: str, **options: Any) -> Client:
        return await nats.connect(
            self.plan.url,
            user_credentials=str(self.plan.secrets.creds(user)),
            inbox_prefix=f"_INBOX_{user}" if user not in ("operator", "system") else "_INBOX",
            allow_reconnect=False,
            **{"error_cb": ignore, **options},
        )

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `narahubung` as an operator beside this broker."""
        return subprocess.run(
            [sys.executable, "-m", "deploy.cli", *words, "--data", str(self.folder)],
            capture_output=True,
            check=False,
            text=True,
            timeout=30,
            env={
                "PATH": "/usr/bin:/bin",
                "NARAHUBUNG_NATS": self.plan.url,
                "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            },
        )


async def ignore(_: Exception) -> None: ...


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provisioned]:
    started = Provisioned(tmp_path_factory.mktemp("a broker's folder"))
    started.start()
    try:
        asyncio.run(provision_streams(started.url, started.creds("operator")))
        yield started
    finally:
        started.kill()


@pytest.fixture
async def operator(broker: Provisioned) -> AsyncIterator[Client]:
    client = await broker.enter("operator")
    yield client
    await client.close()


async def asked(client: Client, request: str, body: dict[str, Any] | None = None) -> Any:
    answer = await client.request(f"$JS.API.{request}", json.dumps(body or {}).encode())
    return json.loads(answer.data)


async def configs(client: Client) -> dict[str, Any]:
    found = {s.name: (await asked(client, f"STREAM.INFO.{s.name}"))["config"] for s in STREAMS}
    for durable in DURABLES:
        info = await asked(client, f"CONSUMER.INFO.{durable.stream}.{durable.name}")
        found[durable.name] = info["config"]
    return found


async def test_nobody_enters_without_credentials(broker: Provisioned) -> None:
    client = Client()
    with pytest.raises(NatsError, match="Authorization Violation"):
        await client.connect(broker.plan.url, allow_reconnect=False, error_cb=ignore)
    await client.close()


async def test_a_service_announces_under_its_own_subjects(broker: Provisioned) -> None:
    client = await broker.enter("intake")
    receipt = await client.jetstream().publish("intake.trial.said.v1", b"{}")
    assert receipt.stream == "intake"
    await client.close()


@pytest.mark.parametrize("subject", REFUSED_FOR_METRICS)
async def test_a_service_is_refused_whatever_is_not_its_own(
    broker: Provisioned, subject: str
) -> None:
    refusals: list[str] = []

    async def note(error: Exception) -> None:
        refusals.append(str(error))

    client = await broker.enter("metrics", error_cb=note)
    with pytest.raises((TimeoutError, NatsError)):
        await client.request(subject, b'{"batch":1,"no_wait":true}', timeout=SILENCE_SECONDS)
    assert any("permissions violation for publish" in refusal.lower() for refusal in refusals)
    await client.close()


@pytest.mark.parametrize("subject", [">", "_INBOX.>", "_INBOX_routing.>", "$JS.EVENT.>", "dead.>"])
async def test_a_service_cannot_listen_in(broker: Provisioned, subject: str) -> None:
    refused = asyncio.Event()

    async def note(error: Exception) -> None:
        if "permissions violation for subscription" in str(error).lower():
            refused.set()

    client = await broker.enter("metrics", error_cb=note)
    await client.subscribe(subject)
    await asyncio.wait_for(refused.wait(), 5)
    await client.close()


async def test_a_service_reads_and_acknowledges_its_own_durables(broker: Provisioned) -> None:
    intake, metrics = await broker.enter("intake"), await broker.enter("metrics")
    await intake.jetstream().publish("intake.trial.said.v1", b"heard")
    subscription = await metrics.jetstream().pull_subscribe_bind(
        consumer="metrics_intake", stream="intake"
    )
    waiting = (await subscription.consumer_info()).num_pending or 0
    for message in await subscription.fetch(waiting, timeout=5):
        await message.ack_sync(timeout=5)
    info = await subscription.consumer_info()
    assert (info.num_pending, info.num_ack_pending) == (0, 0)
    await intake.close()
    await metrics.close()


async def test_provisioning_again_changes_nothing(broker: Provisioned, operator: Client) -> None:
    before = await configs(operator)
    said: list[str] = []
    await provision_streams(broker.plan.url, broker.plan.secrets.creds("operator"), said.append)
    assert await configs(operator) == before
    assert {line.partition(": ")[2] for line in said} == {"as it should be"}


async def test_provisioning_mends_what_is_ours_and_keeps_what_is_the_offices(
    broker: Provisioned, operator: Client
) -> None:
    right = (await asked(operator, "STREAM.INFO.commands"))["config"]
    theirs = {**right, "max_age": 90 * 86_400 * 10**9, "compression": "s2"}
    changed = {**theirs, "duplicate_window": 10**9, "description": "changed by hand"}
    assert "error" not in await asked(operator, "STREAM.UPDATE.commands", changed)
    await provision_streams(broker.plan.url, broker.plan.secrets.creds("operator"))
    assert (await asked(operator, "STREAM.INFO.commands"))["config"] == theirs


async def test_a_durable_that_was_changed_by_hand_is_mended(
    broker: Provisioned, operator: Client
) -> None:
    name = "CONSUMER.INFO.routing.intake_routing"
    right = (await asked(operator, name))["config"]
    changed = {**right, "ack_wait": 10**9, "max_deliver": 3}
    request = {"stream_name": "routing", "config": changed, "action": "update"}
    answer = await asked(operator, "CONSUMER.CREATE.routing.intake_routing", request)
    assert "error" not in answer
    await provision_streams(broker.plan.url, broker.plan.secrets.creds("operator"))
    assert (await asked(operator, name))["config"] == right


async def set_aside(
    client: Client, event_id: str, body: bytes, subject: str, *, sequence: int = 1
) -> int:
    headers = {
        "Nats-Msg-Id": f"intake:1:{event_id}",
        "Dead-Reason": "no-such-agency",
        "Dead-Error": "tidak ada instansi itu",
        "Dead-Subject": subject,
        "Dead-Stream": "intake",
        "Dead-Sequence": str(sequence),
        "Dead-Consumer": "routing_intake",
        "Dead-Deliveries": "1",
        "Dead-Event": event_id,
    }
    receipt = await client.jetstream().publish("dead.routing_intake", body, headers=headers)
    return receipt.seq


async def test_what_was_set_aside_is_listed_shown_and_put_back(
    broker: Provisioned, operator: Client
) -> None:
    routing = await broker.enter("routing")
    subject = "intake.complaint.accepted.v1"
    body = b'{"id":"e-1","data":{"agency":"pln"}}'
    number = await set_aside(routing, "e-1", body, subject)
    await routing.close()

    listed = json.loads(broker.command("dead", "list", "--json").stdout)
    assert [letter["id"] for letter in listed["dead"]] == [number]
    shown = json.loads(broker.command("dead", "show", str(number), "--json").stdout)
    assert (shown["reason"], shown["subject"], shown["body"]["id"]) == (
        "no-such-agency",
        subject,
        "e-1",
    )

    put_back = broker.command("dead", "requeue", str(number), "--json")
    assert json.loads(put_back.stdout) == {"requeued": [number], "left": []}
    again = await operator.jetstream().get_last_msg("intake", subject)
    assert again.data == body
    assert (again.headers or {})["Nats-Msg-Id"] == f"requeue:{number}:e-1"
    assert await read_all(operator) == []


async def test_all_of_one_consumer_are_put_back_in_their_order(
    broker: Provisioned, operator: Client
) -> None:
    subject = "intake.complaint.withdrawn.v1"
    for place in range(3):
        await set_aside(operator, f"o-{place}", f"{place}".encode(), subject, sequence=place + 1)
    other = await operator.jetstream().publish("dead.metrics_intake", b"\xff unreadable")

    done = broker.command("dead", "requeue", "--all", "--consumer", "routing_intake", "--json")
    assert len(json.loads(done.stdout)["requeued"]) == 3
    stream = operator.jetstream()
    last = (await stream.get_last_msg("intake", subject)).seq or 0
    bodies = [(await stream.get_msg("intake", last - back)).data for back in (2, 1, 0)]
    assert bodies == [b"0", b"1", b"2"]
    assert [letter.id for letter in await read_all(operator)] == [other.seq]

    shown = broker.command("dead", "show", str(other.seq), "--json")
    assert "body_base64" in json.loads(shown.stdout)
    refused = broker.command("dead", "requeue", str(other.seq))
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    left = broker.command("dead", "requeue", "--all", "--json")
    assert json.loads(left.stdout) == {"requeued": [], "left": [other.seq]}
    await stream.delete_msg("dead", other.seq)


async def test_an_unknown_dead_letter_is_one_line_and_code_2(broker: Provisioned) -> None:
    refused = broker.command("dead", "show", "999999")
    assert refused.returncode == 2
    assert refused.stderr == "narahubung: there is no dead letter 999999\n"


async def test_the_status_counts_what_waits(broker: Provisioned, operator: Client) -> None:
    await operator.jetstream().publish("intake.complaint.accepted.v1", b"{}")
    number = await set_aside(operator, "s-1", b"{}", "intake.complaint.accepted.v1")
    found = json.loads(broker.command("status", "--json").stdout)
    assert found["broker"] == "ready"
    assert found["dead"] == {"routing_intake": 1}
    assert set(found["streams"]) == {stream.name for stream in STREAMS}
    waiting = await asked(operator, "CONSUMER.INFO.intake.routing_intake")
    assert found["durables"]["routing_intake"]["lag"] == waiting["num_pending"] > 0
    assert {service["state"] for service in found["services"].values()} == {"away"}
    await operator.jetstream().delete_msg("dead", number)


async def test_a_command_without_a_broker_is_one_line_and_code_2(tmp_path: Path) -> None:
    nowhere = Provisioned(tmp_path)
    refused = nowhere.command("dead", "list")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "cannot reach the broker" in refused.stderr


@pytest.mark.parametrize("words", [("list",), ("show", "1"), ("requeue", "--all")])
async def test_a_broker_that_keeps_nothing_yet_is_one_line_and_code_2(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    started = Provisioned(tmp_path)
    started.start()
    try:
        refused = started.command("dead", *words)
    finally:
        started.kill()
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "dead letter" in refused.stderr
