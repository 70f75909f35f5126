"""What metrics answers, and what it refuses."""

from datetime import timedelta
from itertools import product
from typing import Any

import httpx

from services.metrics import store
from services.metrics.domain.figures import nearest_rank
from shared.db.database import Database
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.metrics.facts import (
    a_failed_message,
    a_finished_consultation,
    a_sent_message,
    an_acknowledged_request,
    an_answered_request,
    an_unroutable_case,
)
from tests.service.metrics.listening import happened

FIRST_QUARTER = {"from": "2022-01-01", "to": "2022-04-01"}
YEAR_BEFORE = {"from": "2021-01-01", "to": "2022-01-01"}


async def _ask(client: httpx.AsyncClient, path: str, **asked: str) -> dict[str, Any]:
    answer = await client.get(f"/statistics/{path}", params={**FIRST_QUARTER, **asked})
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def _a_quarter(database: Database) -> None:
    """83 reports of which 68 are closed, 397 consultations, and 11 cases of the year before."""
    reports = [{"registered_at": NOON, "access_type": "RCO"} for _ in range(83)]
    await happened(database, *(an_accepted_complaint(**told) for told in reports))
    await happened(database, *(an_assigned_case(**told) for told in reports))
    later = NOON + timedelta(days=2)
    await happened(database, *(a_closed_case(**told) for told in reports[:68]), at=later)
    await happened(database, *(a_finished_consultation() for _ in range(397)))
    earlier = NOON - timedelta(days=120)
    told = {"registered_at": earlier, "agency": "bpn"}
    await happened(database, *(an_assigned_case(**told) for _ in range(11)), at=earlier)


async def test_the_first_quarter_is_as_published_and_rounded_as_it_should_be(
    database: Database, client: httpx.AsyncClient
) -> None:
    await _a_quarter(database)
    answer = await _ask(client, "closures")
    assert answer["period"] == FIRST_QUARTER
    narrowed = {"office": None, "agency": None, "access_type": None}
    assert answer["filter"] == {**narrowed, "incidents": "with"}
    assert answer["as_of"] == "2022-03-14T05:00:00Z"
    [total] = answer["groups"]
    assert (total["accesses"], total["received"], total["opened"]) == (480, 83, 83)
    assert (total["open_at_start"], total["closed"], total["open_at_end"]) == (11, 68, 26)
    rates = {
        name: (total[name]["definition"], total[name]["percent"])
        for name in ("closure_rate", "workload_rate", "clearance_rate")
    }
    assert rates == {
        "closure_rate": ("M04", "81.93"),
        "workload_rate": ("M05", "72.34"),
        "clearance_rate": ("M06", "81.93"),
    }
    assert total["closure_rate"]["numerator"] == 68
    assert total["closure_rate"]["denominator"] == 83
    assert total["closure_rate"]["rounding"] == "half-up-2"
    assert total["time_to_close"]["mean_days"] == "2.00"


async def test_what_the_year_before_left_open_is_told_apart(
    database: Database, client: httpx.AsyncClient
) -> None:
    await _a_quarter(database)
    answer = await _ask(client, "status", **YEAR_BEFORE)
    assert answer["groups"] == [
        {
            "group": "total",
            "registered": 11,
            "open": 11,
            "closed": 0,
            "handed_over": 0,
            "reasons": {},
        }
    ]


async def test_by_agency_there_are_no_accesses_and_narrowed_they_are_not_invented(
    database: Database, client: httpx.AsyncClient
) -> None:
    await _a_quarter(database)
    groups = {one["group"]: one for one in (await _ask(client, "closures", by="agency"))["groups"]}
    assert set(groups) == {"bpn", "pln-uiw-babel"}
    assert groups["pln-uiw-babel"]["received"] is None
    assert groups["bpn"]["closure_rate"]["percent"] is None
    assert groups["bpn"]["closure_rate"]["why"] == "nothing-to-divide-by"
    [pln] = (await _ask(client, "closures", agency="pln-uiw-babel"))["groups"]
    assert pln == {**groups["pln-uiw-babel"], "group": "total"}


