"""Figures without mass incidents are those of a world in which the joined complaints never were."""

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from uuid import UUID

import httpx
from hypothesis import given
from hypothesis import strategies as st

from services.metrics import store
from services.metrics.store import Question
from shared.db.database import Database
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case, an_event
from tests.service.metrics import facts, history
from tests.service.metrics.history import Case, cases
from tests.service.metrics.listening import Event, happened, tell
from tests.service.metrics.test_any_order import _forget as forget
from tests.service.metrics.test_any_order import in_examples
from tests.service.metrics.test_as_of import BYS, JANUARY, YEAR, sums

INCIDENT = UUID(int=7)
FOR_EVER = datetime(2100, 1, 1, tzinfo=UTC)
QUARTER = {"from": "2022-01-01", "to": "2022-04-01"}


def joining(case: Case, at: datetime) -> Event:
    told = {"complaint_id": case.told["complaint_id"], "incident": INCIDENT}
    return an_event(facts.a_joined_complaint(**told), at)


@in_examples
@given(st.lists(cases(), min_size=1, max_size=12), st.randoms(use_true_random=False))
async def test_in_any_order_they_are_left_out_of_every_sum(
    database: Database, found: list[Case], chance: Random
) -> None:
    await forget(database)
    parts = [(list(history.events(case)), chance.random() < 0.4, case) for case in found]
    others = [event for events, is_joined, _ in parts if not is_joined for event in events]
    await tell(database, others)
    expected = {
        (by, period): await sums(database, Question(*period, by))
        for by, period in product(BYS, (YEAR, JANUARY))
    }
    joined = [event for events, is_joined, _ in parts if is_joined for event in events]
    joined += [joining(case, NOON) for _, is_joined, case in parts if is_joined]
    chance.shuffle(joined)
    await tell(database, joined)
    if chance.random() < 0.5:
        await store.fold(database)
    for (by, period), told in expected.items():
        for as_of in (None, FOR_EVER):
            asked = Question(*period, by, as_of=as_of, incidents="without")
            assert await sums(database, asked) == told


async def test_a_past_moment_leaves_out_what_was_known_to_belong_by_then(
    database: Database, client: httpx.AsyncClient
) -> None:
    early, late = NOON - timedelta(days=3), NOON - timedelta(days=1)
    complaint = an_accepted_complaint(registered_at=early)
    joined = facts.a_joined_complaint(complaint_id=complaint.complaint_id)
    await happened(database, complaint, an_accepted_complaint(registered_at=early), at=early)
    await happened(database, joined, at=late)
    asked = {**QUARTER, "incidents": "without"}
    path = "/statistics/closures"
    before = {**asked, "as_of": (late - timedelta(hours=1)).isoformat()}
    for question, received in ((asked, 1), (before, 2)):
        told = (await client.get(path, params=question)).json()
        assert told["groups"][0]["received"] == received
        assert told["filter"]["incidents"] == "without"


async def test_what_belongs_since_its_acceptance_is_left_out_of_answers_and_report(
    database: Database, client: httpx.AsyncClient
) -> None:
    told = {"registered_at": NOON, "complaint_id": UUID(int=1)}
    await happened(database, an_accepted_complaint(**told, incident=INCIDENT))
    await happened(database, an_assigned_case(**told), a_closed_case(**told))
    await happened(database, an_accepted_complaint())
    for incidents, received, closed in (("with", 2, 1), ("without", 1, 0)):
        asked = {**QUARTER, "incidents": incidents}
        closures = (await client.get("/statistics/closures", params=asked)).json()["groups"][0]
        assert (closures["received"], closures["closed"]) == (received, closed)
        durations = (await client.get("/statistics/durations", params=asked)).json()["groups"]
        assert sum(one["closed"] for one in durations) == closed
        report = await client.get("/reports/2022-Q1.json", params={"incidents": incidents})
        assert report.json()["filter"]["incidents"] == incidents
        page = await client.get("/reports/2022-Q1", params={"incidents": incidents, "lang": "en"})
        assert f"{incidents.capitalize()} mass incidents" in page.text
        assert ("incidents=without" in page.text) == (incidents == "without")


async def test_the_dashboard_keeps_the_choice(client: httpx.AsyncClient) -> None:
    asked = {"period": "2022-Q1", "incidents": "without"}
    page = (await client.get("/dashboard", params=asked)).text
    assert '<option value="without" selected>' in page
    assert "/dashboard/flow?period=2022-Q1&amp;incidents=without&amp;lang=id" in page
