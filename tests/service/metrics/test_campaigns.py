"""Figures by campaign: of the complaints that name one, now and as known then."""

from datetime import timedelta
from uuid import UUID

import httpx

from shared.db.database import Database
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.metrics.facts import a_joined_complaint
from tests.service.metrics.listening import happened
from tests.service.metrics.test_public import groups

DAY = timedelta(days=1)
POSKO, VISIT = "posko-listrik-2022", "on-the-spot-2022"


async def lived(database: Database, campaign: str | None, number: int, closed: int = 0) -> None:
    at = NOON - 2 * DAY
    told = {"campaign": campaign, "registered_at": at}
    await happened(database, *(an_accepted_complaint(**told) for _ in range(number)), at=at)
    await happened(database, *(an_assigned_case(**told) for _ in range(number)), at=at)
    await happened(database, *(a_closed_case(**told) for _ in range(closed)))


async def test_campaigns_are_told_apart_and_what_is_of_none_is_left_out(
    database: Database, client: httpx.AsyncClient
) -> None:
    for campaign, number, closed in ((POSKO, 6, 4), (VISIT, 3, 0), (None, 9, 9)):
        await lived(database, campaign, number, closed)
    told = await groups(client, "closures", by="campaign")
    assert {name: (one["received"], one["closed"]) for name, one in told.items()} == {
        POSKO: (6, 4),
        VISIT: (3, 0),
    }
    rate = (await groups(client, "M04", by="campaign"))[POSKO]["figures"][0]
    assert (rate["numerator"], rate["denominator"]) == (4, 6)
    durations = await groups(client, "durations", by="campaign")
    assert durations[POSKO]["calendar_days"] == {"n": 4, "median": 2, "p90": 2, "why": None}
    past = (NOON - DAY / 2).isoformat()
    then = await groups(client, "closures", by="campaign", as_of=past)
    assert (then[POSKO]["received"], then[POSKO]["closed"]) == (6, 0)
    assert await groups(client, "closures", by="campaign", office="kukar") == {}


async def test_a_campaign_without_its_mass_incident(
    database: Database, client: httpx.AsyncClient
) -> None:
    one = UUID(int=1)
    joined = a_joined_complaint(complaint_id=one, campaign=POSKO)
    await happened(database, an_accepted_complaint(complaint_id=one, campaign=POSKO), joined)
    await happened(database, an_accepted_complaint(campaign=POSKO))
    for incidents, received in (("with", 2), ("without", 1)):
        told = await groups(client, "closures", by="campaign", incidents=incidents)
        assert told[POSKO]["received"] == received


async def test_campaigns_of_one_agency_are_not_told(client: httpx.AsyncClient) -> None:
    asked = {"period": "2022-Q1", "by": "campaign", "agency": "pln"}
    assert (await client.get("/statistics/M03", params=asked)).status_code == 422


async def test_the_public_sees_no_small_campaign(
    database: Database, public: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    for campaign, number in ((POSKO, 40), (VISIT, 3), ("posko-air", 7)):
        await lived(database, campaign, number)
    for who, shown in ((client, [40, 3, 7]), (public, [40, "suppressed", "suppressed"])):
        report = (await who.get("/reports/2022-Q1.json")).json()
        [table] = [one for one in report["tables"] if one["table"] == "T3C"]
        told = {line["key"]: line["received"] for line in table["lines"]}
        assert [told[POSKO], told[VISIT], told["posko-air"]] == shown
        assert "total" not in told
