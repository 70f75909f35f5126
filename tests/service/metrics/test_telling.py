"""What the public is told of totals: each figure is the sum that is said of it, and none small
follows from others."""

from datetime import date
from random import Random
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import store
from services.metrics.answers import closures as views
from services.metrics.answers import measured
from services.metrics.answers.grouped import Grouped
from services.metrics.asking import progress
from services.metrics.asking.asked import CLOSURES, durations_of
from services.metrics.domain import figures, period, totals
from services.metrics.domain.metrics import METRICS
from services.metrics.domain.requests import MEASURES as REQUESTS
from services.metrics.domain.secrecy import amount
from services.metrics.store import Question
from services.metrics.telling import totalling
from services.metrics.telling.withholding import cells, counts
from shared.db.database import Database
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.metrics import history
from tests.service.metrics.asking import Asked, requests
from tests.service.metrics.history import Case, cases
from tests.service.metrics.listening import happened, tell
from tests.service.metrics.test_any_order import _forget as forget
from tests.service.metrics.test_any_order import in_examples

TODAY = date(2022, 3, 10)
NOT_OF_CASES = {"messages", "backlog", "coverage"}
"""Views whose figures stand apart from all others."""


async def everything(connection: AsyncConnection, asked: Question) -> list[Grouped]:
    """Each view of one total."""

    async def flow(*measures: str) -> figures.Flow:
        sums = await store.sums(connection, asked, measures, stock=True)
        [found] = figures.grouped(sums, "total", asked.start, asked.end)
        return found

    closures = await flow(*CLOSURES)
    return [
        views.stock_flow(closures),
        views.closures(closures, of_agencies=False),
        views.status(closures),
        views.requests(await flow(*REQUESTS)),
        *await durations_of(connection, asked),
        *await progress.sla(connection, asked, TODAY, public=True),
        *await progress.funnels(connection, asked),
        *await progress.officers(connection, asked),
        *await progress.stages(connection, asked),
        *await progress.attainments(connection, asked, (), TODAY),
        *[measured.group(one, await flow(*one.measures), TODAY) for one in METRICS.values()],
    ]


@settings(in_examples, max_examples=6)
@given(
    st.lists(cases(), min_size=10, max_size=25),
    st.lists(requests(), max_size=10),
    st.randoms(use_true_random=False),
)
async def test_each_figure_is_the_sum_of_measures_that_is_said_of_it(
    database: Database, found: list[Case], asked: list[Asked], chance: Random
) -> None:
    await forget(database)
    told = [event for case in found for event in history.events(case)]
    await tell(database, [*told, *(event for one in asked for event in one.events)])
    year = period.levels(2022)[0][0]
    async with database.reading() as connection:
        made = await totalling.year_of(connection, Question(*year), TODAY)
        by_name = {one.name: one for one in made.figures}
        for bounds in (year, chance.choice(period.levels(2022)[1]), period.month("2022-03")):
            for group in await everything(connection, Question(*bounds)):
                for cell, value in cells(group):
                    if not counts(value):
                        continue
                    figure = by_name[group.told_as(cell)]
                    sums = [amount(one, made.counted(bounds)) for one in figure.counts]
                    pairs = zip(sums, counts(value), strict=False)
                    assert all(one == other for one, other in pairs), (figure.name, bounds)


def views_of(base: type[Grouped]) -> set[str]:
    here = {base.view} if "view" in vars(base) and base.view else set()
    return here.union(*(views_of(one) for one in base.__subclasses__()))


def test_every_view_says_what_its_sharesare_made_of() -> None:
    names = {one.name.partition(".")[0] for one in totals.universe(of_agency=False)}
    assert views_of(Grouped) - names <= NOT_OF_CASES


async def opened(database: Database, number: int, closed: int, **told: Any) -> None:
    told = {"registered_at": NOON, **told}
    at = told["registered_at"]
    reason = told.pop("reason", "K20")
    await happened(database, *(an_accepted_complaint(**told) for _ in range(number)), at=at)
    await happened(database, *(an_assigned_case(**told) for _ in range(number)), at=at)
    ended = [a_closed_case(**told).model_copy(update={"reason": reason}) for _ in range(closed)]
    await happened(database, *ended)


