"""`narahubung up`: looks whether the stack can start, and begins with what takes longest."""

import asyncio
import os
import signal

from deploy.nats_server import find_binary
from deploy.nursery_client import Nurseries, open_nursery
from deploy.stack import FOR_DATABASES, FOR_MIGRATIONS, Plan
from deploy.start_checks import check_ports, check_secrets, take_folder


async def run(plan: Plan) -> int:
    """Start, play the scenario, stay until told to stop; answers the exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    lock = take_folder(plan.data)
    try:
        check_secrets(plan.data)
        check_ports(plan.first_port)
        find_binary()
        nurseries = Nurseries(await open_nursery(lock), await open_nursery(lock))
        nurseries.services.when_gone(stop.set)
        await nurseries.services.prepare([*FOR_DATABASES, *plan.database_modules()])
        await nurseries.migrations.prepare([*FOR_MIGRATIONS, *plan.database_modules()])
        # Here and not above: these imports take a third of a second, in which the nurseries
        # import theirs.
        from deploy.session import live  # noqa: PLC0415

        return await live(plan, nurseries, stop)
    finally:
        os.close(lock)
