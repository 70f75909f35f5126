"""Where an installation of a test lies: free ports, empty databases, a service twice."""

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from deploy.addresses import HOST, PARTS
from deploy.permissions import SERVICES
from deploy.probe import is_ready
from deploy.stack import Part, Plan, environment, service
from tests.postgres import execute, named

PORTS = range(20_000, 32_000)
"""Below those that the system gives to outgoing connections."""


def first_free_port() -> int:
    """The first of a row of free ports, one for each part and one for a second of a service."""
    while True:
        first = random.choice(PORTS)
        if all(_is_free(first + place) for place in range(len(PARTS) + 1)):
            return first


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


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True


@contextmanager
def a_plan(folder: Path, postgres_url: str | None) -> Iterator[Plan]:
    """With an empty database for each service, for as long as the block runs."""
    if postgres_url is None:
        yield Plan(folder, first_free_port())
        return
    prefix = f"system_{uuid4().hex[:12]}"
    for name in SERVICES:
        execute(postgres_url, f"CREATE DATABASE {prefix}_{name}")
    try:
        yield Plan(folder, first_free_port(), named(postgres_url, f"{prefix}_{{service}}"))
    finally:
        for name in SERVICES:
            execute(postgres_url, f"DROP DATABASE {prefix}_{name} WITH (FORCE)")
