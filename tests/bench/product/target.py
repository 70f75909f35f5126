"""Runs the product, with `narahubung up` or service by service, and reads how far it is."""

import asyncio
import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

from deploy import nats_server, stack
from deploy.addresses import PARTS, ports_from
from deploy.provision import provision_streams
from shared.access.person import Person
from tests.bench import processes, servers
from tests.bench.product import facts, history, office
from tests.bench.product.databases import SERVICES, Databases
from tests.bench.targets import Counts, NotSettled, Reader, progress
from tests.ports import first_of_free_ports

HEARING = ("routing", "notifications", "metrics")
NOT_MEASURED = {"NOTIFICATIONS_DELIVER": "false"}  # messages are saved and not sent
UP_LIMIT = 60.0  # seconds

ACCEPTED = "SELECT count(*) FROM complaints"
NOTICED = "SELECT count(*) FROM messages WHERE template = 'case-assigned'"
# As the answers of metrics read it: the roll-ups, and what is counted but not folded into them.
COUNTED = """
SELECT coalesce(sum(count), 0) FROM (
  SELECT count FROM rollups
  WHERE dimension = 'total' AND scope > '' AND grain = 'month' AND measure IN ('opened')
  UNION ALL SELECT count FROM tallies WHERE measure IN ('opened')) AS counted
"""
HEARD = COUNTED.replace("'opened'", "'received', 'opened', 'closed'")  # one for each event
UNSENT = "SELECT count(*) FROM outbox"


class Product:
    """The office's own stack on this machine; `databases` says on what."""

    def __init__(self, name: str, data: Path, databases: Databases) -> None:
        self.name = name
        self.data = data
        self.databases = databases
        self.plan = stack.Plan(data=data, first_port=first_of_free_ports(len(PARTS)))
        if databases.url_template:
            self.plan = replace(self.plan, database_url_template=databases.url_template)
        self.url = f"{self.plan.addresses.intake}/complaints"
        self.posts = office.Posts(self.url)
        self.up: processes.Process | None = None
        self.answer_url = (
            f"{self.plan.addresses.metrics}/statistics/closures"
            "?from=2025-04-01&to=2025-07-01&by=agency"
        )
        self.held = 0  # cases in the statistics
        self.running: dict[str, processes.Process] = {}
        self.made = False

    async def fresh(self) -> None:
        """The first time by starting and stopping it; later by putting that state back."""
        if not self.made:
            await self.databases.make()
            await self.start()
            token = self.plan.addresses.token_of(Person("bench", "head", office.OFFICE))
            await asyncio.to_thread(office.load_registry, self.plan.addresses.routing, token)
            await self.stop()
            await self.databases.keep()
            self.made = True
        self.held = 0
        await self.databases.put_back()
        for folder in ("nats", "mails"):
            shutil.rmtree(self.data / folder, ignore_errors=True)
        (self.data / "mails").mkdir(mode=0o700)
        self._start_nats()
        await provision_streams(self.plan.nats.url, self.plan.nats.secrets.creds("operator"))
        await self.stop()
        self.databases.stop()

    async def start(self, *, consumers: bool = True) -> None:
        self.databases.start()
        if consumers:
            await self._up()
        else:
            self._start_nats()
            self._start_service("intake")
            servers.wait_for_port(
                ports_from(self.plan.first_port)["intake"], self.running["intake"]
            )

    async def _up(self) -> None:
        """As a person starts it, without a scenario."""
        arguments = ["up", "--data", str(self.data), "--no-scenario"]
        arguments += ["--ports-from", str(self.plan.first_port)]
        if self.databases.url_template:
            arguments += ["--database-url-template", self.databases.url_template]
        self.up = processes.python("deploy.cli", *arguments, env=NOT_MEASURED, log=self._log("up"))
        for _ in range(int(UP_LIMIT / 0.005)):
            if (self.data / "run.json").exists():
                return
            if self.up.poll() is not None:
                break
            await asyncio.sleep(0.005)
        raise NotSettled(f"{self.name} does not start: {self._log('up').read_text()[-2000:]}")

    async def stop(self) -> None:
        await self.databases.close()
        server = self.running.pop("nats", None)
        processes.stop(list(self.running.values()))
        self.running.clear()
        ended = [process for process in (self.up, server) if process is not None]
        processes.stop(ended)
        self.up = None

    async def start_consumers(self) -> None:
        for name in HEARING:
            self._start_service(name)

    async def stop_consumers(self) -> None:
        processes.stop([self.running.pop(name) for name in HEARING])

    def request(self) -> bytes:
        return self.posts.next()

    async def counts(self) -> Counts:
        return Counts(
            accepted=await self.databases.ask("intake", ACCEPTED),
            noticed=await self.databases.ask("notifications", NOTICED),
            counted=await self.counted(),
        )

    async def counted(self) -> int:
        return await self.databases.ask("metrics", COUNTED)

    async def unsent(self) -> int:
        return sum([await self.databases.ask(name, UNSENT) for name in SERVICES[:3]])

    def statistics(self) -> Reader:
        return self.databases.reader("metrics", COUNTED)

    async def forget_statistics(self) -> int:
        events = await self.heard()
        processes.stop([self.running.pop("metrics")])
        await self.databases.put_back(["metrics"])
        await history.forget_places(self.plan, "metrics")
        return events

    async def read_again(self) -> None:
        self._start_service("metrics")

    async def heard(self) -> int:
        return await self.databases.ask("metrics", HEARD)

    async def hold(self, cases: int) -> dict[str, float]:
        """Adds what is missing to the facts and their sums, and starts what answers."""
        self.databases.start()
        if "metrics" in self.running:
            processes.stop([self.running.pop("metrics")])
        began = time.perf_counter()
        written = await facts.fill(self.plan.database_url("metrics"), self.held, cases)
        seconds = time.perf_counter() - began
        self.held = cases
        self._start_service("metrics")
        port = ports_from(self.plan.first_port)["metrics"]
        servers.wait_for_port(port, self.running["metrics"])
        return {f"summed_facts_per_s_{cases}": written / seconds}

    async def count_something(self) -> None:
        """So that no answer is remembered."""
        await facts.count_something(self.plan.database_url("metrics"))

    async def hear_history(self, cases: int) -> dict[str, float]:
        """Puts so many cases into the streams, then lets the metrics service read them."""
        self.databases.start()
        self._start_nats()
        events = await history.publish(self.plan, cases)
        self._start_service("metrics")
        first = await progress(self.heard)
        began = time.perf_counter()
        await progress(self.heard, events, limit=3600)
        return {"history_per_s": (events - first) / (time.perf_counter() - began)}

    def pids(self) -> dict[str, int]:
        own = {name: process.pid for name, process in self.running.items()}
        if self.up is not None:
            own |= json.loads((self.data / "run.json").read_text())["pids"]
        return {**own, **self.databases.pids()}

    def _start_nats(self) -> None:
        self.running["nats"] = nats_server.start(self.plan.nats, self._log("nats"))

    def _start_service(self, name: str) -> None:
        self.running[name] = processes.python(
            f"services.{name}.app",
            env={**stack.environment(self.plan, name), **NOT_MEASURED},
            log=self._log(name),
        )

    def _log(self, name: str) -> Path:
        return self.data.parent / f"{self.name}-{name}.log"
