"""One journey for each branch of a complaint's life, through all four services."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from services.intake.domain.policy import FORMAL, MATERIAL
from tests.factories import NOON
from tests.journeys.conftest import registry
from tests.journeys.world import World
from tests.offices import an_officer
from tests.waiting import until

CLOSURE = {"reason": "K20", "resolution_method": "focal-point", "substantiated": "not-determined"}
UNFOUNDED = {**CLOSURE, "reason": "K22", "substantiated": "no"}
ANSWER = {"text": "Air sudah mengalir."}
BY_HAND = {"campaign": "by-hand"}
NOT_OURS = {"reason": "other-agency"}

ASKED = ["case.assigned", "request.delivered"]
"""A case comes to an officer, and the letter arrives."""

RECEIVED = ("complaint-received", "reporter")
TO_OFFICER = ("case-assigned", "focal-point")


async def passes(world: World, complaint: UUID) -> None:
    for code in (*FORMAL, *MATERIAL):
        path = f"/staff/complaints/{complaint}/checks"
        await world.does("intake", path, {"code": code, "outcome": "pass"})


async def test_a_plain_case(world: World) -> None:
    complaint = await world.filed()
    case = await world.handles(
        complaint,
        ("acknowledgement", {}),
        ("answer", ANSWER),
        ("acceptance", {}),
        ("closure", CLOSURE),
    )
    assert (case["state"], case["requests"][0]["state"]) == ("closed", "accepted")
    assert await world.types("intake") == ["complaint.accepted"]
    assert await world.types("routing") == [
        *(*ASKED, "request.acknowledged", "request.answered", "request.accepted", "case.closed")
    ]
    assert await world.letters() == Counter(
        [RECEIVED, TO_OFFICER, ("request-accepted", "focal-point"), ("case-closed", "reporter")]
    )
    assert await world.progress(complaint) == ["assigned", "acknowledged", "answered", "closed"]
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 1, "open_at_end": 0}
    requests = await world.counted("requests")
    assert (requests["acknowledged"], requests["answered"]) == (1, 1)


async def test_completion_is_asked_for_and_given_on_the_page(world: World) -> None:
    complaint = await world.filed(**BY_HAND)
    await world.verifies(complaint, "completion-request", missing=["F1"])
    shown = await world.sees("intake", f"/staff/complaints/{complaint}")
    assert shown["completion"]["received_at"] is not None  # our letter has arrived
    await world.time_passes(NOON + timedelta(days=3))
    path = f"/complaints/{world.codes[complaint]}/completion"
    await world.does("intake", path, {"given": {"F1": "Sari Contoh."}}, headers={})
    await world.settles()
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 0, "open_at_end": 1}
    await passes(world, complaint)
    await world.verifies(complaint, "acceptance")
    assert await world.types("intake") == [
        *("complaint.registered", "complaint.completion-requested"),
        *("complaint.completed", "complaint.accepted"),
    ]
    assert await world.types("routing") == ASKED
    said = ("registered", "completed", "accepted")
    assert await world.letters() == Counter(
        [
            *((f"complaint-{word}", "reporter") for word in said),
            ("completion-requested", "reporter"),
            TO_OFFICER,
        ]
    )
    steps = ["awaiting-completion", "completed", "accepted", "assigned"]
    assert await world.progress(complaint) == steps
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 0, "open_at_end": 1}


async def test_what_is_not_completed_in_time_never_becomes_a_case(world: World) -> None:
    complaint = await world.filed(**BY_HAND)
    await world.verifies(complaint, "completion-request", missing=["F1"])
    await world.time_passes(NOON + timedelta(days=31))
    declined = (await world.announced("intake"))[-1]
    assert (declined["data"]["reason"], declined["time"]) == ("K11", "2022-04-13T23:59:59+07:00")
    assert await world.types("routing") == []
    said = ("complaint-registered", "completion-requested", "complaint-declined")
    assert await world.letters() == Counter((letter, "reporter") for letter in said)
    assert await world.progress(complaint) == ["awaiting-completion", "declined"]
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 1, "open_at_end": 0}


async def test_what_is_declined_never_becomes_a_case(world: World) -> None:
    complaint = await world.filed(**BY_HAND)
    await world.verifies(complaint, "checks", code="M4", outcome="fail")
    await world.verifies(complaint, "declination", reason="K12d")
    assert await world.types("intake") == ["complaint.registered", "complaint.declined"]
    assert await world.types("routing") == []
    said = ("complaint-registered", "complaint-declined")
    assert await world.letters() == Counter((letter, "reporter") for letter in said)
    assert await world.progress(complaint) == ["declined"]
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 1, "open_at_end": 0}


async def test_the_fast_route(world: World) -> None:
    complaint = await world.filed_by_desk(access_type="RCO", criterion="life")
    case = await world.case_of(complaint)
    [request] = case["requests"]
    assert (request["kind"], request["answer_due_at"]) == ("rco", "2022-03-17T16:59:59Z")
    await world.time_passes(NOON + timedelta(hours=3))
    await world.handles(complaint, ("answer", ANSWER), ("closure", CLOSURE))
    assert await world.types("routing") == [*ASKED, "request.answered", "case.closed"]
    assert await world.letters() == Counter([RECEIVED, TO_OFFICER, ("case-closed", "reporter")])
    assert await world.progress(complaint) == ["assigned", "answered", "closed"]
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 1, "open_at_end": 0}


async def test_misrouted_twice_and_then_a_person_decides(world: World) -> None:
    complaint = await world.filed(agency="roads")
    proposed = {**NOT_OURS, "proposed": "lights"}
    case = await world.handles(
        complaint, ("misrouting", NOT_OURS), ("misrouting", proposed), ("misrouting", NOT_OURS)
    )
    assert (case["state"], case["refused_by"]) == ("needs-decision", ["roads", "water", "lights"])
    case = await world.handles(complaint, ("assignment", {"agency": "water"}))
    assert (case["state"], case["agency"]) == ("assigned", "water")
    again = ["request.misrouted", *ASKED]
    assert await world.types("routing") == [
        *(*ASKED, *again, *again),
        *("request.misrouted", "case.needs-decision", *ASKED),
    ]
    assert await world.letters() == Counter(
        [RECEIVED, *[TO_OFFICER] * 4, ("case-undecided", "office-desk")]
    )
    assert await world.progress(complaint) == ["assigned"] * 4
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 0, "open_at_end": 1}


async def test_an_answer_is_returned_and_comes_better(world: World) -> None:
    complaint = await world.filed()
    case = await world.handles(
        complaint,
        ("answer", ANSWER),
        ("return", {"missing": "Foto."}),
        ("answer", {"text": "Ini fotonya."}),
        ("acceptance", {}),
    )
    assert case["requests"][0]["answer"] == "Ini fotonya."
    assert await world.types("routing") == [
        *(*ASKED, "request.answered", "request.returned", "request.answered", "request.accepted")
    ]
    officers = ("request-returned", "request-accepted")
    assert await world.letters() == Counter(
        [RECEIVED, TO_OFFICER, *((letter, "focal-point") for letter in officers)]
    )
    assert await world.progress(complaint) == ["assigned", "answered", "answered"]
    assert (await world.counted("requests"))["answered"] == 2
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 0, "open_at_end": 1}


async def test_an_officer_is_replaced_in_mid_case(world: World) -> None:
    complaint = await world.filed()
    before = await world.case_of(complaint)
    await world.time_passes(NOON + timedelta(days=1))
    others = [one for one in registry().focal_points if one.agency != "water"]
    left = an_officer("water-primary", valid_to=date(2022, 3, 14))
    new = an_officer("water-new", valid_from=date(2022, 3, 15), email="baru@water.example.org")
    known = registry().model_copy(update={"focal_points": [*others, left, new]})
    await world.load(known)

    async def is_handed_over() -> bool:
        return bool((await world.case_of(complaint))["focal_point_id"] == "water-new")

    await until(is_handed_over)
    await world.settles()
    case = await world.handles(complaint, ("answer", ANSWER))
    [request] = case["requests"]
    assert (case["focal_point_id"], request["focal_point_id"]) == ("water-new", "water-new")
    assert request["answer_due_at"] == before["requests"][0]["answer_due_at"]
    assert [e for e in await world.types("routing") if e != "request.delivered"] == [
        *("case.assigned", "case.assigned", "request.answered")
    ]
    assert await world.letters() == Counter([RECEIVED, *[TO_OFFICER] * 2])
    assert world.mails.recipients[-1] == "baru@water.example.org"
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 0, "open_at_end": 1}


async def test_silence_climbs_to_the_summons(world: World) -> None:
    complaint = await world.filed()
    for days in (2, 12, 15, 18, 30):
        await world.time_passes(NOON + timedelta(days=days))
    told = [event["data"] for event in await world.announced("routing")]
    levels = [one["level"] for one in told if "level" in one]
    assert levels == ["L1", "L2", "L1", "L3", "L2", "L4"]
    sent = [one for one in told if one.get("number") == 2]
    assert len(sent) == 1
    letters = await world.letters()
    assert letters["request-sent", "focal-point"] == 1
    escalated = {to: count for (letter, to), count in letters.items() if "escalated" in letter}
    assert escalated == {
        "internal-supervisor": 2,
        "superior": 2,
        "office-head": 2,
        "head-office": 1,
    }
    assert letters["request-reminded", "deputy"] == letters["request-reminded", "focal-point"] == 4
    assert await world.progress(complaint) == ["assigned", *["escalated"] * 4]
    case = await world.handles(complaint, ("answer", {"text": "Maaf, terlambat."}))
    assert [one["state"] for one in case["requests"]] == ["cancelled", "answered"]
    await world.time_passes(NOON + timedelta(days=300))
    assert (await world.types("routing")).count("request.escalated") == len(levels)
    requests = await world.counted("requests")
    assert (requests["answered"], requests["answered_in_time"]["numerator"]) == (1, 0)
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 0, "open_at_end": 1}


async def test_a_reporter_takes_the_complaint_back(world: World) -> None:
    complaint = await world.filed()
    await world.time_passes(NOON + timedelta(hours=1))
    path = f"/complaints/{world.codes[complaint]}/withdrawal"
    await world.does("intake", path, {}, headers={})
    await world.settles()
    case = await world.case_of(complaint)
    assert (case["state"], case["reason"], case["requests"][0]["state"]) == (
        *("closed", "K21", "cancelled"),
    )
    assert await world.types("intake") == ["complaint.accepted", "complaint.withdrawn"]
    assert await world.types("routing") == [*ASKED, "case.closed"]
    letters = await world.letters()
    assert letters >= Counter([RECEIVED, TO_OFFICER, ("case-closed", "reporter")])
    assert await world.progress(complaint) == ["assigned", "withdrawn", "closed"]
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 1, "open_at_end": 0}
    await world.time_passes(NOON + timedelta(days=100))
    assert await world.letters() == letters


async def test_a_closed_case_is_reopened(world: World) -> None:
    complaint = await world.filed()
    case = await world.handles(
        complaint,
        ("answer", ANSWER),
        ("closure", CLOSURE),
        ("reopening", {"reason": "settlement-broken"}),
        ("closure", UNFOUNDED),
    )
    assert (case["state"], case["cycle"], case["reason"]) == ("closed", 2, "K22")
    assert await world.types("routing") == [
        *(*ASKED, "request.answered", "case.closed", "case.reopened", *ASKED, "case.closed")
    ]
    assert [one["state"] for one in case["requests"]] == ["answered", "cancelled"]
    assert await world.letters() == Counter(
        [
            *(RECEIVED, TO_OFFICER, TO_OFFICER, ("case-ended", "focal-point")),
            *[("case-closed", "reporter")] * 2,
            ("case-reopened", "reporter"),
        ]
    )
    steps = await world.progress(complaint)
    assert sorted(steps) == sorted(
        ["assigned", "answered", "closed", "reopened", "assigned", "closed"]
    )
    assert [step for step in steps if step != "reopened"] == [
        *("assigned", "answered", "closed", "assigned", "closed")
    ]
    counted = await world.counted()
    flow = ("received", "opened", "reopened", "closed", "open_at_end")
    assert [counted[name] for name in flow] == [1, 1, 1, 2, 0]
    assert counted["closure_rate"]["numerator"] == counted["closure_rate"]["denominator"] == 1
    assert (await world.counted("status"))["reasons"] == {"K22": 1}
    assert (await world.counted("requests"))["answered"] == 1


async def test_an_incident_of_200_complaints_is_answered_once(world: World) -> None:
    complaints = [await world.files() for _ in range(200)]
    other = await world.files()
    await world.settles()
    about = {"title": "Pipa pecah", "office": "babel", "agency": "water", "since": "2022-03-12"}
    incident = (await world.does("intake", "/staff/incidents", about))["incident_id"]
    lot = {"complaint_ids": [str(one) for one in complaints]}
    joined = await world.does("intake", f"/staff/incidents/{incident}/complaints", lot)
    assert {one["result"] for one in joined} == {"joined"}
    await world.settles()
    answered = await world.does("routing", f"/incidents/{incident}/answer", ANSWER)
    assert (answered["done"], answered["refused"]) == (200, 0)
    await world.settles()
    closed = await world.does("routing", f"/incidents/{incident}/closure", CLOSURE)
    assert (closed["done"], closed["refused"]) == (200, 0)
    await world.settles()
    assert Counter(await world.types("intake")) == {
        "complaint.accepted": 201,
        "complaint.joined": 200,
    }
    types = Counter(await world.types("routing"))
    assert (types["case.assigned"], types["request.answered"], types["case.closed"]) == (
        *(201, 200, 200),
    )
    letters = await world.letters()
    assert (letters[RECEIVED], letters[TO_OFFICER], letters["case-closed", "reporter"]) == (
        *(201, 201, 200),
    )
    steps = set(await world.progress(complaints[-1]))
    assert steps == {"joined", "assigned", "answered", "closed"}
    assert await world.progress(other) == ["assigned"]
    assert await world.figures() == {
        "received": 201,
        "opened": 201,
        "closed": 200,
        "open_at_end": 1,
    }
