"""What a link opens at this moment, and what its officer does through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from fastapi import FastAPI, Request

from services.routing import desk, store
from services.routing.desk import Order
from services.routing.domain.deeds import Acknowledge, Answer, Deed, Misroute
from services.routing.domain.link import unseal
from services.routing.domain.moves import CASE_MOVES, REQUEST_MOVES
from services.routing.domain.reach import Reach
from services.routing.domain.versions import Stale
from services.routing.linked_actions import OpenedAction
from services.routing.shown import LONGEST, Shown
from services.routing.store import Actor
from shared.again import again
from shared.events.requests import MisrouteReason

DEEDS = ("acknowledge", "answer", "misroute")

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opened(Shown):
    """A request as its officer is shown it."""

    @property
    def others(self) -> dict[str, str]:
        """For whom else it may be, by name."""
        others = [one for one in self.directory.agencies.values() if one.agency != self.row.agency]
        return {one.agency: one.name for one in sorted(others, key=lambda one: one.name)}

    @property
    def may(self) -> tuple[str, ...]:
        """What can be done now."""
        return tuple(
            deed
            for deed in DEEDS
            if self.row.case_state in CASE_MOVES[deed] and self.row.state in REQUEST_MOVES[deed]
        )

    @property
    def asking(self) -> str:
        """Rises with each answer: what was typed for an earlier asking is not sent again."""
        return self.row.answered_at.isoformat() if self.row.answered_at else ""

    def said(self, typed: Typed, now: datetime) -> Deed | str:
        """The deed that was typed, or what is wrong with it: a key of the words for that."""
        request_id = self.row.request_id
        if typed.get("asking", "") != self.asking:
            return "changed"
        if typed.get("deed") == "acknowledge":
            return Acknowledge(request_id=request_id)
        if typed.get("deed") == "answer":
            text = typed.get("text", "").replace("\x00", "").strip()
            if not 0 < len(text) <= LONGEST:
                return "long" if text else "answer"
            return Answer(request_id=request_id, text=text)
        reason, proposed = typed.get("reason"), typed.get("proposed") or None
        if reason not in get_args(MisrouteReason) or proposed not in (None, *self.others):
            return "proposed" if reason in get_args(MisrouteReason) else "reason"
        return Misroute(request_id=request_id, reason=reason, proposed=proposed)


async def opened(app: FastAPI, text: str, now: datetime) -> Opened | OpenedAction | None:
    """None where the link is none of ours, is over, or its officer has not what it opens."""
    link = unseal(text, app.state.settings.links_key, now)
    if link is None:
        return None
    read = store.linked_request if link.opens == "request" else store.linked_action
    async with app.state.database.reading() as connection:
        row = await read(connection, link.of_id)
        if row is None or row.focal_point_id != link.recipient_id:
            return None
        holds = await store.in_office(
            connection, link.recipient_id, office=row.office, agency=row.agency, now=now
        )
        directory = await store.directory_at(connection, row.office, now)
    if not holds or directory is None:
        return None
    is_away = row.case_agency != row.agency
    if link.opens == "action":
        return None if is_away else OpenedAction(row, directory)
    return None if is_away and row.state != "misrouted" else Opened(row, directory)


async def do(request: Request, text: str, typed: Typed, now: datetime) -> str | None:
    """Do what was typed; answers what is wrong with it, or None where nothing is left to do.

    Bound to the case as it was looked at: whoever hands the request over meanwhile makes this look
    again, and then nothing opens any more. Raises `Refused`.
    """
    return await again(lambda: _do_once(request.app, text, typed, now), over=(Stale,))


async def _do_once(app: FastAPI, text: str, typed: Typed, now: datetime) -> str | None:
    here = await opened(app, text, now)
    if here is None or typed.get("deed") not in here.may:
        return None
    deed = here.said(typed, now)
    if isinstance(deed, str):
        return deed
    row = here.row
    order = Order(
        deed,
        Actor("focal-point", row.focal_point_id),
        case_id=row.case_id,
        version=row.version,
        reach=Reach(row.office, frozenset({row.agency})),
    )
    await desk.do(app.state.database, app.state.clock, order)
    return None
