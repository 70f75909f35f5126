"""Takes complaints through a running installation and says what is missing; for `try-compose`.

Each step names its complaints by words. A word is the idempotency key too: filing it again, in a
later step and after whatever was killed, must give the same complaint.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer

from deploy.addresses import find_addresses
from deploy.client import Client, Json, ask, connected, file_complaint, statistics
from deploy.status import status
from shared.errors import Refused

OFFICE, AGENCY = "babel", "pln-uiw-babel"
EVER = {"from": "2020-01-01", "to": "2100-01-01"}
LIMIT_SECONDS = 90.0
LOOK_SECONDS = 0.2


class Missing(Refused):
    """Something that should have come has not come in time, or too often."""

    code = "missing"


@dataclass(frozen=True, slots=True)
class Filed:
    """One complaint of the trial."""

    word: str
    complaint_id: str
    tracking_code: str


async def file(client: Client, words: list[str]) -> None:
    """Hand the complaints in."""
    for one in await _filed(client, words):
        typer.echo(f"{one.word}: taken in under {one.tracking_code}")


async def arrive(client: Client, words: list[str]) -> None:
    """Each complaint is a case at its agency, told of by two mails and counted, exactly once."""
    filed = await _filed(client, words)
    for one in filed:
        await _until(f"{one.word}: with the agency", partial(_has_step, client, one, "assigned"))
    await _until("two mails for each complaint", partial(_mails, client, 2 * len(filed)))
    counts = {"received": len(filed), "opened": len(filed), "closed": 0}
    await _until("statistics", partial(_counted, client, counts))
    await _all_well(client, filed)


async def close(client: Client, words: list[str]) -> None:
    """Acknowledge, answer and close the cases; public progress, mail and statistics follow."""
    filed = await _filed(client, words)
    cases = {case["complaint_id"]: case["case_id"] for case in await _cases(client)}
    closure = {
        "reason": "K20",
        "resolution_method": "written-clarification",
        "substantiated": "not-determined",
    }
    for one in filed:
        case = f"{client.addresses.routing}/cases/{cases[one.complaint_id]}"
        await ask(client, "POST", f"{case}/acknowledgement", json={})
        await ask(client, "POST", f"{case}/answer", json={"text": "Sudah diperbaiki."})
        await ask(client, "POST", f"{case}/closure", json=closure)
        await _until(f"{one.word}: closed", partial(_has_step, client, one, "closed"))
    await _until("three mails for each complaint", partial(_mails, client, 3 * len(filed)))
    counts = {"received": len(filed), "closed": len(filed), "open_at_end": 0}
    await _until("statistics", partial(_counted, client, counts))
    await _all_well(client, filed)


async def _filed(client: Client, words: list[str]) -> list[Filed]:
    filed = []
    for word in words:
        form = {
            "reporter": {"name": f"Percobaan {word}", "email": f"{word}@example.org"},
            "narrative": "Listrik padam setiap malam sejak awal bulan.",
            "agency": AGENCY,
            "substance": "kelistrikan",
        }
        answer = await file_complaint(client, form, key=f"trial-{word}")
        filed.append(Filed(word, answer["complaint_id"], answer["tracking_code"]))
    return filed


async def _has_step(client: Client, one: Filed, step: str) -> str:
    progress = await ask(client, "GET", f"{client.addresses.intake}/complaints/{one.tracking_code}")
    steps = [known["step"] for known in progress["steps"]]
    return "" if steps.count(step) == 1 else f"steps {steps}"


async def _mails(client: Client, count: int) -> str:
    mails = (await ask(client, "GET", f"{client.addresses.mails}/mails.json"))["mails"]
    different = {mail["message_id"] for mail in mails}
    return (
        ""
        if count == len(mails) == len(different)
        else f"{len(mails)}, {len(different)} of them different"
    )


async def _counted(client: Client, counts: dict[str, int]) -> str:
    groups = (await statistics(client, "closures", **EVER))["groups"]
    found = {name: groups[0][name] for name in counts} if groups else {}
    return "" if found == counts else f"{found}"


async def _cases(client: Client) -> list[Json]:
    url = f"{client.addresses.routing}/cases"
    answer = await client.http.get(url, params={"limit": 200})
    found: list[Json] = answer.raise_for_status().json()
    return found


async def _all_well(client: Client, filed: list[Filed]) -> None:
    """One case for each complaint, nothing set aside, nothing on its way."""
    cases = Counter(case["complaint_id"] for case in await _cases(client))
    if cases != Counter(one.complaint_id for one in filed):
        raise Missing(f"cases of complaints: {dict(cases)}, filed: {filed}")
    await _until("nothing waits, nothing was set aside", partial(_quiet, client))


async def _quiet(client: Client) -> str:
    found = await status(client.addresses)
    waiting = {name: one for name, one in found.durables.items() if one.lag or one.unacknowledged}
    unsent = [name for name, one in found.services.items() if one.oldest_unsent_seconds is not None]
    if found.healthy and not found.dead and not waiting and not unsent:
        return ""
    return f"healthy {found.healthy}, dead {found.dead}, waiting {waiting}, unsent {unsent}"


async def _until(what: str, look: Callable[[], Awaitable[str]]) -> None:
    """Look until nothing is missing any more; `look` says what is."""
    began = time.monotonic()
    while missing := await look():
        if time.monotonic() - began > LIMIT_SECONDS:
            raise Missing(f"{what}: not after {LIMIT_SECONDS:g} s ({missing})")
        await asyncio.sleep(LOOK_SECONDS)
    typer.echo(f"{what}: yes, after {time.monotonic() - began:.1f} s")


STEPS = {"file": file, "arrive": arrive, "close": close}


async def _take(step: str, words: list[str]) -> None:
    async with connected(find_addresses(Path("/data")), OFFICE) as client:
        await STEPS[step](client, words)


def main() -> None:
    """`python -m deploy.trial STEP WORD...`."""
    step, *words = sys.argv[1:]
    try:
        asyncio.run(_take(step, words))
    except Refused as refused:
        sys.exit(f"trial: {refused.detail}")


if __name__ == "__main__":
    main()
