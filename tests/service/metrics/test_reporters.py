"""What kind of reporter reports came from: of what counts as received, and as that alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from services.metrics import store
from shared.db.database import Database
from shared.events.intake import ComplaintClassified, ComplaintFinished, ComplaintRegistered
from tests.factories import NOON, an_accepted_complaint
from tests.samples import a_sample
from tests.service.metrics.facts import a_joined_complaint
from tests.service.metrics.listening import happened
from tests.service.metrics.test_public import groups

EARLIER = NOON - timedelta(days=3)


def of(fact: type[Any], **told: Any) -> Any:
    named = {"office": "babel", "reporter_class": "keluarga", "reporter_province": "19"}
    return a_sample(fact, **{**named, "registered_at": EARLIER, **told})


async def received(client: httpx.AsyncClient, **asked: Any) -> dict[str, int]:
    found = await groups(client, "reporters", **{"by": "reporter_class", **asked})
    return {name: one["received"] for name, one in found.items()}


async def lived(database: Database) -> None:
    """Three by hand, of which one is a consultation and one is seen otherwise; and four at once."""
    await happened(database, of(ComplaintFinished, access_type="KNL", was_access_type="LM"))
    await happened(
        database, of(ComplaintClassified, access_type="RCO", was_access_type="LM"), at=NOON
    )
    await happened(database, *(of(ComplaintRegistered) for _ in range(3)), at=EARLIER)
    await happened(database, *(an_accepted_complaint() for _ in range(2)))
    await happened(database, an_accepted_complaint(reporter_class="lsm"))
    await happened(database, an_accepted_complaint(reporter_class="media", reporter_province="19"))


async def test_classes_and_what_was_not_told_add_up_to_the_reports(
    database: Database, client: httpx.AsyncClient
) -> None:
    await lived(database)
    expected = {"keluarga": 2, "lsm": 1, "media": 1, "not-told": 2}
    for _ in range(2):
        assert await received(client) == expected
        while await store.fold(database):
            pass
    assert await received(client, by="reporter_province") == {"19": 3, "not-told": 3}
    assert await received(client, access_type="RCO") == {"keluarga": 1}
    assert await received(client, office="kukar") == {}
    then = (EARLIER + timedelta(hours=1)).isoformat()
    assert await received(client, as_of=then) == {"keluarga": 3}
    total = (await groups(client, "closures", by="total"))["total"]
    assert total["received"] == sum(expected.values())


async def test_without_mass_incidents_their_reporters_are_left_out(
    database: Database, client: httpx.AsyncClient
) -> None:
    one = UUID(int=1)
    told = {"complaint_id": one, "reporter_class": "lsm"}
    await happened(database, an_accepted_complaint(**told), a_joined_complaint(**told))
    await happened(database, an_accepted_complaint(reporter_class="lsm"))
    assert await received(client) == {"lsm": 2}
    assert await received(client, incidents="without") == {"lsm": 1}


async def test_the_public_is_told_no_small_class_and_none_that_gives_it_away(
    database: Database, public: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    for kind, number in (("media", 2), ("lsm", 7), ("keluarga", 20)):
        facts = (an_accepted_complaint(reporter_class=kind) for _ in range(number))
        await happened(database, *facts)
    assert await received(client) == {"keluarga": 20, "lsm": 7, "media": 2}
    told = await received(public)
    assert told == {"keluarga": 20, "lsm": "suppressed", "media": "suppressed"}
    lines = {}
    for who in (client, public):
        report = (await who.get("/reports/2022-Q1", headers={"accept": "application/json"})).json()
        [table] = [one for one in report["tables"] if one["table"] == "T4K"]
        lines[who] = {line["key"]: line["received"] for line in table["lines"]}
    assert lines[client] == {"keluarga": 20, "lsm": 7, "media": 2, "total": 29}
    assert lines[public] == {**told, "total": 29}


async def test_of_an_agency_nothing_is_told(client: httpx.AsyncClient) -> None:
    asked = {"period": "2022-Q1", "agency": "pln"}
    answer = await client.get("/statistics/reporters", params=asked)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
