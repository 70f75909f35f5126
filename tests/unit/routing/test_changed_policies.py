"""Policy is changed while clocks run: none of them ends by it, and a muddled one is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.routing import policies
from services.routing.domain.clocks import Clocks
from services.routing.domain.conciliation_deeds import EndConciliation, StartConciliation
from services.routing.domain.deadlines import Deadline
from services.routing.domain.explanation import to_come
from services.routing.domain.ladder import next_step
from services.routing.domain.policy import Policy, Step
from services.routing.policies import WrongPolicyFile
from tests.factories import NOON
from tests.offices import some_clocks
from tests.unit.routing.standing import a_case, a_desk, after

CLOCKS = some_clocks()
CASE = a_case()


def waiting_at(name: str, clocks: Clocks = CLOCKS) -> Deadline:
    """A clock of an answer whose ladder has come so far, with the policy of then."""
    [request] = CASE.requests
    of: Any = {"case_id": CASE.case_id, "of_id": request.request_id}
    begun = clocks.start("answer", "clarification", at=NOON, now=NOON, **of)
    [step] = [one for one in clocks.policy.ladder if one.name == name]
    return replace(begun, next_step=name, next_at=clocks.falls(step, begun))


def with_ladder(ladder: list[Step]) -> Clocks:
    told = CLOCKS.policy.model_dump() | {"ladder": [one.model_dump() for one in ladder]}
    return replace(CLOCKS, policy=Policy.model_validate(told), _known={}, _own={})


def renamed(name: str) -> Clocks:
    return with_ladder(
        [
            one.model_copy(update={"name": f"new-{name}"}) if one.name == name else one
            for one in CLOCKS.policy.ladder
        ]
    )


def without(name: str) -> Clocks:
    return with_ladder([one for one in CLOCKS.policy.ladder if one.name != name])


def climbed(deadline: Deadline, clocks: Clocks) -> list[tuple[str, datetime]]:
    taken = []
    while deadline.next_at is not None:
        stepped = next_step(CASE, deadline, a_desk(clocks=clocks, now=deadline.next_at))
        deadline = stepped.deadline
        if stepped.done:
            taken.append((stepped.done.said["step"], stepped.done.at))
    return taken


REST = ["answer-reminder", "answer-overdue", "ask-again", "answer-still-overdue"]


@pytest.mark.parametrize("name", ["answer-reminder", "answer-overdue", "answer-still-overdue"])
def test_a_row_that_was_renamed_is_taken_under_its_new_name_at_its_time(name: str) -> None:
    rest = REST[REST.index(name) :]
    taken = climbed(waiting_at(name), renamed(name))
    assert [step for step, _ in taken] == [f"new-{name}", *rest[1:]]
    assert [at for _, at in taken] == [waiting_at(one).next_at for one in rest]


@pytest.mark.parametrize("name", ["answer-reminder", "answer-still-overdue"])
def test_where_a_row_was_dropped_the_next_one_follows_at_its_own_time(name: str) -> None:
    taken = climbed(waiting_at(name), without(name))
    rest = REST[REST.index(name) + 1 :]
    assert taken == [(one, waiting_at(one).next_at) for one in rest]


def test_a_row_that_does_not_concern_the_clock_any_more_is_passed_over() -> None:
    ladder = [
        one.model_copy(update={"kinds": ["information"]}) if one.name == "answer-overdue" else one
        for one in CLOCKS.policy.ladder
    ]
    taken = climbed(waiting_at("answer-overdue"), with_ladder(ladder))
    assert [step for step, _ in taken] == ["ask-again", "answer-still-overdue"]


def test_people_are_shown_what_is_to_come_by_the_policy_of_today() -> None:
    clocks = renamed("answer-overdue")
    shown = [step.name for step, _ in to_come(waiting_at("answer-overdue"), clocks)]
    assert shown == ["new-answer-overdue", "ask-again", "answer-still-overdue"]


def test_a_clock_that_stood_still_meanwhile_goes_on_with_the_next_row() -> None:
    case = replace(CASE, told={**CASE.told, "access_type": "LM"})
    clock = waiting_at("answer-reminder")
    begin = StartConciliation(consent="Berita acara 1", at=NOON + timedelta(days=2))
    begun = after(case, begin, a_desk(now=NOON + timedelta(days=2), running_clocks=(clock,)))
    standing = replace(case, state="conciliation")
    now = NOON + timedelta(days=4)
    desk = a_desk(clocks=renamed("answer-reminder"), now=now, running_clocks=begun.keeps)
    [resumed] = after(standing, EndConciliation(outcome="failed", at=now), desk).keeps
    assert resumed.next_step == "new-answer-reminder"
    assert clock.next_at is not None
    assert resumed.next_at is not None
    assert clock.next_at < resumed.next_at < resumed.due_at


def refusal(tmp_path: Path, change: Callable[[list[dict[str, Any]]], None]) -> str:
    document = yaml.safe_load(policies.SHIPPED.read_text(encoding="utf-8"))
    change(document["usual"]["ladder"])
    path = tmp_path / "policies.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(WrongPolicyFile) as refused:
        policies.read(path)
    assert str(path) in refused.value.detail
    return refused.value.detail


def _turned(ladder: list[dict[str, Any]]) -> None:
    ladder.reverse()


def _sooner(ladder: list[dict[str, Any]]) -> None:
    [row] = [one for one in ladder if one["name"] == "correction-ignored"]
    row["overdue"] = {"days": 2, "unit": "wd"}


def _in_two_units(ladder: list[dict[str, Any]]) -> None:
    """Ten calendar days may be over before three working days are: in the week of Idulfitri."""
    [row] = [one for one in ladder if one["name"] == "correction-ignored"]
    row["overdue"] = {"days": 10, "unit": "cd"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_turned, "may fall due before"),
        (_sooner, "correction-ignored may fall due before correction-still-overdue"),
        (_in_two_units, "correction-ignored may fall due before correction-still-overdue"),
    ],
)
def test_rows_that_are_not_in_the_order_in_which_they_fall_due_are_refused(
    tmp_path: Path, change: Callable[[list[dict[str, Any]]], None], why: str
) -> None:
    assert why in refusal(tmp_path, change)
