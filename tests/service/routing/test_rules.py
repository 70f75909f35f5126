"""Rules hold from a day on, region by region, and are tried on the past before they hold."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.routing.domain.officers import Agreed, Commitment
from services.routing.domain.policy import Term
from services.routing.domain.rules import RuleSet
from tests.factories import NOON, an_accepted_complaint, an_event
from tests.offices import a_rule, an_office, an_officer, some_rules
from tests.service.routing.office import AS_STAFF, Office

WIB = ZoneInfo("Asia/Jakarta")


async def _try(office: Office, rules: RuleSet, **asked: Any) -> Any:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    path = f"/rules/babel/dry-run?{query}"
    answer = await office.post(path, rules.model_dump(mode="json"))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_dry_run_shows_which_cases_would_move_and_why(office: Office) -> None:
    stays = await office.with_a_case(agency="lights", substance="energi-kelistrikan")
    moves = await office.open_case(agency="water")
    before = [(await office.get(f"/cases/{case}")).json() for case in (stays, moves)]
    tried = await _try(office, some_rules(a_rule("all", "lights"), version=2))
    assert (tried["looked_at"], tried["after"]) == (2, None)
    [move] = tried["would_move"]
    assert move["case_id"] == str(moves)
    assert (move["agency_before"], move["agency_after"]) == ("water", "lights")
    assert move["why_before"]["rule"] == "as-named"
    assert (move["why_after"]["rule"], move["why_after"]["version"]) == ("all", 2)
    assert [(await office.get(f"/cases/{case}")).json() for case in (stays, moves)] == before
    assert len((await office.get("/registry/babel/rules")).json()) == 1


async def test_a_dry_run_finds_the_keywords_of_the_past_and_names_them(office: Office) -> None:
    case_id = await office.with_a_case(keywords=("listrik-padam", "sampah"))
    await office.open_case(keywords=("sampah",))
    assert (await office.get(f"/cases/{case_id}")).json()["keywords"] == ["listrik-padam", "sampah"]
    dark = some_rules(
        a_rule("dark", "lights", keywords=["listrik-padam"]), a_rule("rest", "named"), version=2
    )
    [move] = (await _try(office, dark))["would_move"]
    assert move["case_id"] == str(case_id)
    assert move["why_after"]["facts"] == {"keywords": ["listrik-padam"]}


async def test_a_case_that_is_not_the_agencys_is_placed_by_its_keywords(office: Office) -> None:
    rules = some_rules(
        a_rule("as-named", "named"), a_rule("dark", "lights", keywords=["listrik-padam"])
    )
    await office.load(an_office(rule_set=rules))
    case_id = await office.open_case(agency="water", keywords=("listrik-padam",))
    answer = await office.post(f"/cases/{case_id}/misrouting", {"reason": "other-agency"})
    assert answer.status_code == 201
    case = (await office.get(f"/cases/{case_id}")).json()
    assert (case["agency"], case["explanation"]["facts"]) == (
        "lights",
        {"keywords": ["listrik-padam"]},
    )


async def test_a_keyword_that_is_on_no_list_is_refused_by_its_name(office: Office) -> None:
    await office.load(an_office())
    known = {one["code"] for one in (await office.get("/keywords")).json()}
    assert "listrik-padam" in known
    rules = some_rules(a_rule("dark", "lights", keywords=["listrik padam"]), version=2)
    told = rules.model_dump(mode="json")
    document = an_office(rule_set=rules, rule_sets=[an_office().rule_set]).model_dump(mode="json")
    path = "/registry/babel/rules/contoh-2"
    put = await office.client.put(path, json=told, headers=AS_STAFF)
    for answer in (
        await office.post("/rules/babel/dry-run", told),
        put,
        await office.put(document),
    ):
        assert answer.status_code == 422
        assert "no keyword listrik padam" in answer.json()["detail"]


async def test_a_dry_run_goes_page_by_page(office: Office) -> None:
    await office.load(an_office())
    cases = [str(await office.open_case(agency="water")) for _ in range(5)]
    rules = some_rules(a_rule("all", "lights"), version=2)
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = await _try(office, rules, limit=2, **after)
        assert page["looked_at"] <= 2
        found += [one["case_id"] for one in page["would_move"]]
        if page["after"] is None:
            break
        after = {"after": page["after"]}
    assert found == sorted(cases)


async def test_a_dry_run_looks_at_the_cases_of_its_office_alone(office: Office) -> None:
    officers = [an_officer("kukar-water", agency="water"), an_officer("kukar-l", agency="lights")]
    await office.load(an_office(office="kukar", focal_points=officers))
    await office.load(an_office())
    ours = []
    for place in range(6):
        case_id = await office.open_case(agency="water", office="babel" if place % 2 else "kukar")
        ours += [str(case_id)] if place % 2 else []
    tried = await _try(office, some_rules(a_rule("all", "lights"), version=2), limit=3)
    assert [one["case_id"] for one in tried["would_move"]] == ours
    assert (tried["looked_at"], tried["after"]) == (3, ours[-1])
    rules = an_office().rule_set.model_dump(mode="json")
    assert (await office.post("/rules/kukar/dry-run", rules)).status_code == 404


async def test_a_document_does_not_rewrite_rules_that_hold(office: Office) -> None:
    await office.load(an_office())
    before = (await office.get("/registry")).json()
    second = some_rules(a_rule("all", "lights"), version=2)
    rewritten = [
        an_office(rule_set=some_rules(a_rule("all", "lights"))),
        an_office(rule_set=second, rule_sets=[some_rules(a_rule("old", "lights"))]),
        an_office(rule_set=some_rules(a_rule("as-named", "named"))),
    ]
    for document in rewritten:
        answer = await office.put(document.model_dump(mode="json"))
        assert (answer.status_code, answer.json()["code"]) == (409, "in-force")
        assert (await office.get("/registry")).json() == before
    case = (await office.get(f"/cases/{await office.open_case(agency=None)}")).json()
    assert case["explanation"]["rule"] == "pangkalpinang"
    added = await office.put(an_office(rule_set=second).model_dump(mode="json"))
    assert (added.status_code, added.json()["changed"]) == (200, True)
    assert len((await office.get("/registry/babel/rules")).json()) == 2


async def test_only_a_version_that_does_not_hold_yet_is_taken_back_by_a_document(
    office: Office,
) -> None:
    await office.load(an_office())
    later = some_rules(a_rule("all", "lights"), version=2)
    later = later.model_copy(update={"valid_from": date(2022, 3, 16)})
    for document in (an_office(rule_set=later), an_office(), an_office(rule_set=later)):
        answer = await office.put(document.model_dump(mode="json"))
        assert (answer.status_code, answer.json()["changed"]) == (200, True)
    office.clock.now = datetime(2022, 3, 16, 9, 0, tzinfo=WIB)
    refused = await office.put(an_office().model_dump(mode="json"))
    assert (refused.status_code, refused.json()["code"]) == (409, "in-force")
    assert (await office.put(an_office(rule_set=later).model_dump(mode="json"))).is_success
    ended = await office.client.delete("/registry/babel/rules/contoh-2", headers=AS_STAFF)
    assert ended.is_success, ended.text
    assert (await office.put(an_office().model_dump(mode="json"))).json()["changed"] is False


async def test_rules_to_nowhere_are_not_tried(office: Office) -> None:
    await office.load(an_office())
    rules = some_rules(a_rule("all", "nowhere"), version=2).model_dump(mode="json")
    assert (await office.post("/rules/babel/dry-run", rules)).status_code == 422
    assert (await office.post("/rules/nowhere/dry-run", rules)).status_code == 404


async def test_rules_hold_from_their_day_on(office: Office) -> None:
    old = some_rules(a_rule("old", "water"))
    new = some_rules(a_rule("new", "lights"), version=2)
    new = new.model_copy(update={"valid_from": date(2022, 3, 15)})
    await office.load(an_office(rule_set=new, rule_sets=[old]))
    placed = {}
    for at in (NOON, datetime(2022, 3, 15, 0, 0, tzinfo=WIB)):
        complaint = an_accepted_complaint(substance="air", agency=None)
        await office.hear(an_event(complaint, at))
        case_id = (await office.case_of(complaint.complaint_id)).case_id
        placed[at] = (await office.get(f"/cases/{case_id}")).json()["explanation"]["rule"]
    assert list(placed.values()) == ["old", "new"]


async def test_a_region_of_a_rule_holds_for_all_that_lies_in_it(office: Office) -> None:
    rules = [a_rule("city", "lights", region=["19.71"]), a_rule("province", "water", region=["19"])]
    await office.load(an_office(rule_set=some_rules(*rules)))
    found = {}
    for region in ("19", "19.01", "19.71", "19.71.01"):
        case = await office.open_case(agency=None, region=region)
        found[region] = (await office.get(f"/cases/{case}")).json()["explanation"]["rule"]
    expected = {"19": "province", "19.01": "province", "19.71": "city", "19.71.01": "city"}
    assert found == expected
    elsewhere = await office.open_case(agency=None, region="64.02")
    assert (await office.get(f"/cases/{elsewhere}")).json()["state"] == "unroutable"


async def test_what_an_agency_has_signed_sets_its_clocks(office: Office) -> None:
    times = {
        "clarification": Agreed(
            acknowledgement=Term(days=2, unit="wd"), answer=Term(days=5, unit="wd")
        )
    }
    signed = Commitment(
        commitment_id="water-2022", agency="water", signed_on=date(2022, 3, 1), times=times
    )
    await office.load(an_office(commitments=[signed]))
    clocks = {}
    for agency, substance in (("water", "air"), ("lights", "energi-kelistrikan")):
        case_id = await office.open_case(agency=agency, substance=substance)
        [request] = (await office.get(f"/cases/{case_id}")).json()["requests"]
        told = {one["clock"]: (one["days"], one["unit"]) for one in request["clocks"]}
        clocks[agency] = (told["acknowledgement"], told["answer"])
    assert clocks == {"water": ((2, "wd"), (5, "wd")), "lights": ((1, "wd"), (14, "cd"))}


async def test_regions_are_told_by_code(office: Office) -> None:
    regions = (await office.get("/regions")).json()
    assert [one["name"] for one in regions if one["bps"] == "1903"] == ["Kabupaten Bangka Barat"]