async def test_access_types_are_told_apart_and_together_make_the_whole(
    database: Database, client: httpx.AsyncClient
) -> None:
    await _a_quarter(database)
    groups = (await _ask(client, "closures", by="access_type"))["groups"]
    assert [(one["group"], one["accesses"], one["closed"]) for one in groups] == [
        ("KNL", 397, 0),
        ("LM", 0, 0),
        ("RCO", 83, 68),
    ]
    [narrowed] = (await _ask(client, "closures", access_type="RCO"))["groups"]
    assert narrowed == {**groups[2], "group": "total"}


async def test_a_case_handed_over_is_no_closure_and_leaves_the_stock(
    database: Database, client: httpx.AsyncClient
) -> None:
    await happened(database, an_assigned_case(), an_assigned_case(), an_assigned_case())
    gone = a_closed_case().model_copy(update={"reason": "K24"})
    await happened(database, gone, a_closed_case())
    [balance] = (await _ask(client, "stock-flow"))["groups"]
    assert (balance["transferred_out"], balance["closed"], balance["open_at_end"]) == (1, 1, 1)
    [total] = (await _ask(client, "closures"))["groups"]
    assert total["closure_rate"]["percent"] == "33.33"
    [status] = (await _ask(client, "status"))["groups"]
    assert (status["open"], status["closed"], status["handed_over"]) == (1, 1, 1)
    assert status["reasons"] == {"K20": 1, "K24": 1}
    [times] = (await _ask(client, "durations"))["groups"]
    assert times["closed"] == 1


async def test_a_placed_case_is_transferred_from_those_that_wait(
    database: Database, client: httpx.AsyncClient
) -> None:
    await happened(database, an_unroutable_case(), an_unroutable_case())
    placed = an_assigned_case(was_unroutable=True)
    await happened(database, placed, at=NOON + timedelta(days=1))
    groups = {
        one.pop("group"): one for one in (await _ask(client, "stock-flow", by="agency"))["groups"]
    }
    assert groups["unrouted"]["opened"] == 2
    assert groups["unrouted"]["transferred_out"] == groups["unrouted"]["open_at_end"] == 1
    assert groups["pln-uiw-babel"]["transferred_in"] == 1
    assert groups["pln-uiw-babel"]["open_at_end"] == 1
    [total] = (await _ask(client, "stock-flow"))["groups"]
    assert (total["opened"], total["transferred_in"], total["open_at_end"]) == (2, 0, 2)


async def test_percentiles_are_of_whole_days_and_do_not_depend_on_the_folding(
    database: Database, client: httpx.AsyncClient
) -> None:
    """From Monday the 3rd of January on; the first of February was Imlek, closed."""
    opened = NOON - timedelta(days=70)
    days = [1, 2, 3, 4, 5, 8, 13, 21, 30, 40, 60]
    for number, day in enumerate(days):
        told = {"channel": "posko"} if number < 3 else {}
        closed = a_closed_case(registered_at=opened, **told)
        await happened(database, closed, at=opened + timedelta(days=day))
        await store.fold(database, limit=1)
    [total] = (await _ask(client, "durations"))["groups"]
    median, ninetieth = (days[nearest_rank(11, percent) - 1] for percent in (50, 90))
    expected = {"n": 11, "median": median, "p90": ninetieth, "why": None}
    assert total["calendar_days"] == expected
    assert total["working_days"] == expected | {"median": 6, "p90": 28}
    assert total["mean"]["total_seconds"] == sum(days) * 24 * 3600
    [posko, _] = (await _ask(client, "durations", by="channel"))["groups"]
    assert posko["group"] == "posko"
    assert posko["calendar_days"] == {"n": 3, "median": 2, "p90": 3, "why": None}
    months = (await _ask(client, "durations", by="month"))["groups"]
    assert [(one["group"], one["closed"]) for one in months] == [
        ("2022-01", 8),
        ("2022-02", 2),
        ("2022-03", 1),
    ]
    assert months[2]["calendar_days"] == {"n": 1, "median": None, "p90": None, "why": "too-few"}
    assert (await _ask(client, "durations", agency="bpn"))["groups"] == []


