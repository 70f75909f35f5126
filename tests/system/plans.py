"""Where an installation of a test lies: free ports, empty databases, a service twice."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from sqlalchemy.engine import make_url

from deploy.addresses import HOST, PARTS
from deploy.permissions import SERVICES
from deploy.private_files import make_private_folder
from deploy.probe import is_ready
from deploy.stack import Part, Plan, environment, service
from tests.databases import Databases
from tests.ports import first_of_free_ports
from tests.postgres import named


def first_free_port() -> int:
    """The first of a row of free ports, one for each part and one for a second of a service."""
    return first_of_free_ports(len(PARTS) + 1)


def twice(plan: Plan, name: str, **told: str) -> list[Part]:
    """A service as two processes on one database: itself and, on the port after the last, `-2`."""
    env = environment(plan, name)
    env |= {f"{name.upper()}_{variable}": value for variable, value in told.items()}
    env[f"{name.upper()}_SCALED_OUT"] = "true"
    first = replace(service(plan, name), env=env)
    port = plan.first_port + len(PARTS)
    env_of_second = {**env, f"{name.upper()}_PORT": str(port)}
    url = f"http://{HOST}:{port}"
    return [first, Part(f"{name}-2", first.call, (), env_of_second, lambda: is_ready(url))]


@contextmanager
def a_plan(folder: Path, databases: Databases, kind: str) -> Iterator[Plan]:
    """With a database for each service, for as long as the block runs."""
    plan = Plan(folder, first_free_port())
    if kind == "postgresql":
        template = named(databases.server, f"system_{uuid4().hex[:12]}_{{service}}")
        plan = replace(plan, database_url_template=template)
    make_private_folder(folder / "databases")
    with ExitStack() as stack:
        for name in SERVICES:
            url = make_url(plan.database_url(name))
            stack.enter_context(databases.one(kind, str(url.database), name))
        yield plan
