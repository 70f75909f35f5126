"""Figures by groups of agencies: those of their agencies, and none that gives an agency away."""

from datetime import timedelta
from typing import Any

import httpx

from shared.db.database import Database
from tests.factories import NOON, a_closed_case, an_event
from tests.service.metrics import facts
from tests.service.metrics.listening import happened, tell
from tests.service.metrics.test_public import groups, opened

GROUPS = {"polda": "polda", "polres": "polres", "bpn": "kanwil-bpn", "pln": "pln"}
LATER = NOON + timedelta(days=1)


async def recorded(database: Database) -> None:
    told = [facts.an_agency(agency, kind=kind) for agency, kind in GROUPS.items()]
    await tell(database, [an_event(one, NOON) for one in told])


async def by_group(client: httpx.AsyncClient, path: str, **asked: Any) -> dict[str, Any]:
    return await groups(client, path, by="agency_group", **asked)


async def test_a_group_is_the_sum_of_its_agencies(
    database: Database, client: httpx.AsyncClient
) -> None:
    for agency, number in (("polda", 3), ("polres", 4), ("bpn", 2), ("stranger", 1)):
        await opened(database, agency, number)
    await happened(database, a_closed_case(agency="polres"), at=LATER)
    await recorded(database)
    told = await by_group(client, "stock-flow")
    shown = {group: (one["opened"], one["closed"]) for group, one in told.items()}
    assert shown == {"kepolisian": (7, 1), "pertanahan": (2, 0), "tidak-dikenal": (1, 0)}
    rate = (await by_group(client, "M04"))["kepolisian"]["figures"][0]
    assert (rate["numerator"], rate["denominator"]) == (1, 7)
    assert (await by_group(client, "durations"))["kepolisian"]["closed"] == 1
    backlog = await by_group(client, "backlog")
    assert {group: one["open"] for group, one in backlog.items()} == {
        "kepolisian": 6,
        "pertanahan": 2,
        "tidak-dikenal": 1,
    }
    for path in ("closures", "status", "requests", "sla", "focal-points", "stage-time"):
        assert (await by_group(client, path)).keys() <= told.keys()


async def test_a_past_moment_knows_the_groups_of_then(
    database: Database, client: httpx.AsyncClient
) -> None:
    day = timedelta(days=1)
    await opened(database, "polda", 3, NOON - 3 * day)
    await tell(database, [an_event(facts.an_agency("polda", kind="polda"), NOON - day)])
    for asked, group in (
        ({"as_of": (NOON - 2 * day).isoformat()}, "tidak-dikenal"),
        ({}, "kepolisian"),
    ):
        told = await by_group(client, "M03", **asked)
        assert [*told] == [group]
        assert told[group]["figures"][1]["numerator"] == 3


async def test_intake_knows_no_agency_and_no_group_of_them(client: httpx.AsyncClient) -> None:
    asked = {"period": "2022-Q1", "by": "agency_group"}
    for path in ("M01", "funnel"):
        answer = await client.get(f"/statistics/{path}", params=asked)
        assert (answer.status_code, answer.json()["code"]) == (422, "not-by-agency")


async def test_no_agency_is_what_its_group_leaves_over(
    database: Database, public: httpx.AsyncClient
) -> None:
    """Two of the police are 40 and 2: their group would tell of the two."""
    for agency, number in (("polda", 40), ("polres", 2), ("bpn", 6), ("pln", 60)):
        await opened(database, agency, number)
    await recorded(database)
    agencies = await groups(public, "stock-flow")
    assert [name for name, one in agencies.items() if one["opened"] == "suppressed"] == [
        "bpn",
        "polres",
    ]
    told = await by_group(public, "stock-flow")
    shown = {group: one["opened"] for group, one in told.items()}
    assert shown == {"kepolisian": "suppressed", "pertanahan": "suppressed", "bumn-bumd": 60}


async def test_the_page_and_the_report_have_the_groups(
    database: Database, client: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    for agency, number in (("polda", 40), ("polres", 2), ("bpn", 6), ("pln", 60)):
        await opened(database, agency, number)
    await recorded(database)
    asked = {"period": "2022-Q1", "lang": "en"}
    assert "National Land Agency" in (await client.get("/dashboard/agencies", params=asked)).text
    for who, opening in ((client, 42), (public, "suppressed")):
        report = (await who.get("/reports/2022-Q1.json")).json()
        [table] = [one for one in report["tables"] if one["table"] == "T5G"]
        lines = {line["key"]: line["opened"] for line in table["lines"]}
        assert lines["kepolisian"] == opening
        assert lines["bumn-bumd"] == 60
