"""How content a reporter is: one number, once for each closing, and nothing of whoever said it."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.intake.handlers import show_assigned, show_closed, show_reopened
from shared.events.intake import ComplaintRated
from shared.events.routing import CaseClosed, CaseReopened
from tests.factories import NOON, an_assigned_case
from tests.service.intake.staff import Examiner, StandingClock
from tests.service.intake.test_progress import CLOSED, hear, of_case

DAY = timedelta(days=1)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


async def with_a_closed_case(examiner: Examiner, **told: Any) -> UUID:
    complaint = await examiner.filed()
    closed = of_case(complaint, CaseClosed, **{**CLOSED, **told})
    assigned = an_assigned_case(complaint_id=complaint)
    await hear(examiner, (show_assigned, assigned, 1), (show_closed, closed, 20))
    return complaint


async def rate(examiner: Examiner, complaint: UUID, score: Any) -> httpx.Response:
    address = f"/complaints/{examiner.codes[complaint]}/rating"
    return await examiner.client.post(address, json={"score": score})


async def rated(examiner: Examiner) -> list[ComplaintRated]:
    return [one.data for one in await examiner.announced() if isinstance(one.data, ComplaintRated)]


async def test_each_closing_is_rated_once(examiner: Examiner) -> None:
    complaint = await with_a_closed_case(examiner)
    first = await rate(examiner, complaint, 4)
    assert first.status_code == 201, first.text
    assert first.json()["may_be_rated"] is False
    again = await rate(examiner, complaint, 1)
    assert (again.status_code, again.json()["code"]) == (409, "illegal-move")
    reopened = of_case(complaint, CaseReopened, reason="settlement-broken", cycle=2)
    await hear(examiner, (show_reopened, reopened, 25))
    assert (await rate(examiner, complaint, 2)).status_code == 409
    await hear(examiner, (show_closed, of_case(complaint, CaseClosed, **CLOSED), 30))
    assert (await rate(examiner, complaint, 2)).status_code == 201
    found = await rated(examiner)
    agency = an_assigned_case().agency
    assert [(one.score, one.closed_at, one.handled_by) for one in found] == [
        (4, NOON + 20 * DAY, agency),
        (2, NOON + 30 * DAY, agency),
    ]
    assert "sari" not in json.dumps([one.model_dump(mode="json") for one in found]).lower()


@pytest.mark.parametrize("wrong", [0, 6, "baik", None, 4.5])
async def test_a_rating_is_a_number_from_1_to_5(examiner: Examiner, wrong: Any) -> None:
    complaint = await with_a_closed_case(examiner)
    answer = await rate(examiner, complaint, wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert await rated(examiner) == []


async def test_what_is_open_or_handed_over_is_not_rated(examiner: Examiner) -> None:
    assert (await rate(examiner, await examiner.filed(), 3)).status_code == 409
    over = await with_a_closed_case(examiner, reason="K24", substantiated="not-determined")
    assert (await rate(examiner, over, 3)).status_code == 409
    assert "Puaskah Anda" not in await examiner.page(over)


async def test_it_is_asked_and_answered_on_the_page_in_both_languages(examiner: Examiner) -> None:
    complaint = await with_a_closed_case(examiner)
    code = examiner.codes[complaint]
    assert "Puaskah Anda dengan penanganan laporan ini?" in await examiner.page(complaint)
    english = await examiner.page(complaint, "en")
    assert "Are you content with how this complaint was handled?" in english
    for typed in ({}, {"score": "9"}, {"score": "5"}, {"score": "1"}):
        answer = await examiner.client.post(f"/progress/{code}/rating", data=typed)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/progress/{code}")
    assert [one.score for one in await rated(examiner)] == [5]
    assert "Terima kasih, penilaian Anda sudah kami terima." in await examiner.page(complaint)


async def test_of_two_closings_the_later_is_rated_whichever_is_heard_first(
    examiner: Examiner,
) -> None:
    complaint = await examiner.filed()
    await hear(
        examiner,
        (show_closed, of_case(complaint, CaseClosed, **CLOSED), 30),
        (show_reopened, of_case(complaint, CaseReopened, reason="error", cycle=2), 25),
        (show_closed, of_case(complaint, CaseClosed, **CLOSED), 20),
    )
    assert (await rate(examiner, complaint, 3)).status_code == 201
    assert [one.closed_at for one in await rated(examiner)] == [NOON + 30 * DAY]
