"""How long staff have for each stage, counted from the history; golden days of March 2022."""

from datetime import date, datetime, timedelta
from typing import Any

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
    NoteNotice,
    Withdraw,
)
from services.intake.domain.history import Past, replay
from services.intake.domain.policy import FORMAL, MATERIAL
from services.intake.domain.stages import Span, reckon, spans
from services.intake.domain.verification import decide
from shared.calendar.days import NoCalendar
from shared.errors import Refused
from shared.events.intake import AccessType
from tests.factories import NOON, an_accepted_complaint

RULES = reference.rules()
ZONE = RULES.zone_of("babel")
CALENDAR = RULES.calendar_of("babel")
REGISTERED = Past("register", NOON, {"checks": {}})
DAY = timedelta(days=1)


def stages(pasts: list[Past], access_type: AccessType = "LM") -> dict[str, Span]:
    return {one.stage: one for one in spans(pasts, access_type, NOON, RULES.policy)}


def due(span: Span) -> date:
    return reckon(span, RULES.policy.clocks[span.stage], CALENDAR, ZONE).due


def checked(at: datetime, *codes: str, **otherwise: str) -> list[Past]:
    return [
        Past("check", at, {"code": code, "outcome": otherwise.get(code, "pass")}) for code in codes
    ]


def test_what_nobody_verifies_has_no_stages() -> None:
    assert spans([], "LM", NOON, RULES.policy) == []
    withdrawn = Past("withdraw", NOON, {"reason": "K21", "before_acceptance": False})
    assert spans([withdrawn], "LM", NOON, RULES.policy) == []


def test_a_filed_report_is_to_be_taken_up_in_a_day_and_checked_in_fourteen() -> None:
    found = stages([REGISTERED])
    assert set(found) == {"receipt", "formal"}
    assert due(found["receipt"]) == date(2022, 3, 15)
    assert due(found["formal"]) == date(2022, 4, 1)


def test_the_first_deed_is_the_taking_up() -> None:
    found = stages([REGISTERED, *checked(NOON + DAY, "F1", "F2")])
    assert found["receipt"].stopped_at == NOON + DAY
    assert found["formal"].stopped_at is None


def test_working_days_on_which_the_reporter_was_waited_for_do_not_count() -> None:
    asked = Past("ask-completion", NOON + 2 * DAY, {"missing": ["F1"]})
    waiting = stages([REGISTERED, asked])["formal"]
    assert waiting.is_paused
    completed = Past("complete", NOON + 11 * DAY)
    formal = stages([REGISTERED, asked, completed])["formal"]
    assert not formal.is_paused
    assert due(formal) == date(2022, 4, 12), "14 and the 7 working days from 17 to 25 March"


def test_the_material_side_has_thirty_days_from_the_last_formal_check() -> None:
    pasts = [REGISTERED, *checked(NOON + 4 * DAY, *FORMAL)]
    found = stages(pasts)
    assert found["formal"].stopped_at == found["material"].started_at == NOON + 4 * DAY
    assert due(found["material"]) == date(2022, 5, 10), "Good Friday, Lebaran and cuti bersama"
    failed = stages([*pasts, *checked(NOON + 5 * DAY, "F4", F4="fail")])
    assert failed["formal"].stopped_at is None, "what fails is open again"
    assert "material" not in failed
    decided = stages([*pasts, Past("accept", NOON + 6 * DAY)])
    assert decided["material"].stopped_at == NOON + 6 * DAY


def test_the_fast_route_has_no_formal_side_from_its_choice_on() -> None:
    changes = {"access_type": "RCO"}
    chosen = Past("classify", NOON + DAY, {"changes": changes, "criterion": "life"})
    assert stages([REGISTERED, chosen], "RCO")["formal"].stopped_at == NOON + DAY


def test_who_is_declined_is_told_within_seven_calendar_days() -> None:
    failed = checked(NOON + DAY, "M4", M4="fail")
    declined = [REGISTERED, *failed, Past("decline", NOON + 2 * DAY, {"reason": "K12d"})]
    assert due(stages(declined)["notice"]) == date(2022, 3, 23)
    told = stages([*declined, Past("note-notice", NOON + 3 * DAY)])
    assert told["notice"].stopped_at == NOON + 3 * DAY
    expired = Past("expire", NOON + 40 * DAY, {"reason": "K11"})
    asked = Past("ask-completion", NOON, {"missing": ["F1"]})
    assert "notice" not in stages([REGISTERED, asked, expired]), "nobody decided that"


def test_the_request_for_completion_reaches_the_reporter_within_seven_days() -> None:
    asked = Past("ask-completion", NOON + DAY, {"missing": ["F1"]})
    running = stages([REGISTERED, asked])["completion-notice"]
    assert (running.stopped_at, running.is_paused) == (None, False)
    assert due(running) == date(2022, 3, 22)
    received = Past("note-receipt", NOON + 2 * DAY, {"due_at": None})
    later = Past("note-receipt", NOON + 3 * DAY, {"due_at": None})
    noted = stages([REGISTERED, asked, received, later])["completion-notice"]
    assert noted.stopped_at == NOON + 2 * DAY
    for end in ("complete", "withdraw"):
        told = {"reason": "K11", "before_acceptance": True}
        ended = stages([REGISTERED, asked, Past(end, NOON + 4 * DAY, told)])
        assert ended["completion-notice"].stopped_at == NOON + 4 * DAY
    in_person = {"missing": ["F1"], "received_at": NOON.isoformat()}
    assert "completion-notice" not in stages([REGISTERED, Past("ask-completion", NOON, in_person)])


def test_a_year_without_a_decree_is_no_year_to_count_in() -> None:
    late = Span("formal", datetime(2035, 1, 1, tzinfo=NOON.tzinfo), None)
    with pytest.raises(NoCalendar):
        due(late)


MOVES: list[Deed] = [
    *(Check(code=code, outcome="pass") for code in (*FORMAL, *MATERIAL)),
    Check(code="F4", outcome="fail"),
    Check(code="M4", outcome="fail"),
    Classify(substance="air"),
    AskCompletion(missing=["F1"]),
    Complete(),
    Accept(),
    Decline(reason="K12d"),
    NoteNotice(),
    Withdraw(),
]


@given(walk=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 9)), max_size=30))
def test_whatever_is_done_stages_are_sound(walk: list[tuple[Deed, int]]) -> None:
    fact: dict[str, Any] = an_accepted_complaint().model_dump(exclude={"incident"})
    pasts, now = [REGISTERED], NOON
    complaint = Complaint(fact["complaint_id"], fact, replay(pasts))
    for deed, days in walk:
        now += days * DAY
        try:
            done = decide(complaint, deed, RULES, now)
        except Refused:
            continue
        pasts.append(done.past)
        complaint = Complaint(complaint.complaint_id, fact, done.standing)
    found = stages(pasts)
    state = complaint.standing.state
    assert found["formal"].is_paused == (state == "awaiting-completion" and "material" not in found)
    for span in found.values():
        assert span.started_at <= (span.stopped_at or now) <= now
        assert due(span) > span.started_at.date()
    running = {one.stage for one in found.values() if one.stopped_at is None}
    if state in ("accepted", "withdrawn"):
        assert running == set()
    if state == "declined":
        assert running <= {"notice"}
    assert ("notice" in found) == (state == "declined")
    assert "receipt" in running or len(pasts) > 1
