"""Who answers for what is loaded as data: repeatable, versioned, whole or not at all."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.routing import offices
from services.routing.domain.registry import Registry, field_of
from services.routing.models import OfficeRow
from services.routing.settings import RoutingSettings
from shared.access.person import Person
from shared.db.transaction import table_of
from tests.offices import a_rule, an_office, an_officer, some_rules
from tests.service.routing.office import AS_OPERATOR, AS_STAFF, LATER, Office
from tests.tokens import bearer

REPOSITORY = Path(offices.__file__).with_name("offices")
OFFICES = table_of(OfficeRow)
FOREIGN = bearer(Person("made", "head", "kukar"))


async def _versions(office: Office) -> dict[str, int]:
    rows = await office.rows(select(OFFICES.c.office, OFFICES.c.version))
    return {row.office: row.version for row in rows}


async def test_the_files_of_the_repository_load_once_and_read_back_whole(office: Office) -> None:
    for _ in range(2):
        await offices.load_all(office.database, lambda: LATER, REPOSITORY)
    registries = {one.office: one for one in offices.read_all(REPOSITORY)}
    assert await _versions(office) == dict.fromkeys(registries, 1)
    answer = await office.client.get("/registry", headers=AS_OPERATOR)
    shown = answer.json()["offices"]
    assert {one["office"] for one in shown} == set(registries)
    for one in shown:
        assert _sorted(Registry.model_validate(one)) == _sorted(registries[one["office"]])
    babel = registries["babel"]
    assert (len(babel.agencies), len(babel.focal_points)) == (14, 28)


def _sorted(registry: Registry) -> Registry:
    """Records have no order; rules have."""
    lists = registry.lists.items()
    ordered = {field_of(noun): sorted(them, key=lambda one: one.key) for noun, them in lists}
    return registry.model_copy(update=ordered)


async def test_loading_the_same_again_changes_nothing(office: Office) -> None:
    assert await office.load(an_office()) is True
    assert await office.load(an_office()) is False
    assert await _versions(office) == {"babel": 1}


async def test_each_change_is_a_version_and_counts_from_the_next_case_on(office: Office) -> None:
    before = await office.with_a_case(agency=None)
    rules = some_rules(a_rule("all-to-lights", "lights", channel=["website"]), version=2)
    assert await office.load(an_office(rule_set=rules)) is True
    after = await office.open_case(agency=None)
    assert await _versions(office) == {"babel": 2}
    shown = [(await office.get(f"/cases/{case}")).json() for case in (before, after)]
    assert [one["agency"] for one in shown] == ["water", "lights"]
    assert [one["explanation"]["version"] for one in shown] == [1, 2]
    assert shown[1]["explanation"]["facts"] == {"channel": "website"}


async def test_a_version_can_be_taken_back(office: Office) -> None:
    newer = some_rules(a_rule("all", "lights"), version=2)
    for registry in (an_office(), an_office(rule_set=newer), an_office()):
        assert await office.load(registry) is True
    [shown] = (await office.get("/registry")).json()["offices"]
    assert Registry.model_validate(shown).rule_set == an_office().rule_set
    case = (await office.get(f"/cases/{await office.open_case(agency=None)}")).json()
    assert (case["agency"], case["explanation"]["rule"]) == ("water", "pangkalpinang")


async def test_an_officer_who_has_left_stays_known_to_the_past(office: Office) -> None:
    case_id = await office.with_a_case()
    left = an_officer("water-primary", valid_to=date(2022, 3, 14))
    await office.load(an_office(focal_points=[left, an_officer("water-deputy", role="deputy")]))
    assert (await office.get(f"/cases/{case_id}")).json()["focal_point_id"] == "water-primary"


async def test_the_service_loads_its_files_before_it_hears(settings: RoutingSettings) -> None:
    text = an_office().model_dump_json()
    (settings.offices / "babel.yaml").write_text(text)  # JSON is YAML
    assert offices.read_all(settings.offices) == [an_office()]
    (settings.offices / "kukar.yaml").write_text(text)
    with pytest.raises(offices.WrongOfficeFile, match=r"kukar\.yaml: office: babel"):
        offices.read_all(settings.offices)


def _wrong() -> dict[str, dict[str, Any]]:
    """Documents that contradict themselves or cannot be."""
    officer = an_officer("water-primary").model_dump(mode="json")
    agency = {"agency": "water", "name": "Air", "kind": "bumd"}
    rules = {"name": "contoh", "version": 1}
    return {
        "an agency twice": {"agencies": [agency, agency]},
        "an appointment twice": {"focal_points": [officer, officer]},
        "an officer of no agency": {"focal_points": [{**officer, "agency": "nowhere"}]},
        "an office that ends first": {"focal_points": [{**officer, "valid_to": "2020-12-31"}]},
        "no rule": {"rule_set": {**rules, "rules": []}},
        "a rule to nowhere": {
            "rule_set": {**rules, "rules": [{"name": "all", "agency": "nowhere"}]}
        },
        "a condition on nothing": {
            "rule_set": {**rules, "rules": [{"name": "a", "agency": "water", "when": {"x": []}}]}
        },
        "a version too high": {"rule_set": {**rules, "version": 2**31, "rules": []}},
        "a nul": {"name": "\0"},
        "a nul in a condition": {
            "rule_set": {
                **rules,
                "rules": [{"name": "a", "agency": "water", "when": {"region": ["\0"]}}],
            }
        },
        "no such zone": {"time_zone": "Asia/Pangkalpinang"},
        "no days": {"answer_days": {"rco": -1}},
        "an unknown field": {"colour": "blue"},
        "another office": {"office": "kukar"},
    }


@pytest.mark.parametrize("wrong", _wrong().values(), ids=_wrong())
async def test_what_cannot_be_is_refused_and_changes_nothing(
    office: Office, wrong: dict[str, Any]
) -> None:
    await office.load(an_office())
    before = (await office.get("/registry")).json()
    answer = await office.put({**an_office().model_dump(mode="json"), **wrong})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (await office.get("/registry")).json() == before
    assert await _versions(office) == {"babel": 1}


async def test_staff_load_a_registry_over_http(office: Office) -> None:
    document = an_office().model_dump(mode="json")
    answers = [(await office.put(document)).json() for _ in range(2)]
    assert answers == [
        {"office": "babel", "changed": True},
        {"office": "babel", "changed": False},
    ]


async def test_an_appointment_of_another_office_is_refused(office: Office) -> None:
    await office.load(an_office())
    other = an_office(office="kukar", name="Kutai Kartanegara").model_dump(mode="json")
    head = bearer(Person("made", "head", "kukar"))
    answer = await office.client.put("/registry/kukar", json=other, headers=head)
    assert answer.status_code == 422
    assert "another office" in answer.json()["detail"]
    assert await _versions(office) == {"babel": 1}


async def test_a_registry_is_written_by_its_offices_head_alone(office: Office) -> None:
    document = an_office().model_dump(mode="json")
    for headers, status in (({}, 401), (AS_OPERATOR, 403), (FOREIGN, 404)):
        answer = await office.client.put("/registry/babel", json=document, headers=headers)
        assert answer.status_code == status
    assert (await office.client.get("/registry", headers=AS_STAFF)).json() == {"offices": []}
