"""All figures that an installation publishes, as bytes, so that two moments can be compared."""

import asyncio
from collections.abc import Iterator

import httpx

from services.metrics.domain.metrics import METRICS
from shared.access.person import Person
from tests.system.stack import Stack

OFFICE = "babel"
QUARTER = {"from": "2022-01-01", "to": "2022-04-01"}
REPORTS = ("2021", "2022", "2022-Q1")
THE_ONE = "/reports/2022-Q1"
GROUPS = (
    *("total", "month", "office", "agency", "channel", "substance", "access_type"),
    *("region", "maladministration", "agency_group", "campaign"),
)
FINDINGS = ("silent-agencies", "bursts", "checklist", "coverage")
FILES = ("pdf", "xlsx", "csv")
ANSWER_SECONDS = 180.0
"""A report of a past moment looks at all facts for many periods, and others may be at work."""
TOGETHER = 2

Files = dict[str, bytes]
Question = tuple[str, dict[str, str]]


def _of_staff() -> Iterator[Question]:
    """Where each figure is read, and how it is asked for."""
    for name in REPORTS:
        yield f"/reports/{name}.json", {"office": OFFICE}
    for form in FILES:
        yield f"{THE_ONE}.{form}", {"office": OFFICE}
    for by in GROUPS:
        yield "/statistics/closures", {**QUARTER, "by": by}
    for figure in ("stock-flow", "status", "requests", "durations"):
        yield f"/statistics/{figure}", {**QUARTER, "by": "agency"}
    for name in (*METRICS, *FINDINGS):
        yield f"/statistics/{name}", QUARTER


def _of_everybody() -> Iterator[Question]:
    yield f"{THE_ONE}.json", {}
    yield f"{THE_ONE}.json", {"incidents": "without"}
    yield "/statistics/closures", {**QUARTER, "by": "agency"}


async def published(stack: Stack, as_of: str) -> Files:
    """Every answer as staff or the public have it, of what was known at a moment.

    That is made of the facts; what is asked without a moment is read from the sums, and so is
    asked for, too: only its own moment and its fingerprint differ from look to look.
    """
    token = stack.addresses.token_of(Person("penguji", "head", OFFICE))
    askers = {"public": {}, "staff": {"authorization": f"Bearer {token}"}}
    asked = [("staff", one) for one in _of_staff()]
    asked += [("public", one) for one in _of_everybody()]
    found: Files = {}
    turns = asyncio.Semaphore(TOGETHER)
    timeout = httpx.Timeout(ANSWER_SECONDS)
    async with httpx.AsyncClient(timeout=timeout, trust_env=False) as http:

        async def ask(who: str, path: str, told: dict[str, str]) -> None:
            async with turns:
                url = f"{stack.addresses.metrics}{path}"
                answer = await http.get(url, params=told, headers=askers[who])
            assert answer.status_code == httpx.codes.OK, answer.text
            name = f"{who} {answer.url.raw_path.decode()}"
            found[name] = answer.content if "as_of" in told else _figures(answer)

        async with asyncio.TaskGroup() as group:
            for who, (path, told) in asked:
                if who == "staff":  # moments of one's own choice are not for the public
                    group.create_task(ask(who, path, {**told, "as_of": as_of}))
                if not path.endswith(FILES):
                    group.create_task(ask(who, path, told))
    return found


def _figures(answer: httpx.Response) -> bytes:
    """Without what says when it was asked."""
    said = answer.json()
    return repr({name: said[name] for name in said if name not in ("as_of", "hash")}).encode()


def changed(before: Files, after: Files) -> list[str]:
    """What was asked and is answered otherwise now."""
    return sorted(name for name in before | after if before.get(name) != after.get(name))
