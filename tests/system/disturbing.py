"""What an installation goes through in years: replays, erasures, a backup that is put back."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import nats.js.errors
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner

from deploy.addresses import announce
from deploy.broker import connected
from deploy.cli import narahubung
from deploy.commands import erase as erasing
from deploy.permissions import SERVICES
from services.intake.models import ComplaintRow
from services.metrics.models import Table
from services.routing.models import CaseRow
from shared.bus.topology import DURABLES
from shared.db.transaction import table_of
from tests.postgres import execute, named
from tests.system.plans import first_free_port
from tests.system.stack import Stack

erasing.register(narahubung)

EVERY = 9
"""One of so many complaints that have ended loses its reporter: a tenth of all and more."""

COMPLAINTS = table_of(ComplaintRow).c
CASES = table_of(CaseRow).c
ANNOUNCING = ("intake", "routing", "notifications")


def rebuild(stack: Stack) -> dict[str, Any]:
    """As an operator does it, beside the running service."""
    environment = {
        **os.environ,
        "METRICS_DATABASE_URL": stack.plan.database_url("metrics"),
        "NARAHUBUNG_NATS": stack.addresses.nats,
        "NARAHUBUNG_SECRETS": stack.addresses.secrets,
    }
    command = [sys.executable, "-m", "deploy", "metrics", "rebuild", "--json"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


async def announce_all_again(stack: Stack) -> int:
    """Every event of every stream comes once more under its id; answers how many.

    Long after: the broker remembers an id for minutes only, so none is shown to it.
    """
    count = 0
    async with connected(stack.addresses.nats, stack.addresses.operator_creds) as operator:
        stream = operator.jetstream()
        for name in ANNOUNCING:
            last = (await stream.stream_info(name)).state.last_seq
            for number in range(1, last + 1):
                try:
                    message = await stream.get_msg(name, number)
                except nats.js.errors.NotFoundError:
                    continue
                await stream.publish(str(message.subject), message.data or b"")
                count += 1
    return count


async def hear_from_the_beginning(stack: Stack, *, forgetful: bool) -> None:
    """Metrics is given all that the streams keep; if `forgetful`, with nothing in its books."""
    stack.kill("metrics")
    if forgetful:
        engine = create_async_engine(stack.plan.database_url("metrics"))
        async with engine.begin() as connection:
            for table in Table.metadata.sorted_tables:
                await connection.execute(delete(table))
        await engine.dispose()
    creds = stack.addresses.operator_creds
    async with connected(stack.addresses.nats, creds) as operator:
        for durable in DURABLES:
            if durable.service == "metrics":
                await operator.jetstream().delete_consumer(durable.stream, durable.name)
    await stack.provision()
    stack.launch("metrics")
    await stack.ready("metrics")


async def some_that_ended(stack: Stack) -> tuple[list[UUID], int]:
    """Consultations, copies and closed cases, spread over all of them; and how many there are."""
    rows = await stack.read("intake", select(COMPLAINTS.complaint_id))
    open_ones = select(CASES.complaint_id).where(CASES.state != "closed")
    still_open = {row[0] for row in await stack.read("routing", open_ones)}
    ended = sorted(row[0] for row in rows if row[0] not in still_open)
    return ended[::EVERY], len(rows)


def erase(stack: Stack, complaints: Sequence[UUID]) -> None:
    """As a head of office has it done."""
    announce(stack.addresses, stack.plan.data)
    for complaint in complaints:
        words = ["erase", str(complaint), "--ground", "retention-over", "--who", "kepala"]
        done = CliRunner().invoke(narahubung, [*words, "--data", str(stack.plan.data)])
        assert done.exit_code == 0, (done.output, done.exception)


@contextmanager
def put_back(stack: Stack, folder: Path, postgres_url: str | None) -> Iterator[Stack]:
    """Another installation made of a backup of this one, which stands still."""
    shutil.copytree(stack.plan.data, folder, ignore=shutil.ignore_patterns("logs", "run.json"))
    plan = replace(stack.plan, data=folder, first_port=first_free_port())
    prefix = f"restored_{uuid4().hex[:12]}"
    if postgres_url is not None:
        plan = replace(plan, database_url_template=named(postgres_url, f"{prefix}_{{service}}"))
        for name in SERVICES:
            _copy_database(stack.plan.database_url(name), postgres_url, f"{prefix}_{name}", folder)
    restored = Stack(plan)
    try:
        yield restored
    finally:
        restored.stop()
        if postgres_url is not None:
            for name in SERVICES:
                execute(postgres_url, f"DROP DATABASE {prefix}_{name} WITH (FORCE)")


def _copy_database(url: str, server: str, name: str, folder: Path) -> None:
    """With the tools that are named to operators."""
    execute(server, f"CREATE DATABASE {name}")
    dump = folder / f"{name}.dump"
    source, copy = (one.replace("+asyncpg", "") for one in (url, named(server, name)))
    for command in (
        [_tool("pg_dump"), "-Fc", "-f", str(dump), source],
        [_tool("pg_restore"), "--exit-on-error", "--no-owner", "-d", copy, str(dump)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr


def _tool(name: str) -> str:
    """Of the wheel that brings the server for tests: not older than any server that is tested."""
    from tests.embedded import BIN  # noqa: PLC0415 - only where it is asked for

    return str(BIN / name)
