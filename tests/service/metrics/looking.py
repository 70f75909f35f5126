"""What is to be said of cases by looking at each of them: no sums, no SQL."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from services.metrics.domain.tallies import NOT_TOLD
from tests.service.metrics.history import Case, Turn

OPENED, REOPENED, IN, OUT, CLOSED, END = range(1, 7)


def stock_flow(found: Sequence[Case], by: str, start: date, end: date) -> dict[str, list[int]]:
    """By group: open at start, opened, reopened, in, out, closed, open at end."""
    groups: dict[str, list[int]] = {}

    def count(place: int, case: Case, agency: str) -> None:
        if group := _group(case, by, agency):
            groups.setdefault(group, [0] * 7)[place] += 1

    for case in found:
        if not case.is_report:
            continue
        for place, day in ((0, start), (END, end)):
            if holder := case.holder(day):
                count(place, case, holder)
        for turn in case.turns:
            if start <= turn.day < end and (turn.what != "moved" or by == "agency"):
                _count_turn(turn, partial(count, case=case))
    return groups


def _count_turn(turn: Turn, count: Callable[..., None]) -> None:
    entered = {"opened": OPENED, "reopened": REOPENED, "moved": IN}
    left = {"closed": CLOSED, "handed-over": OUT, "moved": OUT}
    if turn.into is not None:
        count(entered[turn.what], agency=turn.into)
    if turn.out_of is not None:
        count(left[turn.what], agency=turn.out_of)


def cohorts(found: Sequence[Case], by: str, start: date, end: date) -> dict[str, list[int]]:
    """By group: registered, closed, handed over; by the last closing, if it was the end."""
    groups: dict[str, list[int]] = {}
    for case in found:
        if not case.is_report or not start <= case.registered_day < end:
            continue
        if not (group := _group(case, by, case.last_holder)):
            continue
        sums = groups.setdefault(group, [0] * 3)
        sums[0] += 1
        last = case.turns[-1].what
        if last in ("closed", "handed-over"):
            sums[2 if last == "handed-over" else 1] += 1
    return groups


def _group(of: Case, by: str, agency: str) -> str:
    match by:
        case "total":
            return "total"
        case "agency":
            return agency
        case "region":
            return of.told["region"] or NOT_TOLD
        case "maladministration":
            return next(iter(of.told["maladministration"]), NOT_TOLD)
        case "campaign":
            return of.told["campaign"] or ""
        case _:
            return str(of.told[by])
