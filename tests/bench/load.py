"""Makes HTTP load cheaply from one process: the same for the floor and the product."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

ANSWER_LIMIT = 30.0  # seconds for the answers that are still out when the sending has ended
LOST = 0  # the status of a request whose connection closed before its answer

NextRequest = Callable[[], bytes]


@dataclass
class Load:
    """What was answered; times in seconds on the performance clock."""

    started: float = field(default_factory=time.perf_counter)
    ended: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return len(self.waits)

    @property
    def rate(self) -> float:
        return self.answered / (self.ended - self.started)

    def percentile_ms(self, percent: float) -> float:
        return percentile(self.waits, percent) * 1e3


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that is not below `percent` of them; nan of nothing."""
    if not values:
        return math.nan
    rank = max(1, math.ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


def post(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """The bytes of one POST that keeps its connection."""
    parts = urlsplit(url)
    lines = [
        f"POST {parts.path} HTTP/1.1",
        f"host: {parts.netloc}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get(url: str, headers: Mapping[str, str]) -> bytes:
    """The bytes of one GET that keeps its connection."""
    parts = urlsplit(url)
    lines = [
        f"GET {parts.path}?{parts.query} HTTP/1.1",
        f"host: {parts.netloc}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """One request at a time; understands answers with a length, and nothing else."""

    def __init__(self, answered: Callable[["Connection", int], None]) -> None:
        self.answered = answered
        self.transport: asyncio.Transport
        self.sent_at = 0.0
        self.busy = False
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def send(self, request: bytes) -> None:
        self.busy = True
        self.sent_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, _, body = self.received.partition(b"\r\n\r\n")
        if len(head) == len(self.received):
            return
        _, marked, rest = head.lower().partition(b"\r\ncontent-length:")
        length = int(rest.partition(b"\r\n")[0]) if marked else 0
        if len(body) < length:
            return
        self.received = b""
        self.busy = False
        self.answered(self, int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.busy:
            self.busy = False
            self.answered(self, LOST)


class _Run:
    """Counts the answers and knows when the last one has come."""

    def __init__(self) -> None:
        self.load = Load()
        self.out = 0
        self.sending = True
        self.done = asyncio.Event()

    def send(self, connection: Connection, request: bytes) -> None:
        self.out += 1
        connection.send(request)

    def count(self, connection: Connection, status: int) -> None:
        self.load.ended = time.perf_counter()
        self.load.statuses[status] += 1
        self.load.waits.append(self.load.ended - connection.sent_at)
        self.out -= 1
        if not self.sending and self.out == 0:
            self.done.set()

    async def finish(self) -> Load:
        self.sending = False
        if self.out:
            await asyncio.wait_for(self.done.wait(), ANSWER_LIMIT)
        return self.load


async def _connect(url: str, answered: Callable[[Connection, int], None]) -> Connection:
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(
        lambda: Connection(answered), parts.hostname or "", parts.port or 80
    )
    return connection


async def closed_loop(url: str, request: NextRequest, *, connections: int, seconds: float) -> Load:
    """Each connection sends its next request when the last is answered, until the time is up."""
    run = _Run()

    def answered(connection: Connection, status: int) -> None:
        run.count(connection, status)
        if run.sending and status != LOST and run.load.ended < until:
            run.send(connection, request())

    opened = [await _connect(url, answered) for _ in range(connections)]
    run.load.started = time.perf_counter()
    until = run.load.started + seconds
    for connection in opened:
        run.send(connection, request())
    await asyncio.sleep(seconds)
    load = await run.finish()
    for connection in opened:
        connection.transport.close()
    return load


async def open_loop(
    url: str,
    request: NextRequest,
    *,
    rate: float,
    seconds: float,
    sent: Callable[[float], None] = lambda at: None,
) -> Load:
    """Sends at a fixed pace whether or not the last answer has come; `sent` hears each moment."""
    run = _Run()
    free: list[Connection] = []

    def answered(connection: Connection, status: int) -> None:
        run.count(connection, status)
        if status != LOST:
            free.append(connection)

    free.extend([await _connect(url, answered) for _ in range(4)])
    run.load.started = time.perf_counter()
    for i in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, run.load.started + i / rate - time.perf_counter()))
        connection = free.pop() if free else await _connect(url, answered)
        run.send(connection, request())
        sent(connection.sent_at)
    load = await run.finish()
    for connection in free:
        connection.transport.close()
    return load
