"""What a service cannot take is set aside, hinders nobody, and is done once its cause is gone."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import nats
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from deploy.addresses import announce
from deploy.commands.dead import dead
from deploy.stack import service
from services.routing.models import CaseRow
from shared.db.transaction import table_of
from tests.databases import KINDS, Databases
from tests.factories import NOON, an_accepted_complaint, an_event
from tests.system import books
from tests.system.books import Expected
from tests.system.plans import a_plan
from tests.system.stack import Stack, running
from tests.system.traffic import a_client, file_all, ids
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

CASES = table_of(CaseRow).c
SUBJECT = "intake.complaint.accepted.v1"
UNREADABLE = b'{"specversion": "1.0"'
HEARERS = {"routing_intake", "notifications_intake", "metrics_intake"}


@pytest.fixture(
    params=[pytest.param(kind, marks=pytest.mark.xdist_group(f"stack-{kind}")) for kind in KINDS]
)
def stack(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """With an older release of routing."""
    folder = tmp_path_factory.mktemp(request.param)
    with a_plan(folder, databases, request.param) as plan:
        older = replace(service(plan, "routing"), call="tests.system.older:main")
        with running(Stack(plan, [older])) as prepared:
            yield prepared


async def operator(stack: Stack, *words: str) -> Any:
    """What `narahubung dead` answers to an operator beside the installation."""
    command = [*words, "--json", "--data", str(stack.plan.data)]
    done = await asyncio.to_thread(CliRunner().invoke, dead, command)  # it runs a loop of its own
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


async def said_by_intake(stack: Stack, *bodies: bytes) -> None:
    client = await nats.connect(
        stack.addresses.nats,
        user_credentials=str(stack.plan.nats.secrets.creds("intake")),
        inbox_prefix="_INBOX_intake",
    )
    for body in bodies:
        await client.jetstream().publish(SUBJECT, body)
    await client.close()


async def has_a_case(stack: Stack, complaint: UUID) -> bool:
    query = select(CASES.case_id).where(CASES.complaint_id == complaint)
    return len(await stack.read("routing", query)) == 1


async def test_what_cannot_be_taken_is_set_aside_and_finished_later(stack: Stack) -> None:
    await stack.start()
    announce(stack.addresses, stack.plan.data)
    history = an_event(an_accepted_complaint(access_type="RCO", silent=True), NOON)
    async with a_client(stack) as client:
        receipts = await file_all(client, range(10))
        await said_by_intake(stack, UNREADABLE, history.model_dump_json().encode())
        receipts |= await file_all(client, range(10, 20))
        await books.until_quiet(stack, client)
    of_neighbours = Expected(ids(receipts.values()), set())
    await books.assert_every_complaint_is_one_case(stack, of_neighbours)
    await books.assert_every_recipient_has_one_message(stack, of_neighbours)

    letters = (await operator(stack, "list"))["dead"]
    [refused] = [letter for letter in letters if letter["reason"] != "ValidationError"]
    assert (refused["consumer"], refused["event_id"]) == ("routing_intake", str(history.id))
    assert {one["consumer"] for one in letters if one is not refused} == HEARERS
    assert len(letters) == len(HEARERS) + 1
    shown = await operator(stack, "show", str(refused["id"]))
    assert shown["error"].startswith("The working days of 2022 are not known")
    assert shown["body"]["id"] == str(history.id)

    await stack.upgrade(service(stack.plan, "routing"))
    done = await operator(stack, "requeue", str(refused["id"]))
    assert done == {"requeued": [refused["id"]], "left": []}
    await until(lambda: has_a_case(stack, history.data.complaint_id))
    left = (await operator(stack, "list"))["dead"]
    assert {one["id"] for one in left} == {one["id"] for one in letters} - {refused["id"]}
