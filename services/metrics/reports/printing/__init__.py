"""Puts a sheet on paper (PDF) or into a workbook (XLSX), each in a short-lived process of its own.

Typesetting takes tens of megabytes and a good part of a second: a process gives both back, and
the service answers others meanwhile.
"""

import asyncio
import sys
from pathlib import Path
from typing import Literal

Paper = Literal["pdf", "xlsx"]

HERE = Path(__file__).parent
LIMIT_SECONDS = 30.0
AT_ONCE = 2

_turns = asyncio.Semaphore(AT_ONCE)


class NotPrinted(Exception):
    """The process that prints has failed, or took too long."""


async def printed(paper: Paper, sheet: bytes) -> bytes:
    """The file for a sheet in JSON; the same sheet gives the same bytes. Raises `NotPrinted`."""
    async with _turns:
        # Isolated and with an empty environment: it needs its input alone, and knows no secret.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(HERE / f"{paper}.py"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={},
        )
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                file, said = await process.communicate(sheet)
        except TimeoutError as error:
            raise NotPrinted(f"{paper} took more than {LIMIT_SECONDS} s") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode or not file:
        raise NotPrinted(f"{paper} ended with {process.returncode}: {said.decode()[-500:]}")
    return file
