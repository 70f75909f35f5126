"""Takes the examples of the OpenAPI document from the played quarter: `python -m` this module."""

import asyncio
import io
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from deploy.scenarios import play
from services.metrics.answers.examples import FOLDER
from shared.access.person import Person
from tests.databases import Databases
from tests.system.stack import Stack, a_stack

NAME = "babel-2022-q1"
QUARTER = "period=2022-Q1"
ASKED = {
    "closures": f"closures?{QUARTER}",
    "stock-flow": f"stock-flow?{QUARTER}&by=month",
    "status": f"status?{QUARTER}",
    "requests": f"requests?{QUARTER}",
    "messages": f"messages?{QUARTER}",
    "reporters": f"reporters?{QUARTER}",
    "losses": f"losses?{QUARTER}",
    "durations": f"durations?{QUARTER}&by=access_type",
    "sla": f"sla?{QUARTER}",
    "funnel": f"funnel?{QUARTER}",
    "focal-points": f"focal-points?{QUARTER}",
    "stage-time": f"stage-time?{QUARTER}",
    "attainment": f"attainment?{QUARTER}",
    "backlog": f"backlog?{QUARTER}",
    "M04": f"M04?{QUARTER}&by=agency_group",
    "silent-agencies": f"silent-agencies?{QUARTER}",
    "bursts": f"bursts?{QUARTER}",
    "checklist": f"checklist?{QUARTER}",
    "coverage": f"coverage?{QUARTER}",
}
OF_ITS_TIME = (
    *("answer.as_of", "answer.hash"),
    *(".hours_to_acknowledge.", ".hours_to_answer."),
)
"""What says when it was asked, and how long officers took from the proof of a letter's delivery,
which belongs to the day of the playing; all else is the same for ever."""

Taken = dict[str, dict[str, Any]]


async def take(stack: Stack) -> Taken:
    """Every example, as the head of the office is answered."""
    token = stack.addresses.token_of(Person("penguji", "head", "babel"))
    headers = {"authorization": f"Bearer {token}"}
    told = {name: f"/statistics/{asked}" for name, asked in ASKED.items()}
    told["definition"] = "/definitions/M04"
    found: Taken = {}
    async with httpx.AsyncClient(
        base_url=stack.addresses.metrics, headers=headers, trust_env=False
    ) as http:
        for name, asked in told.items():
            answer = (await http.get(asked)).raise_for_status()
            found[name] = {"asked": asked, "answer": answer.json()}
    return found


def kept() -> Taken:
    """Those that the document shows."""
    return {path.stem: json.loads(path.read_bytes()) for path in FOLDER.glob("*.json")}


def lasting(told: Any, name: str = "") -> Any:
    """Without what says when it was taken: the names of that stay, and what of it is null."""
    if isinstance(told, dict):
        return {key: lasting(one, f"{name}.{key}") for key, one in told.items()}
    if isinstance(told, list):
        return [lasting(one, name) for one in told]
    is_of_its_time = any(word in name for word in OF_ITS_TIME)
    return "of its time" if is_of_its_time and told is not None else told


def renew(found: Taken) -> None:
    """Write those that differ, for a visible diff."""
    was = kept()
    for name, one in found.items():
        if lasting(was.get(name)) != lasting(one):
            text = json.dumps(one, indent=1, ensure_ascii=False) + "\n"
            (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


def main() -> None:
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        stack = ends.enter_context(a_stack(folder, Databases(folder, ends), "sqlite"))
        asyncio.run(play(NAME, stack.addresses, Console(file=io.StringIO())))
        renew(asyncio.run(take(stack)))


if __name__ == "__main__":
    main()
