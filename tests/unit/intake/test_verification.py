"""What may be done to a complaint, cell by cell of the table, and what the history says of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import reference
from services.intake.domain.complaint import Complaint
from services.intake.domain.deeds import (
    Accept,
    AskCompletion,
    Check,
    Classify,
    Complete,
    Decline,
    Deed,
    Erase,
    Expire,
    Finish,
    Join,
    NoteNotice,
    NoteReceipt,
    Withdraw,
)
from services.intake.domain.history import Past, Standing, replay
from services.intake.domain.moves import MOVES, DeedName, IllegalMove, State
from services.intake.domain.policy import FORMAL, MATERIAL
from services.intake.domain.verification import ChecksOpen, decide
from shared.errors import Refused, Unacceptable
from shared.events.intake import (
    ComplaintAccepted,
    ComplaintCompletionRequested,
    ComplaintDeclined,
    ComplaintFinished,
    ComplaintJoined,
    ComplaintWithdrawn,
)
from tests.factories import NOON, an_accepted_complaint

RULES = reference.rules()
INCIDENT = UUID("01a1ff97-1b90-7c55-9a02-7d1e5f3b8c60")
DEEDS: dict[DeedName, Deed] = {
    "check": Check(code="F1", outcome="pass"),
    "classify": Classify(substance="air"),
    "ask-completion": AskCompletion(missing=["F1"]),
    "note-receipt": NoteReceipt(),
    "complete": Complete(),
    "expire": Expire(),
    "accept": Accept(),
    "decline": Decline(reason="K12d"),
    "finish": Finish(access_type="KNL"),
    "withdraw": Withdraw(),
    "join": Join(incident=INCIDENT),
    "note-notice": NoteNotice(),
    "erase": Erase(ground="retention-over"),
}
LATER = NOON + timedelta(days=60)


def _past(deed: DeedName, at: datetime = NOON, **told: Any) -> Past:
    return Past(deed, at, told)


ALL_PASS: dict[str, str] = dict.fromkeys((*FORMAL, *MATERIAL), "pass")
REGISTERED = _past("register", checks={"F7": "not-applicable"})
ASKED = _past(
    "ask-completion", missing=["F1"], received_at=NOON.isoformat(), due_at=LATER.isoformat()
)
WAYS: dict[State, list[Past]] = {
    "registered": [REGISTERED],
    "verifying": [REGISTERED, _past("check", code="F1", outcome="pass")],
    "awaiting-completion": [REGISTERED, ASKED],
    "accepted": [REGISTERED, _past("accept")],
    "declined": [REGISTERED, _past("decline", reason="K10")],
    "finished": [REGISTERED, _past("finish", changes={"access_type": "KNL"}, reason="K01")],
    "withdrawn": [REGISTERED, _past("withdraw", reason="K11", before_acceptance=True)],
}


def a_complaint(standing: Standing, **told: Any) -> Complaint:
    fact = an_accepted_complaint(**told).model_dump(exclude={"incident"})
    return Complaint(fact["complaint_id"], fact, standing)


def standing_in(state: State, **checks: str) -> Standing:
    ways = WAYS[state]
    first = _past("register", checks={**checks})
    return replay([first, *ways[1:]])


def test_the_table_names_known_deeds_and_states_only() -> None:
    assert set(MOVES) == set(get_args(DeedName))
    states = {state for moves in MOVES.values() for pair in moves.items() for state in pair}
    assert states == set(get_args(State))
    assert set(DEEDS) == {deed for deed, moves in MOVES.items() if "submitted" not in moves}


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("name", DEEDS)
def test_every_cell_of_the_table(name: DeedName, state: State) -> None:
    checks: dict[str, str] = {"M4": "fail"}
    if name == "accept":
        checks = ALL_PASS
    complaint = a_complaint(standing_in(state, **checks))
    now = LATER + timedelta(seconds=1) if name == "expire" else NOON
    rules = replace(RULES, policy=RULES.policy.model_copy(update={"erasure": "always"}))
    wanted = MOVES[name].get(state)
    if wanted is None:
        with pytest.raises(IllegalMove):
            decide(complaint, DEEDS[name], rules, now)
        return
    deed = NoteReceipt(at=NOON + timedelta(hours=1)) if name == "note-receipt" else DEEDS[name]
    done = decide(complaint, deed, rules, max(now, NOON + timedelta(hours=1)))
    assert done.standing.state == wanted
    assert done.standing.version == complaint.standing.version + 1


def test_what_was_accepted_in_one_act_can_be_joined_and_withdrawn_and_nothing_else() -> None:
    complaint = a_complaint(Standing("accepted", 1))
    for name, deed in DEEDS.items():
        if name in ("join", "withdraw", "erase"):
            assert decide(complaint, deed, RULES, NOON).standing.version == 2
        else:
            with pytest.raises(IllegalMove):
                decide(complaint, deed, RULES, NOON)


def test_a_report_is_accepted_on_all_its_checks_and_none_may_have_failed() -> None:
    for code in (*FORMAL, *MATERIAL):
        missing = {one: outcome for one, outcome in ALL_PASS.items() if one != code}
        with pytest.raises(ChecksOpen, match=code):
            decide(a_complaint(standing_in("registered", **missing)), Accept(), RULES, NOON)
        failed = {**ALL_PASS, code: "fail"}
        with pytest.raises(ChecksOpen, match=code):
            decide(a_complaint(standing_in("registered", **failed)), Accept(), RULES, NOON)
    complaint = a_complaint(standing_in("registered", **ALL_PASS))
    fact = decide(complaint, Accept(), RULES, NOON).effect.fact
    assert fact == ComplaintAccepted(**complaint.told)


def test_the_fast_route_needs_no_checks_but_one_of_three_criteria() -> None:
    assert (
        decide(
            a_complaint(standing_in("registered"), access_type="RCO"), Accept(), RULES, NOON
        ).standing.state
        == "accepted"
    )
    with pytest.raises(ValueError, match="criterion"):
        Classify(access_type="RCO")
    told = decide(
        a_complaint(standing_in("registered")),
        Classify(access_type="RCO", criterion="life"),
        RULES,
        NOON,
    )
    assert told.effect.changes == {"access_type": "RCO", "criterion": "life"}
    assert told.past.told["criterion"] == "life"


def test_a_consultation_cannot_be_accepted_and_is_finished_with_its_reason() -> None:
    with pytest.raises(IllegalMove, match="no report"):
        decide(a_complaint(standing_in("registered"), access_type="KNL"), Accept(), RULES, NOON)
    for kind, reason in (("KNL", "K01"), ("TEMBUSAN", "K02")):
        deed = Finish.model_validate({"access_type": kind})
        fact = decide(a_complaint(standing_in("verifying")), deed, RULES, NOON).effect.fact
        assert isinstance(fact, ComplaintFinished)
        assert (fact.access_type, fact.reason) == (kind, reason)


def test_the_thirty_days_run_from_receiving_the_notice_and_end_with_the_last_day() -> None:
    complaint = a_complaint(standing_in("registered"))
    asked = decide(complaint, AskCompletion(missing=["F4", "F1", "F4"]), RULES, NOON)
    assert asked.effect.fact == ComplaintCompletionRequested(
        **complaint.told, missing=("F4", "F1"), due_at=None, days=30
    )
    waiting = Complaint(complaint.complaint_id, complaint.told, asked.standing)
    with pytest.raises(IllegalMove, match="not over"):
        decide(waiting, Expire(), RULES, NOON + timedelta(days=400))
    late = datetime(2022, 3, 15, 16, 30, tzinfo=UTC)  # 23:30 in Pangkalpinang
    known = decide(waiting, NoteReceipt(at=late), RULES, late)
    due = datetime(2022, 4, 14, 16, 59, 59, tzinfo=UTC)
    assert known.standing.completion
    assert known.standing.completion.due_at == due
    running = Complaint(complaint.complaint_id, complaint.told, known.standing)
    with pytest.raises(IllegalMove, match="shorten"):
        decide(running, NoteReceipt(at=late - timedelta(hours=3)), RULES, late)
    assert decide(running, Complete(at=due), RULES, due).standing.state == "verifying"
    with pytest.raises(IllegalMove, match="over"):
        decide(running, Complete(), RULES, due + timedelta(seconds=1))
    noticed = due + timedelta(days=3)
    over = decide(running, Expire(), RULES, noticed)
    assert (over.standing.state, over.past.at) == ("declined", due)
    assert isinstance(over.effect.fact, ComplaintDeclined)
    assert over.effect.fact.reason == "K11"


def test_taking_back_is_k11_before_acceptance_and_k21_after() -> None:
    for state, reason, early in (("awaiting-completion", "K11", True), ("accepted", "K21", False)):
        complaint = a_complaint(standing_in(state))  # type: ignore[arg-type]
        fact = decide(complaint, Withdraw(), RULES, NOON).effect.fact
        assert fact == ComplaintWithdrawn(
            **complaint.told,
            reason=reason,
            before_acceptance=early,
        )


def test_what_is_joined_carries_the_incident_in_every_later_fact() -> None:
    complaint = a_complaint(standing_in("registered", **ALL_PASS))
    done = decide(complaint, Join(incident=INCIDENT), RULES, NOON)
    assert done.effect.fact == ComplaintJoined(**complaint.told, incident=INCIDENT)
    joined = Complaint(complaint.complaint_id, complaint.told, done.standing)
    with pytest.raises(IllegalMove, match="already"):
        decide(joined, Join(incident=INCIDENT), RULES, NOON)
    fact = decide(joined, Accept(), RULES, NOON).effect.fact
    assert fact
    assert fact.incident == INCIDENT


def test_a_place_is_told_only_of_an_open_complaint() -> None:
    for level, region in (("open", "19.71"), ("identity", None), ("full", None)):
        complaint = a_complaint(standing_in("registered"), confidentiality=level)
        fact = decide(complaint, Withdraw(), RULES, NOON).effect.fact
        assert fact
        assert fact.region == region


@pytest.mark.parametrize("at", [NOON + timedelta(seconds=1), NOON - timedelta(seconds=1)])
def test_a_deed_lies_between_registration_and_now(at: datetime) -> None:
    with pytest.raises(Unacceptable):
        decide(a_complaint(standing_in("registered")), Withdraw(at=at), RULES, NOON)


@given(names=st.lists(st.sampled_from(sorted(DEEDS)), max_size=25))
def test_whatever_is_tried_the_history_rebuilds_where_it_stands(names: list[DeedName]) -> None:
    pasts = [_past("register", checks=ALL_PASS)]
    complaint = a_complaint(replay(pasts))
    now = NOON
    for name in names:
        now += timedelta(days=10)
        try:
            done = decide(complaint, DEEDS[name], RULES, now)
        except Refused:
            continue
        pasts.append(done.past)
        assert done.standing == replay(pasts)
        complaint = Complaint(complaint.complaint_id, complaint.told, done.standing)
    assert complaint.standing.version == len(pasts)


def test_kinds_are_valid_from_one_day_to_another() -> None:
    kinds = RULES.kinds
    kinds.check(["penundaan-berlarut", "tidak-patut"], date(2022, 3, 7))
    with pytest.raises(Unacceptable, match="number 2"):
        kinds.check(["berpihak", "perbuatan-melawan-hukum"], date(2023, 12, 31))
    kinds.check(["perbuatan-melawan-hukum"], date(2024, 1, 1))
    with pytest.raises(Unacceptable, match="twice"):
        kinds.check(["berpihak", "berpihak"], date(2024, 1, 1))
    assert [len(kinds.valid(date(year, 6, 1))) for year in (2016, 2022, 2025)] == [0, 10, 13]


def test_a_decision_cannot_precede_what_it_rests_on() -> None:
    day = timedelta(days=1)
    checked = [REGISTERED, _past("check", NOON + 2 * day, code="M4", outcome="fail")]
    complaint = a_complaint(replay(checked))
    now = NOON + 5 * day
    for deed in (Decline(reason="K12d", at=NOON + day), Finish(access_type="KNL", at=NOON + day)):
        with pytest.raises(Unacceptable, match="answers"):
            decide(complaint, deed, RULES, now)
    assert decide(complaint, Decline(reason="K12d", at=NOON + 2 * day), RULES, now)
    late_note = Check(code="F3", outcome="pass", at=NOON + 2 * day)
    assert decide(complaint, late_note, RULES, now).past.at == NOON + 2 * day
    completed = replay([*checked, _past("accept", NOON + 3 * day)])
    with pytest.raises(Unacceptable, match="answers"):
        decide(a_complaint(completed), Withdraw(at=NOON + 2 * day), RULES, now)


def test_what_is_said_without_a_moment_follows_what_was_said_before_it() -> None:
    """The clocks of two processes differ by a little."""
    ahead = NOON + timedelta(seconds=2)
    complaint = a_complaint(replay([REGISTERED, _past("check", ahead, code="M4", outcome="fail")]))
    assert decide(complaint, Decline(reason="K12d"), RULES, NOON).past.at == ahead


@pytest.mark.parametrize("state", ["registered", "verifying", "awaiting-completion"])
def test_what_is_open_keeps_its_person_unless_the_office_says_otherwise(state: State) -> None:
    with pytest.raises(IllegalMove, match="open"):
        decide(a_complaint(standing_in(state)), Erase(ground="on-request"), RULES, NOON)
