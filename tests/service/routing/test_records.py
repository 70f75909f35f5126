"""Records are edited one at a time, each change is a line of history, and files respect them."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from services.routing import offices, registering
from services.routing.domain.registry import NOUNS, Registry
from services.routing.store.directory import RECORDS as KEPT
from services.routing.store.directory import record_of
from services.routing.store.records import CHANGES
from tests.offices import an_office, an_officer
from tests.records import RECORDS
from tests.service.routing.office import AS_STAFF, LATER, Office


async def put(office: Office, noun: str, record: Any, **more: Any) -> httpx.Response:
    key = record[_key(noun)] if noun != "rules" else f"{record['name']}-{record['version']}"
    """As somebody who has read what is there, unless `headers` say otherwise."""
    path = f"/registry/babel/{noun}/{key}"
    if (headers := more.pop("headers", None)) is None:
        read = (await office.client.get(path, headers=AS_STAFF)).headers.get("ETag")
        headers = {"If-Match": read} if read else {}
    headers = {**AS_STAFF, **headers}
    return await office.client.put(path, json=record, headers=headers, params=more)


def _key(noun: str) -> str:
    return NOUNS[noun].key_field


async def end(office: Office, path: str, **asked: Any) -> httpx.Response:
    return await office.client.delete(f"/registry/babel/{path}", params=asked, headers=AS_STAFF)


async def announced(office: Office) -> list[str]:
    return [name for name in await office.types() if not name.startswith("case.")]


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_record_of_each_noun_is_added_changed_and_read(office: Office, noun: str) -> None:
    await office.load(an_office())
    answer = await put(office, noun, RECORDS[noun])
    assert answer.status_code == 200, answer.text
    told = answer.json()
    version = 2 if noun == "offices" else 1
    assert (told["version"], answer.headers["ETag"]) == (version, f'"{version}"')
    assert (await put(office, noun, RECORDS[noun])).json() == told
    path = f"/registry/babel/{noun}"
    assert (await office.get(f"{path}/{told['key']}")).json() == told
    assert told in (await office.get(path)).json()
    [*_, last] = (await office.get(f"{path}/{told['key']}/history")).json()
    assert (last["deed"], last["actor_role"], last["actor_id"]) == ("put", "head", "rudi")
    assert last["record"] == told["record"]


async def test_two_who_edit_never_overwrite_each_other(office: Office) -> None:
    await office.load(an_office())
    record = {**RECORDS["bearers"]}
    assert (await put(office, "bearers", record)).status_code == 200
    seen = {"If-Match": '"1"'}
    first = await put(office, "bearers", {**record, "name": "Contoh Satu"}, headers=seen)
    second = await put(office, "bearers", {**record, "name": "Contoh Dua"}, headers=seen)
    assert (first.status_code, second.status_code) == (200, 412)
    stands = (await office.get("/registry/babel/bearers/added")).json()
    assert stands["record"]["name"] == "Contoh Satu"


async def test_nobody_overwrites_what_they_have_not_read(office: Office) -> None:
    await office.load(an_office())
    record = {**RECORDS["bearers"]}
    changed = {**record, "name": "Contoh Dua"}
    assert (await put(office, "bearers", record, headers={})).status_code == 200
    assert (await put(office, "bearers", record, headers={})).status_code == 200  # says nothing new
    blind = await put(office, "bearers", changed, headers={})
    assert (blind.status_code, blind.json()["code"]) == (428, "version-needed")
    assert blind.headers["Content-Type"] == "application/problem+json"
    stands = (await office.get("/registry/babel/bearers/added")).json()
    assert (stands["version"], stands["record"]["name"]) == (1, record["name"])
    assert (await put(office, "bearers", changed, headers={"If-Match": "*"})).status_code == 200
    absent = {**record, "bearer_id": "absent"}
    for read in ("*", '"1"'):
        answer = await put(office, "bearers", absent, headers={"If-Match": read})
        assert (answer.status_code, answer.json()["code"]) == (412, "stale")


async def test_what_contradicts_the_rest_is_refused_and_changes_nothing(office: Office) -> None:
    await office.load(an_office())
    before = (await office.get("/registry")).json()
    wrongs: dict[str, dict[str, Any]] = {
        "focal-points": {"agency": "nowhere"},
        "absences": {"appointment_id": "nobody"},
        "agencies": {"supervisor": "nowhere"},
        "bearers": {"agency": "nowhere"},
        "commitments": {"appointment_id": "nobody"},
        "assessments": {"unit": "nowhere"},
        "meetings": {"attendance": [{"agency": "nowhere", "attended": True}]},
    }
    for noun, wrong in wrongs.items():
        answer = await put(office, noun, {**RECORDS[noun], **wrong})
        assert answer.status_code == 422, (noun, answer.text)
    assert (await office.get("/registry")).json() == before
    other = await office.client.put(
        "/registry/babel/bearers/other", json=RECORDS["bearers"], headers=AS_STAFF
    )
    assert other.status_code == 422
    assert (await end(office, "agencies/water")).status_code == 200
    assert (await end(office, "offices/babel")).status_code == 422
    assert (await end(office, "bearers/nobody")).status_code == 404


async def test_a_record_ends_on_its_last_day_and_what_was_an_error_is_withdrawn(
    office: Office,
) -> None:
    await office.load(an_office())
    ended = (await end(office, "focal-points/water-primary", on="2022-03-14")).json()
    assert ended["record"]["valid_to"] == "2022-03-14"
    withdrawn = (await end(office, "focal-points/water-deputy", on="2020-01-01")).json()
    assert withdrawn["is_withdrawn"] is True
    path = "/registry/babel/focal-points/water-deputy/history"
    assert [one["deed"] for one in (await office.get(path)).json()] == ["put", "withdraw"]
    assert await announced(office) == ["focal-point.ended", "focal-point.ended"]
    [first, second] = await office.announced()
    assert (first.data.last_day, second.data.last_day) == (date(2022, 3, 14), None)  # type: ignore[attr-defined]


async def test_a_change_says_when_it_happened_and_when_we_learnt_it(office: Office) -> None:
    await office.load(an_office())
    record = RECORDS["commitments"]
    late = await put(office, "commitments", record, at="2022-03-01T09:00:00+07:00")
    assert late.status_code == 200
    [change] = (await office.get("/registry/babel/commitments/added/history")).json()
    assert change["at"] == "2022-03-01T02:00:00Z"
    assert change["recorded_at"] == LATER.isoformat().replace("+00:00", "Z")
    early = await put(office, "bearers", RECORDS["bearers"], at="2099-01-01T00:00:00Z")
    assert early.status_code == 422


async def test_every_record_is_what_its_history_says(office: Office) -> None:
    await office.load(an_office())
    for noun, record in RECORDS.items():
        await put(office, noun, record)
    await end(office, "meetings/added")
    last = {
        (one.office, one.noun, one.key): one
        for one in await office.rows(select(CHANGES).order_by(CHANGES.c.version))
    }
    rows = await office.rows(select(KEPT))
    assert len(rows) == len(last) > len(NOUNS)
    for row in rows:
        change = last[row.office, row.noun, row.key]
        assert (row.version, row.told) == (change.version, change.told)
        assert row.is_withdrawn == (change.deed == "withdraw")
        assert record_of(row).key == row.key


async def test_plans_meetings_and_help_are_announced_to_their_agency(office: Office) -> None:
    await office.load(an_office())
    for noun in ("commitments", "action-points", "meetings", "assistance", "assessments"):
        await put(office, noun, RECORDS[noun])
    await put(office, "action-points", {**RECORDS["action-points"], "done_on": "2022-03-01"})
    await put(office, "assistance", {**RECORDS["assistance"], "delivered_on": "2022-03-01"})
    await end(office, "meetings/added")
    assert await announced(office) == [
        *("commitment.signed", "action-plan.agreed", "meeting.held", "assistance.requested"),
        *("assessment.recorded", "action-plan.agreed", "action-plan.done"),
        *("assistance.requested", "assistance.delivered", "record.withdrawn"),
    ]
    told = await office.announced()
    assert {event.data.subject.split(".")[1] for event in told} == {"water"}
    done = next(event for event in told if event.type == "routing.action-plan.done.v1")
    assert (done.sequence, done.time.isoformat()) == ("2", "2022-03-01T00:00:00+07:00")
    assessed = next(event for event in told if event.type == "routing.assessment.recorded.v1")
    assert len(assessed.data.components) == 14  # type: ignore[attr-defined]


async def _load_file(office: Office, registry: Registry) -> bool:
    async with office.database.transaction(LATER) as tx:
        return await registering.load(tx, registry, from_file=True)


async def test_a_file_never_overwrites_what_staff_have_changed(office: Office) -> None:
    await _load_file(office, an_office())
    edited = {**an_officer("water-primary").model_dump(mode="json"), "name": "Contoh Staf"}
    await put(office, "focal-points", edited)
    changed = [
        an_officer("water-primary", letter="NEW/1"),
        an_officer("water-deputy", role="deputy", letter="NEW/2"),
    ]
    newer = an_office(focal_points=changed)
    assert await _load_file(office, newer) is True
    assert await _load_file(office, newer) is False
    shown = (await office.get("/registry/babel/focal-points")).json()
    records = {one["key"]: one["record"] for one in shown}
    assert records["water-primary"]["name"] == "Contoh Staf"
    assert records["water-primary"]["letter"] is None
    assert records["water-deputy"]["letter"] == "NEW/2"
    assert "lights-primary" in records  # what a file does not name goes on


async def test_rules_in_force_are_not_rewritten(office: Office) -> None:
    await office.load(an_office())
    registry = an_office().rule_set.model_dump(mode="json")
    changed = {**registry, "rules": registry["rules"][:1]}
    refused = await put(office, "rules", changed)
    assert (refused.status_code, refused.json()["code"]) == (409, "in-force")
    later = {**changed, "version": 2, "valid_from": "2022-03-16"}
    assert (await put(office, "rules", later)).status_code == 200
    assert (await put(office, "rules", {**later, "valid_from": "2022-03-17"})).status_code == 200


def test_the_shipped_files_can_be_read() -> None:
    assert {one.office for one in offices.read_all(offices.SHIPPED)} >= {"babel", "kukar"}
