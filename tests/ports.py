"""Ports that nobody listens on."""

import random
import socket

PORTS = range(20_000, 32_000)
"""Below those that the system gives to outgoing connections."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def first_of_free_ports(count: int) -> int:
    """The first of so many free ports in a row."""
    while True:
        first = random.choice(PORTS)
        if all(map(_is_free, range(first, first + count))):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
