"""What a reporter sees of the desk's later doings, in plain words with dates; and what not."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.intake.handlers import (
    show_answered,
    show_assigned,
    show_closed,
    show_done,
    show_escalated,
    show_later_date,
    show_ordered,
    show_reopened,
)
from shared.events.base import Fact
from shared.events.corrections import (
    CorrectiveActionDone,
    CorrectiveActionOrdered,
)
from shared.events.requests import (
    DeadlineRecalculated,
    RequestAnswered,
    RequestEscalated,
)
from shared.events.routing import CaseAssigned, CaseClosed, CaseReopened
from shared.ids import new_id
from tests.factories import NOON, an_assigned_case, an_event
from tests.service.intake.staff import Examiner

DUE = NOON + timedelta(days=14)


def of_case(complaint: UUID, kind: type[Fact], **told: Any) -> Fact:
    case = an_assigned_case(complaint_id=complaint).model_dump()
    return kind.model_validate({**case, **told})


async def hear(examiner: Examiner, *heard: tuple[Any, Fact, int]) -> None:
    """Handlers with what they hear and the day on which it happened."""
    async with examiner.app.state.database.transaction(NOON) as tx:
        for handler, fact, day in heard:
            await handler(an_event(fact, NOON + timedelta(days=day)), tx, NOON)


async def test_a_closed_case_says_why_and_goes_on_when_it_is_reopened(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    told = {"complaint_id": complaint}
    reopened = of_case(complaint, CaseReopened, reason="new-evidence", cycle=2)
    await hear(
        examiner,
        (show_assigned, an_assigned_case(**told), 0),
        (show_closed, of_case(complaint, CaseClosed, **CLOSED), 20),
    )
    page = await examiner.page(complaint)
    assert "Perkara ditutup: instansi sudah melaksanakan perbaikan" in page
    assert '<span class="state">Selesai</span>' in page
    address = f"/complaints/{examiner.codes[complaint]}/withdrawal"
    assert (await examiner.client.post(address)).status_code == 409
    await hear(examiner, (show_reopened, reopened, 30))
    page = await examiner.page(complaint, "en")
    assert "The case was reopened" in page
    assert '<span class="state">In progress</span>' in page
    assert "We handle it again" in page
    assert (await examiner.client.post(address)).status_code == 201


CLOSED = {
    "reason": "K30",
    "resolution_method": "focal-point",
    "substantiated": "yes",
}


async def test_silence_of_the_agency_is_said_with_whom_it_was_taken_to(examiner: Examiner) -> None:
    complaint = await examiner.filed()

    def escalated(level: str, clock: str = "answer") -> Fact:
        told = {"level": level, "clock": clock, "due_at": DUE, "recipients": ["superior"]}
        return of_case(complaint, RequestEscalated, **told)

    await hear(
        examiner,
        (show_assigned, an_assigned_case(complaint_id=complaint), 0),
        (show_escalated, escalated("L1"), 11),
        (show_escalated, escalated("L2", "acknowledgement"), 12),
        (show_escalated, escalated("L2"), 14),
        (show_escalated, escalated("L3"), 17),
    )
    page = await examiner.page(complaint)
    assert page.count("lewat tanpa jawaban, dan kami meneruskannya") == 2
    assert "kami meneruskannya kepada pengawas internalnya" in page
    assert "28 Maret 2022" in page
    assert "took it further to its superior" in await examiner.page(complaint, "en")


async def test_a_date_that_was_promised_is_replaced_where_all_can_see_it(
    examiner: Examiner,
) -> None:
    complaint = await examiner.filed()
    moved = {"clock": "answer", "due_at": DUE + timedelta(days=7), "was_due_at": DUE}
    fact = of_case(complaint, DeadlineRecalculated, **moved, calendar="2022/1")
    await hear(
        examiner,
        (show_assigned, an_assigned_case(complaint_id=complaint), 0),
        (show_later_date, fact, 3),
    )
    page = await examiner.page(complaint)
    assert "Batas waktu jawaban diubah" in page
    assert "paling lambat 4 April 2022" in page


async def test_what_must_be_put_right_is_followed_to_its_end(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    action = {"action_id": new_id(), "due_at": DUE, "in_time": True}
    await hear(
        examiner,
        (show_assigned, an_assigned_case(complaint_id=complaint), 0),
        (show_ordered, of_case(complaint, CorrectiveActionOrdered, **action), 1),
        (show_done, of_case(complaint, CorrectiveActionDone, **action), 9),
    )
    page = await examiner.page(complaint)
    assert "PLN UIW Bangka Belitung kami minta melakukan perbaikan" in page
    assert "Perbaikan diminta paling lambat 28 Maret 2022" in page
    assert "sudah melakukan perbaikan" in page
    assert "23 Maret 2022" in page


async def test_a_hand_over_inside_the_agency_is_its_own_matter_and_a_transfer_is_not(
    examiner: Examiner,
) -> None:
    complaint = await examiner.filed()

    def assigned(agency: str, cause: str) -> Fact:
        case = an_assigned_case(complaint_id=complaint).model_dump()
        return CaseAssigned.model_validate({**case, "agency": agency, "cause": cause})

    answered = of_case(complaint, RequestAnswered)
    await hear(
        examiner,
        (show_assigned, assigned("pln-uiw-babel", "opened"), 0),
        (show_assigned, assigned("pln-uiw-babel", "handed-over"), 2),
        (show_assigned, assigned("polda-babel", "transferred"), 4),
        (show_answered, answered, 6),
    )
    progress = (await examiner.client.get(f"/complaints/{examiner.codes[complaint]}")).json()
    told = [(step["step"], step["agency"]) for step in progress["steps"]]
    assert told == [
        ("assigned", "pln-uiw-babel"),
        ("assigned", "polda-babel"),
        ("answered", "pln-uiw-babel"),
    ]
