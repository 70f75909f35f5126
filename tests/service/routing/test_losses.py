"""What a reporter was saved is said with the closing, and is taken back where the case goes on."""

import pytest

from shared.events.routing import CaseClosed, CaseReopened
from tests.service.routing.office import CLOSURE, Office


async def test_a_closing_says_what_was_saved_and_a_reopening_what_was_not(office: Office) -> None:
    case_id = await office.with_a_case()
    closed = await office.post(f"/cases/{case_id}/closure", {**CLOSURE, "loss_saved": 2_500_000})
    assert closed.status_code == 201, closed.text
    assert (await office.get(f"/cases/{case_id}")).json()["loss_saved"] == 2_500_000
    await office.post(f"/cases/{case_id}/reopening", {"reason": "settlement-broken"})
    assert (await office.get(f"/cases/{case_id}")).json()["loss_saved"] is None
    told = [event.data for event in await office.announced()]
    [first] = [one for one in told if isinstance(one, CaseClosed)]
    [again] = [one for one in told if isinstance(one, CaseReopened)]
    assert (first.loss_saved, again.was_loss_saved) == (2_500_000, 2_500_000)
    assert again.was_closed_at is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"loss_saved": -1},
        {"loss_saved": 1.5},
        {"loss_saved": "2500000"},
        {"loss_saved": 10**16},
        {"loss_saved": 1, "reason": "K24"},
        {"loss_saved": 1, "reason": "K22", "substantiated": "no"},
    ],
)
async def test_only_whole_rupiah_are_saved_and_only_where_something_was_settled(
    office: Office, wrong: dict[str, object]
) -> None:
    case_id = await office.with_a_case()
    answer = await office.post(f"/cases/{case_id}/closure", {**CLOSURE, **wrong})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await office.get(f"/cases/{case_id}")).json()["closed_at"] is None