async def report(client: httpx.AsyncClient, name: str) -> dict[str, dict[str, dict[str, Any]]]:
    said = (await client.get(f"/reports/{name}.json")).json()
    return {
        table["table"]: {line["key"]: line for line in table["lines"]} for table in said["tables"]
    }


async def test_what_is_left_of_the_reasons_is_not_told(
    database: Database, public: httpx.AsyncClient
) -> None:
    """Of forty closed two have another reason: neither the one nor the other is told."""
    await opened(database, 60, 38)
    await opened(database, 2, 2, reason="K22")
    [status] = (await public.get("/statistics/status", params={"period": "2022-Q1"})).json()[
        "groups"
    ]
    assert (status["registered"], status["closed"], status["open"]) == (62, 40, 22)
    assert status["reasons"] == {"K20": "suppressed", "K22": "suppressed"}
    tables = await report(public, "2022-Q1")
    assert tables["T10"]["K20"]["cases"] == tables["T10"]["K22"]["cases"] == "suppressed"
    assert tables["T10"]["total"]["cases"] == 62
    assert tables["T8"]["concluded"]["cases"] == "suppressed"


async def test_a_type_is_not_what_is_left_of_the_reports(
    database: Database, public: httpx.AsyncClient
) -> None:
    """T1 hides two RCO and the next fewest; what is received, told elsewhere, is of LM and RCO."""
    await opened(database, 40, 0)
    await opened(database, 9, 0, access_type="IAPS")
    await opened(database, 2, 0, access_type="RCO")
    tables = await report(public, "2022-Q1")
    hidden = {key for key, line in tables["T1"].items() if line["accesses"] == "suppressed"}
    assert {"RCO", "IAPS"} <= hidden
    assert tables["T8"]["received"]["cases"] == 51


async def test_the_year_after_does_not_tell_what_the_year_itself_hides(
    database: Database, public: httpx.AsyncClient
) -> None:
    last = NOON.replace(year=2021)
    await opened(database, 40, 0, registered_at=last)
    await opened(database, 9, 0, access_type="IAPS", registered_at=last)
    await opened(database, 2, 0, access_type="RCO", registered_at=last)
    for access_type in ("LM", "IAPS", "RCO"):
        await opened(database, 30, 0, access_type=access_type)
    tables = await report(public, "2022")
    assert tables["T1"]["IAPS"]["accesses"] == tables["T1"]["RCO"]["accesses"] == 30
    assert tables["T1"]["IAPS"]["before"] == tables["T1"]["RCO"]["before"] == "suppressed"
    assert tables["T1"]["LM"]["before"] == 40


async def test_a_stock_does_not_follow_from_the_one_before_new_year(
    database: Database, public: httpx.AsyncClient
) -> None:
    """Nothing stood at New Year, three of forty stand since March: what came and went between is
    not told whole."""
    await opened(database, 40, 37)
    for name in ("2022-Q1", "2022-03", "2022"):
        asked = {"period": name}
        answer = await public.get("/statistics/stock-flow", params=asked)
        [flow] = answer.json()["groups"]
        kept = {name for name, value in flow.items() if value == "suppressed"}
        assert kept == {"open_at_end", "reopened"}
        [shares] = (await public.get("/statistics/M21", params=asked)).json()["groups"]
        assert [one["why"] for one in shares["figures"] if one["name"] == "reopened"] == [
            "suppressed"
        ]
    tables = await report(public, "2022-Q1")
    assert {line["cases"] for key, line in tables["T9"].items() if key in kept} == {"suppressed"}
    assert tables["T2"]["2022-03"]["open_at_end"] == "suppressed"


async def test_a_total_that_is_kept_back_is_not_the_sum_of_its_channels(
    database: Database, public: httpx.AsyncClient
) -> None:
    await opened(database, 30, 20, channel="website")
    await opened(database, 30, 37, channel="whatsapp")
    asked = {"period": "2022-Q1"}
    [total] = (await public.get("/statistics/stock-flow", params=asked)).json()["groups"]
    kept = {name for name, value in total.items() if value == "suppressed"}
    assert kept == {"open_at_end", "reopened"}
    asked["by"] = "channel"
    groups = (await public.get("/statistics/stock-flow", params=asked)).json()["groups"]
    assert {one["open_at_end"] for one in groups} == {"suppressed"}
