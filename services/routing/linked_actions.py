"""A corrective action as its officer is shown it behind a link, and the report that they type."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.routing.domain.correction_deeds import ReportCorrection
from services.routing.domain.moves import CASE_MOVES
from services.routing.shown import LONGEST, Shown
from shared.calendar.zones import local_day


@dataclass(frozen=True, slots=True)
class OpenedAction(Shown):
    """What the agency must put right, with its case."""

    @property
    def may(self) -> tuple[str, ...]:
        """What can be done now: with the closing of the case nothing is due any more."""
        row = self.row
        is_due = row.done_at is None and row.reported_at is None and row.cycle == row.case_cycle
        return ("report",) if is_due and row.case_state in CASE_MOVES["report-correction"] else ()

    @property
    def state(self) -> str:
        row = self.row
        if row.done_at is not None:
            return "done"
        if row.reported_at is not None:
            return "reported"
        if row.case_state == "conciliation":
            return "standing"
        if not self.may:
            return "over"
        return "returned" if row.missing else "ordered"

    @property
    def asking(self) -> str:
        """Another after each return: what was typed for an earlier asking is not sent again."""
        told = f"{self.row.due_at.isoformat()}\0{self.row.report}\0{self.row.missing}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def days(self, now: datetime) -> tuple[date, date]:
        """The first and the last day on which it can have been put right."""
        return local_day(self.row.ordered_at, self.zone), local_day(now, self.zone)

    def said(self, typed: Mapping[str, str], now: datetime) -> ReportCorrection | str:
        """The deed that was typed, or what is wrong with it: a key of the words for that."""
        if typed.get("asking", "") != self.asking:
            return "changed"
        text = typed.get("text", "").replace("\x00", "").strip()
        if not 0 < len(text) <= LONGEST:
            return "long" if text else "report"
        first, last = self.days(now)
        try:
            on = date.fromisoformat(typed.get("on", ""))
        except ValueError:
            return "day"
        if not first <= on <= last:
            return "day"
        return ReportCorrection(action_id=self.row.action_id, text=text, on=on)
