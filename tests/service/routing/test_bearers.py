"""Whom a letter of the ladder is for is asked at the moment of sending, by role."""

from datetime import date
from typing import Any

from services.routing.domain.agencies import Agency
from services.routing.domain.officers import Bearer
from services.routing.domain.registry import Registry
from tests.offices import an_office
from tests.service.routing.office import AS_STAFF, SIBLING, Office

AS_SIBLING = {"Authorization": f"Bearer {SIBLING}"}


def a_bearer(recipient: str, agency: str | None = None, **told: Any) -> Bearer:
    """Somebody who bears a role; named after it, so that letters can be told apart."""
    name = f"{recipient}-{agency or 'all'}"
    return Bearer.model_validate(
        {
            "bearer_id": name,
            "recipient": recipient,
            "agency": agency,
            "name": f"Contoh {name}",
            "email": f"{name}@example.org",
            **told,
        }
    )


def an_office_with_bearers(*bearers: Bearer) -> Registry:
    return an_office(
        agencies=[
            Agency(agency="water", name="Perumda Air Minum", kind="bumd", supervisor="lights"),
            Agency(agency="lights", name="Perusahaan Listrik", kind="bumn"),
        ],
        bearers=list(bearers),
    )


async def _asked(office: Office, *asked: dict[str, Any]) -> list[dict[str, Any]]:
    body = {"asked": [{"office": "babel", **one} for one in asked]}
    answer = await office.client.post("/bearers/contacts", json=body, headers=AS_SIBLING)
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()
    return told


async def _emails(office: Office, recipient: str, agency: str | None = None) -> list[str]:
    return [
        one["email"] for one in await _asked(office, {"agency": agency, "recipient": recipient})
    ]


async def test_an_agencys_own_bearer_wins_over_the_offices(office: Office) -> None:
    both = [a_bearer("superior"), a_bearer("superior", "water")]
    await office.load(an_office_with_bearers(*both))
    assert await _asked(office, {"agency": "water", "recipient": "superior"}) == [
        {
            "office": "babel",
            "agency": "water",
            "recipient": "superior",
            "bearer_id": "superior-water",
            "name": "Contoh superior-water",
            "email": "superior-water@example.org",
            "agency_name": "Perumda Air Minum",
        }
    ]
    assert await _emails(office, "superior", "lights") == ["superior-all@example.org"]


async def test_several_may_bear_a_role_and_only_on_their_days(office: Office) -> None:
    bearers = [
        a_bearer("office-head", bearer_id="one"),
        a_bearer("office-head", bearer_id="two", email="two@example.org"),
        a_bearer("office-head", bearer_id="past", valid_to=date(2022, 3, 14)),
        a_bearer("office-head", bearer_id="next", valid_from=date(2022, 3, 16)),
    ]
    await office.load(an_office_with_bearers(*bearers))
    assert await _emails(office, "office-head") == [
        "office-head-all@example.org",
        "two@example.org",
    ]


async def test_focal_point_and_deputy_are_asked_the_same_way(office: Office) -> None:
    await office.load(an_office())
    assert await _emails(office, "focal-point", "water") == ["narahubung@water.example.org"]
    assert await _emails(office, "deputy", "water") == ["narahubung@water.example.org"]
    assert await _emails(office, "deputy", "lights") == []


async def test_the_agency_that_watches_is_the_internal_supervisor(office: Office) -> None:
    await office.load(an_office_with_bearers(a_bearer("internal-supervisor")))
    assert await _emails(office, "internal-supervisor", "water") == [
        "narahubung@lights.example.org"
    ]
    assert await _emails(office, "internal-supervisor", "lights") == [
        "internal-supervisor-all@example.org"
    ]


async def test_what_is_about_no_agency_is_told_in_the_offices_name(office: Office) -> None:
    await office.load(an_office_with_bearers(a_bearer("office-desk")))
    told = await _asked(office, {"agency": "unrouted", "recipient": "office-desk"})
    assert [one["agency_name"] for one in told] == ["Ombudsman RI Perwakilan Contoh"]
    nowhere = {"office": "nowhere", "recipient": "office-desk"}
    assert await _asked(office, nowhere) == []


async def test_addresses_are_for_services_alone(office: Office) -> None:
    body: dict[str, list[str]] = {"asked": []}
    for headers, status in (({}, 401), (AS_STAFF, 403)):
        answer = await office.client.post("/bearers/contacts", json=body, headers=headers)
        assert answer.status_code == status
    wrong = {"asked": [{"office": "babel", "recipient": "neighbour"}]}
    answer = await office.client.post("/bearers/contacts", json=wrong, headers=AS_SIBLING)
    assert answer.status_code == 422
