"""What was known at a past moment is answered for ever, from the facts alone."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from typing import Any, get_args

import httpx
from hypothesis import given
from hypothesis import strategies as st

from services.metrics import store
from services.metrics.asking.asked import CLOSURES
from services.metrics.domain import deadlines, requests, tallies, verification
from services.metrics.domain.figures import Sum
from services.metrics.domain.tallies import COHORT
from services.metrics.reports.groupings import NOT_OF_AGENCIES
from services.metrics.store import By, Question
from shared.db.database import Database
from shared.events.base import envelop
from shared.events.cases import Level
from shared.ids import new_id
from tests.factories import (
    NOON,
    a_closed_case,
    an_accepted_complaint,
    an_assigned_case,
    an_event,
)
from tests.service.metrics import facts, history
from tests.service.metrics.history import Case, cases
from tests.service.metrics.listening import Event, happened, tell
from tests.service.metrics.test_any_order import _forget as forget
from tests.service.metrics.test_any_order import in_examples

OK, INVALID = 200, 422
BYS = get_args(By)
EVERYTHING = tuple(
    dict.fromkeys(
        (
            *CLOSURES,
            *COHORT,
            *("days-to-close", "working-days-to-close", "left-stock"),
            *("acknowledged", "answered-in-time", "answered-late", "returned", "misrouted"),
            *(f"escalated-{level}" for level in get_args(Level)),
            *tallies.ENDINGS,
            *deadlines.ALL,
            *(verification.BY_HAND, verification.PASSED, verification.COHORT_PASSED),
            *(verification.ENDED, verification.COHORT_FAILED_FORMALLY, requests.COHORT_ANSWERED),
        )
    )
)
YEAR = (date(2021, 12, 1), date(2022, 12, 1))
JANUARY = (date(2022, 1, 1), date(2022, 1, 7))
FOR_EVER = datetime(2100, 1, 1, tzinfo=UTC)
QUARTER = {"from": "2022-01-01", "to": "2022-04-01"}


async def sums(database: Database, question: Question) -> list[Sum]:
    """What adds up to something, in any order; days of a month count as the month."""
    async with database.reading() as connection:
        found = await store.sums(connection, question, EVERYTHING, stock=True)
    added: dict[tuple[Any, ...], list[int]] = {}
    for one in found:
        here = added.setdefault((bool(one.before), _group(one, question), one.measure), [0, 0])
        here[0] += one.amount
        here[1] += one.seconds
    return sorted(Sum(*key, *told) for key, told in added.items() if any(told))


def _group(one: Sum, question: Question) -> str:
    return str(one.group)[:7] if question.by == "month" else str(one.group)


def requests_of(case: Case) -> list[Event]:
    """What happens to the requests of a case, in time or late."""
    told = {**case.told, "registered_at": case.told["registered_at"]}
    at = told["registered_at"] + timedelta(days=3)
    said = (
        facts.an_acknowledged_request(**told),
        facts.an_answered_request(timedelta(days=-90), **told),
        facts.an_answered_request(timedelta(days=90), **told),
        facts.a_returned_answer(**told),
        facts.a_misrouted_request(**told),
        facts.an_escalated_request("L2", **told),
    )
    return [an_event(fact, at) for fact in said]


@in_examples
@given(st.lists(cases(), min_size=1, max_size=12), st.randoms(use_true_random=False))
async def test_sums_made_of_facts_are_those_that_were_added_up(
    database: Database, found: list[Case], chance: Random
) -> None:
    await forget(database)
    told = [event for case in found for event in (*history.events(case), *requests_of(case))]
    chance.shuffle(told)
    await tell(database, told)
    if chance.random() < 0.5:
        await store.fold(database)
    narrow: dict[str, Any] = chance.choice(({}, {"office": "babel"}, {"agency": "pln"}))
    for by, period in product(BYS, (YEAR, JANUARY)):
        if by in NOT_OF_AGENCIES and "agency" in narrow:
            continue
        now = await sums(database, Question(*period, by, **narrow))
        assert await sums(database, Question(*period, by, **narrow, as_of=FOR_EVER)) == now


@in_examples
@given(st.lists(cases(), min_size=1, max_size=12), st.randoms(use_true_random=False))
async def test_a_past_moment_knows_what_was_recorded_by_then_and_nothing_else(
    database: Database, found: list[Case], chance: Random
) -> None:
    await forget(database)
    told = [_late(event, chance) for case in found for event in history.events(case)]
    chance.shuffle(told)
    as_of = chance.choice(told).recordedtime
    by_then = [event for event in told if event.recordedtime <= as_of]
    await tell(database, by_then)
    known = {by: await sums(database, Question(*YEAR, by)) for by in BYS}
    await tell(database, told)
    for by in BYS:
        assert await sums(database, Question(*YEAR, by, as_of=as_of)) == known[by]


def _late(event: Event, chance: Random) -> Event:
    """The same, perhaps learnt long after it happened."""
    recorded = event.time + timedelta(hours=chance.choice((0, 0, 5, 500)))
    return envelop(event.data, event.id, time=event.time, recorded=recorded)


async def test_a_back_filled_registration_gives_two_totals_and_both_stay(
    database: Database, client: httpx.AsyncClient
) -> None:
    """Seed 003: 126 accesses were known on 14 March of what later were 480 in the quarter."""
    march = NOON - timedelta(days=10)
    in_time = [an_event(an_accepted_complaint(registered_at=march), march) for _ in range(6)]
    await tell(database, in_time)
    before = await asked(client, "closures", as_of="2022-03-14T00:00:00Z")
    late = [
        envelop(an_accepted_complaint(registered_at=march), new_id(), time=march, recorded=NOON)
        for _ in range(5)
    ]
    await tell(database, late)
    then = await asked(client, "closures", as_of="2022-03-14T00:00:00Z")
    now = await asked(client, "closures")
    assert [one.json()["groups"][0]["received"] for one in (then, now)] == [6, 11]
    assert then.content == before.content
    assert then.json()["hash"] != now.json()["hash"]
    report = (await client.get("/reports/2022-Q1.json?as_of=2022-03-14T00:00:00Z")).json()
    assert report["tables"][0]["lines"][-1]["accesses"] == 6


async def test_a_median_of_the_past_knows_only_the_closings_of_then(
    database: Database, client: httpx.AsyncClient
) -> None:
    told = {"registered_at": NOON - timedelta(days=30)}
    await happened(database, an_assigned_case(**told), at=NOON - timedelta(days=30))
    for days in (9, 5, 1):
        closed = a_closed_case(**told)
        await happened(database, closed, at=NOON - timedelta(days=days))
    then = await asked(client, "durations", as_of=(NOON - timedelta(days=4)).isoformat())
    assert [one["closed"] for one in then.json()["groups"]] == [2]


async def test_what_is_to_come_is_not_known(client: httpx.AsyncClient) -> None:
    for moment, status in (
        (NOON, OK),
        (NOON + timedelta(seconds=1), INVALID),
        (NOON.replace(tzinfo=None), INVALID),
    ):
        told = {**QUARTER, "as_of": moment.isoformat()}
        answer = await client.get("/statistics/closures", params=told)
        assert answer.status_code == status, answer.text


async def test_figures_are_preliminary_until_fifteen_working_days_after_the_period(
    client: httpx.AsyncClient,
) -> None:
    told = {"from": "2022-01-01", "to": "2022-02-01"}
    for day, preliminary in (("2022-02-21", True), ("2022-02-23", False)):
        answer = await client.get(
            "/statistics/stock-flow", params={**told, "as_of": f"{day}T00:00:00Z"}
        )
        assert answer.json()["preliminary"] is preliminary, day


async def asked(client: httpx.AsyncClient, path: str, **told: str) -> httpx.Response:
    answer = await client.get(f"/statistics/{path}", params={**QUARTER, **told})
    assert answer.status_code == OK, answer.text
    return answer
