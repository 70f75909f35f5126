"""Starts the parts of an installation, keeps them alive and stops them in the reverse order."""

import asyncio
import signal
import time
from collections.abc import Callable

from deploy import nats_server, stack
from deploy.nursery_client import Nurseries, Process
from deploy.permissions import SERVICES
from deploy.provision import provision_streams
from deploy.refusal import StartRefused
from deploy.stack import Part, Plan

READY_SECONDS = 60.0
LOOK_SECONDS = 0.02
STOP_SECONDS = 10.0
WAITS_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Before the restarts of a part that keeps dying; a part that lived for a minute starts anew."""
LIVED_SECONDS = 60.0

Say = Callable[[str], None]


class Supervisor:
    """The processes of one installation."""

    def __init__(self, plan: Plan, nurseries: Nurseries, say: Say) -> None:
        self._plan = plan
        self._nursery = nurseries.services
        self._migrations = nurseries.migrations
        self._say = say
        self._running: dict[str, Process] = {}
        self._keeping: list[asyncio.Task[None]] = []
        self.changed: Callable[[], None] = lambda: None
        """Told after each restart, since the process ids are others then."""

    @property
    def pids(self) -> dict[str, int]:
        return {name: process.pid for name, process in self._running.items()}

    async def start(self) -> None:
        """Bring everything up, as much at once as can be; the first failure ends the rest.

        A nursery serves in the order of asking: the broker first, then the long import of what
        services need, while the other migrates the databases.
        """
        provisioned = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            migrations = [group.create_task(self._migrate(name)) for name in SERVICES]
            broker = stack.broker(self._plan)
            await self._launch(broker)
            await self._nursery.prepare(stack.FOR_SERVICES)
            group.create_task(self._provision(broker, provisioned))
            group.create_task(self._bring_up(stack.mail_sink(self._plan)))
            for name, migration in zip(SERVICES, migrations, strict=True):
                group.create_task(self._provide_service(name, migration, provisioned))
        await self._migrations.close()
        for part in stack.parts(self._plan):
            self._keeping.append(asyncio.create_task(self._keep(part)))

    async def _provision(self, broker: Part, provisioned: asyncio.Event) -> None:
        await self._until_ready(broker)
        plan = self._plan.nats
        await provision_streams(plan.url, plan.secrets.creds("operator"))
        provisioned.set()

    async def _migrate(self, name: str) -> None:
        arguments = (name, self._plan.database_url(name))
        log = self._plan.log(name)
        migration = await self._migrations.fork("deploy.provision:migrate", arguments, log=log)
        if await migration.wait() != 0:
            raise StartRefused(f"cannot prepare the database of {name}: see {log}")

    async def _provide_service(
        self, name: str, migration: asyncio.Task[None], provisioned: asyncio.Event
    ) -> None:
        await migration
        await provisioned.wait()
        await self._bring_up(stack.service(self._plan, name))

    async def _bring_up(self, part: Part) -> None:
        await self._launch(part)
        await self._until_ready(part)

    async def _until_ready(self, part: Part) -> None:
        process = self._running[part.name]
        until = time.monotonic() + READY_SECONDS
        while not await part.ready():
            if (code := process.code) is not None:
                log = self._plan.log(part.name)
                raise StartRefused(f"{part.name} ended with code {code} while starting: see {log}")
            if time.monotonic() > until:
                raise StartRefused(f"{part.name} is not ready after {READY_SECONDS:g} s")
            await asyncio.sleep(LOOK_SECONDS)

    async def _launch(self, part: Part) -> Process:
        log = self._plan.log(part.name)
        if part.call is None:
            process = await self._nursery.spawn(nats_server.command(self._plan.nats), log)
        else:
            process = await self._nursery.fork(part.call, part.arguments, env=part.env, log=log)
        self._running[part.name] = process
        return process

    async def _keep(self, part: Part) -> None:
        """Start the part again whenever it ends, after a wait that grows while it keeps dying."""
        failures = 0
        while True:
            began = time.monotonic()
            code = await self._running[part.name].wait()
            if self._nursery.gone:
                return
            failures = 0 if time.monotonic() - began > LIVED_SECONDS else failures
            wait = WAITS_SECONDS[min(failures, len(WAITS_SECONDS) - 1)]
            failures += 1
            self._say(f"{part.name} ended ({_reason(code)}); it starts again in {wait:g} s")
            await asyncio.sleep(wait)
            await self._launch(part)
            self.changed()

    async def run_beside(self, call: str, arguments: tuple[str, ...]) -> Process:
        """Run something that writes to our terminal, in a process of its own."""
        return await self._nursery.fork(call, arguments)

    async def stop(self, process: Process) -> None:
        """End one process: SIGTERM, and SIGKILL to one that stays."""
        await self._nursery.signal(process, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            await self._nursery.signal(process, signal.SIGKILL)
            await process.wait()

    async def stop_all(self) -> None:
        """The services first, while the broker still takes their last words."""
        for task in self._keeping:
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)
        for group in (tuple(reversed(SERVICES)), ("mails",), ("nats",)):
            running = [self._running[name] for name in group if name in self._running]
            await asyncio.gather(*(self.stop(process) for process in running))


def _reason(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"code {code}"
