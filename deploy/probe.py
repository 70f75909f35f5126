"""Asks whether something answers, without the weight of an HTTP client."""

import asyncio
from urllib.parse import urlsplit

ANSWER_SECONDS = 3.0


async def http_get(url: str, seconds: float = ANSWER_SECONDS) -> tuple[int, bytes]:
    """Status and body of a small page; OSError where nobody answers in time."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                request = f"GET {parts.path or '/'} HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n"
                writer.write(request.encode())
                answer = await reader.read(-1)
            finally:
                writer.close()
    except TimeoutError as error:
        raise OSError(f"no answer within {seconds:g} s") from error
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    if len(words) < 3 or not words[1].isdigit():
        raise OSError("the answer is not HTTP")
    return int(words[1]), body


async def is_ready(url: str) -> bool:
    """Whether a service says of itself that it is ready."""
    try:
        status, _ = await http_get(f"{url}/health/ready", 1.0)
    except OSError:
        return False
    return status == 200


async def greets_as_nats(port: int) -> bool:
    """Whether a NATS server greets on this port of ours."""
    try:
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            greeting = await reader.readexactly(5)
            writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    return greeting == b"INFO "
