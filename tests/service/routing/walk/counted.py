"""Counted by looking at each case before and after each step: no events, no sums, no SQL."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from services.metrics.domain.verification import UNVERIFIED
from tests.service.routing.walk.saying import View

FLOWS = ("opened", "reopened", "transferred_in", "transferred_out", "closed", "open_at_end")

Counts = dict[str, dict[str, int]]


@dataclass
class Counted:
    """What became of all cases, by the agency that it is told of."""

    flows: Counter[tuple[str, str]] = field(default_factory=Counter)
    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds_to_close: int = 0

    def opened(self, case: View) -> None:
        """It was registered, and comes to its agency when staff have accepted it."""
        self.flows[UNVERIFIED, "opened"] += 1
        self.flows[UNVERIFIED, "transferred_out"] += 1
        self.flows[case["agency"], "transferred_in"] += 1

    def stepped(self, before: View, after: View) -> None:
        """What one step did to one case."""
        if after["cycle"] > before["cycle"]:
            self.flows[before["agency"], "reopened"] += 1
        if after["agency"] != before["agency"]:
            self.flows[before["agency"], "transferred_out"] += 1
            self.flows[after["agency"], "transferred_in"] += 1
        if after["state"] == "closed" != before["state"]:
            self._closed(after)
        known = {one["request_id"]: one for one in before["requests"]}
        for request in after["requests"]:
            if was := known.get(request["request_id"]):
                self._request(was, request)

    def _closed(self, case: View) -> None:
        if case["reason"] == "K24":  # to another office: it leaves the stock and is no closure
            self.flows[case["agency"], "transferred_out"] += 1
            return
        self.flows[case["agency"], "closed"] += 1
        took = moment(case["closed_at"]) - moment(case["registered_at"])
        self.seconds_to_close += int(took.total_seconds())

    def _request(self, was: View, request: View) -> None:
        agency = request["agency"]
        if request["acknowledged_at"] != was["acknowledged_at"]:
            self.requests[agency, "acknowledged"] += 1
        if request["answered_at"] != was["answered_at"]:
            self.requests[agency, "answered"] += 1
            in_time = moment(request["answered_at"]) <= moment(was["answer_due_at"])
            self.requests[agency, "in_time"] += in_time
        for state in ("returned", "misrouted"):
            if request["state"] == state != was["state"]:
                self.requests[agency, state] += 1

    def escalated(self, case: View, history: list[View]) -> None:
        """Delays that were taken to a level, as the history of a case tells them at the end."""
        parts = [*case["requests"], *case["corrective_actions"]]
        agencies = {one.get("request_id") or one["action_id"]: one["agency"] for one in parts}
        for line in history:
            if line["deed"] == "escalate":
                said = line["told"]["said"]
                self.requests[agencies[said["of"]], said["level"]] += 1


def by_agency(counts: Counter[tuple[str, str]]) -> Counts:
    """Agencies that have something to tell, and what."""
    found: Counts = {}
    for (agency, what), count in counts.items():
        if count:
            found.setdefault(agency, {})[what] = count
    return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