async def test_requests_and_messages_are_answered_for(
    database: Database, client: httpx.AsyncClient
) -> None:
    in_time, late = timedelta(hours=1), timedelta(hours=-1)
    await happened(
        database,
        an_acknowledged_request(),
        *(an_answered_request(due) for due in (in_time, in_time, late)),
        a_sent_message(maybe_twice=True),
        a_failed_message(),
    )
    [agency] = (await _ask(client, "requests", by="agency"))["groups"]
    assert (agency["acknowledged"], agency["answered"]) == (1, 3)
    assert agency["answered_in_time"]["percent"] == "66.67"
    [messages] = (await _ask(client, "messages", by="template"))["groups"]
    assert messages == {"group": "case-closed", "sent": 1, "sent_maybe_twice": 1, "failed": 1}


async def test_every_month_of_a_period_is_shown(
    database: Database, client: httpx.AsyncClient
) -> None:
    await _a_quarter(database)
    groups = (await _ask(client, "closures", by="month"))["groups"]
    assert [(one["group"], one["open_at_start"], one["accesses"]) for one in groups] == [
        ("2022-01", 11, 0),
        ("2022-02", 11, 0),
        ("2022-03", 11, 480),
    ]


WRONG = [
    {"from": "2022-01-01"},
    {"to": "2022-01-01"},
    {"from": "2022-01-01", "to": "2022-01-01"},
    {"from": "2022-02-01", "to": "2022-01-01"},
    {"from": "2022-02-30", "to": "2022-03-01"},
    {"from": "0", "to": "2022-01-01"},
    {"from": "2022-01-01T00:00:00Z", "to": "2022-02-01"},
    {"from": "٢٠٢٢-01-01", "to": "2022-02-01"},
    {"from": "0001-01-01", "to": "9999-12-31"},
    {**FIRST_QUARTER, "by": "reporter"},
    {**FIRST_QUARTER, "agency": "pln'; DROP TABLE facts"},
    {**FIRST_QUARTER, "agency": "pln\x00"},
    {**FIRST_QUARTER, "agency": ""},
    {**FIRST_QUARTER, "access_type": "lm"},
    {**FIRST_QUARTER, "office": "Babel"},
    {**FIRST_QUARTER, "by": "channel", "agency": "pln", "office": "babel", "x": "1"},
    {**FIRST_QUARTER, "agenzy": "pln"},
]


async def test_a_wrong_question_is_a_problem_and_never_half_understood(
    client: httpx.AsyncClient,
) -> None:
    paths = ("closures", "stock-flow", "status", "requests", "messages", "durations")
    for path, asked in product(paths, WRONG):
        answer = await client.get(f"/statistics/{path}", params=asked)
        assert answer.status_code == 422, (path, asked)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "invalid"


async def test_the_tables_of_one_office_know_nothing_of_another(
    database: Database, client: httpx.AsyncClient
) -> None:
    kukar = {"office": "kukar", "agency": "pdam", "channel": "posko", "substance": "air"}
    for told in ({}, kukar):
        case = an_assigned_case(**told)
        await happened(database, case, a_closed_case(**told))
        await store.fold(database)
    shown: dict[str, str | None] = {"total": "total", "office": "kukar", "access_type": "LM"}
    shown |= {by: kukar[by] for by in ("agency", "channel", "substance")}
    for path, (by, group) in product(("closures", "status", "durations"), shown.items()):
        answer = await _ask(client, path, by=by, office="kukar")
        assert [one["group"] for one in answer["groups"]] == [group], (path, by)
        assert answer["filter"]["office"] == "kukar"
    unanswerable = {**FIRST_QUARTER, "by": "channel", "agency": "pdam", "office": "kukar"}
    refused = await client.get("/statistics/closures", params=unanswerable)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    [both] = (await _ask(client, "closures", agency="pdam", office="kukar"))["groups"]
    assert (both["opened"], both["closed"]) == (1, 1)
    assert (await _ask(client, "closures", by="agency", agency="pdam", office="babel"))[
        "groups"
    ] == []


async def test_nothing_is_known_of_a_time_without_cases(client: httpx.AsyncClient) -> None:
    [total] = (await _ask(client, "closures"))["groups"]
    assert total["closure_rate"]["percent"] is total["time_to_close"]["mean_seconds"] is None
    assert (await _ask(client, "durations"))["groups"] == []
