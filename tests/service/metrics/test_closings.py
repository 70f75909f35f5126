"""The cases behind the figures, one by one, for whoever may see them."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from services.metrics import api_closings
from services.metrics.settings import MetricsSettings
from shared.access.person import Person
from shared.access.tokens import KEY_FILE
from shared.db.database import Database
from shared.events.intake import ComplaintDeclined, ComplaintRegistered, ComplaintWithdrawn
from tests.factories import NOON, a_closed_case
from tests.rights import PEOPLE
from tests.samples import a_sample
from tests.service.metrics.listening import happened
from tests.tokens import KEY, bearer

ADDRESS = "/statistics/closings"
QUARTER = {"from": "2022-01-01", "to": "2022-04-01"}
SITI = Person("siti", "examiner", "babel")
MAY = {"focal-point", "supervisor", "examiner", "head", "auditor"}


@pytest.fixture(autouse=True)
def key(settings: MetricsSettings) -> None:
    Path(settings.secrets, KEY_FILE).write_text(KEY, encoding="utf-8")


async def rows(client: httpx.AsyncClient, person: Person, **asked: str) -> list[dict[str, str]]:
    answer = await client.get(ADDRESS, params={**QUARTER, **asked}, headers=bearer(person))
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_every_closing_is_told_once_in_order_across_pages(
    database: Database, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_closings, "PAGE", 2)
    for day in (3, 1, 2):
        later = NOON + timedelta(days=day)
        await happened(database, *(a_closed_case() for _ in range(3)), at=later)
    await happened(database, a_closed_case().model_copy(update={"reason": "K24"}), at=NOON)
    told = await rows(client, SITI)
    assert len({row["complaint_id"] for row in told}) == len(told) == 9
    assert [row["closed_day"] for row in told] == sorted(row["closed_day"] for row in told)
    assert {row["reason"] for row in told} == {"K20"}


async def test_what_ended_at_verification_is_told_as_it_is_counted(
    database: Database, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of no agency: the one that the reporter named had nothing to do with it."""
    monkeypatch.setattr(api_closings, "PAGE", 2)
    told = {"office": "babel", "agency": "pln", "registered_at": NOON}
    await happened(database, *(a_sample(ComplaintRegistered, **told) for _ in range(3)))
    for day in (1, 2):
        later = NOON + timedelta(days=day)
        await happened(database, a_closed_case(agency="pln"), at=later)
        await happened(database, a_sample(ComplaintDeclined, **told, reason="K12d"), at=later)
    taken_back = {**told, "reason": "K21", "before_acceptance": True}
    await happened(database, a_sample(ComplaintWithdrawn, **taken_back), at=NOON)
    found = await rows(client, SITI)
    assert [(row["agency"], row["reason"]) for row in found[:1]] == [("unverified", "K21")]
    assert sorted(row["reason"] for row in found) == ["K12d", "K12d", "K20", "K20", "K21"]
    assert [row["closed_day"] for row in found] == sorted(row["closed_day"] for row in found)
    assert len(await rows(client, SITI, agency="pln")) == 2
    auditor = bearer(Person("wati", "auditor"))
    answer = await client.get("/statistics/M06", params=QUARTER, headers=auditor)
    [figure] = answer.json()["groups"][0]["figures"]
    assert figure["numerator"] == len(found)


async def test_staff_see_their_own_office_and_nobody_elses(
    database: Database, client: httpx.AsyncClient
) -> None:
    await happened(database, a_closed_case(office="babel"), a_closed_case(office="kukar"))
    assert [row["office"] for row in await rows(client, SITI)] == ["babel"]
    foreign = {**QUARTER, "office": "kukar"}
    answer = await client.get(ADDRESS, params=foreign, headers=bearer(SITI))
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-cases")
    assert len(await rows(client, Person("wati", "auditor"))) == 2


async def test_an_officer_sees_the_cases_of_the_own_agency(
    database: Database, client: httpx.AsyncClient
) -> None:
    await happened(database, a_closed_case(agency="bpjs"), a_closed_case(agency="polda"))
    officer = Person("bpjs-primary", "focal-point", "babel", "bpjs")
    assert [row["agency"] for row in await rows(client, officer)] == ["bpjs"]
    foreign = {**QUARTER, "agency": "polda"}
    answer = await client.get(ADDRESS, params=foreign, headers=bearer(officer))
    assert answer.status_code == 404


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.role)
async def test_only_roles_that_read_statistics_are_let_in(
    client: httpx.AsyncClient, person: Person
) -> None:
    answer = await client.get(ADDRESS, params=QUARTER, headers=bearer(person))
    assert answer.status_code == (200 if person.role in MAY else 401)


async def test_the_public_is_told_no_case(public: httpx.AsyncClient) -> None:
    assert (await public.get(ADDRESS, params=QUARTER)).status_code == 401
