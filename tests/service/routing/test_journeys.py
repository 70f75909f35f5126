"""One journey for each branch of a case's life, over HTTP and through time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.routing import timers
from services.routing.models import DeadlineRow
from shared.db.transaction import table_of
from shared.events.intake import ComplaintJoined, ComplaintWithdrawn
from shared.events.routing import (
    CaseAssigned,
    CorrectiveActionReminded,
    RequestEscalated,
    RequestReminded,
    RequestSent,
)
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint, an_event
from tests.offices import an_office, an_officer
from tests.service.routing.office import CLOSURE, LATER, Office

DEADLINES = table_of(DeadlineRow)
A_YEAR = NOON + timedelta(days=365)


async def _done(office: Office, case_id: UUID, *deeds: tuple[str, dict[str, Any]]) -> Any:
    """The case after some deeds, each a minute after the other."""
    for deed, body in deeds:
        office.clock.now += timedelta(minutes=1)
        answer = await office.post(f"/cases/{case_id}/{deed}", body)
        assert answer.status_code == 201, (deed, answer.text)
    return (await office.get(f"/cases/{case_id}")).json()


async def test_a_plain_case(office: Office) -> None:
    case_id = await office.with_a_case()
    case = await _done(
        office,
        case_id,
        ("acknowledgement", {}),
        ("answer", {"text": "Sudah."}),
        ("acceptance", {}),
        ("closure", CLOSURE),
    )
    assert (case["state"], case["requests"][0]["state"]) == ("closed", "accepted")
    assert await office.time_passes(A_YEAR) == 0
    assert await office.types() == [
        *("case.assigned", "request.acknowledged", "request.answered"),
        *("request.accepted", "case.closed"),
    ]


async def test_silence_up_to_the_top_of_the_ladder(office: Office) -> None:
    case_id = await office.with_a_case(access_type="RCO")
    assert await office.time_passes(A_YEAR) == 5
    events = await office.announced()
    assert await office.types() == [
        *("case.assigned", "request.escalated", "request.reminded"),
        *("request.escalated", "request.escalated"),
        *("request.cancelled", "case.converted", "request.sent"),
    ]
    levels = [one.data.level for one in events if isinstance(one.data, RequestEscalated)]
    assert levels == ["L1", "L2", "L3"]
    overdue = events[3]
    assert overdue.time == datetime(2022, 3, 18, 16, 59, 59, tzinfo=UTC)
    assert overdue.recordedtime == A_YEAR
    case = (await office.get(f"/cases/{case_id}")).json()
    assert (case["state"], case["version"], case["access_type"]) == ("assigned", 8, "LM")
    history = (await office.get(f"/cases/{case_id}/history")).json()
    assert [line["deed"] for line in history] == [
        "open",
        "escalate",
        "remind",
        "escalate",
        "escalate",
        "convert",
    ]
    assert history[3]["actor_role"] == "system"
    assert history[3]["told"]["said"]["recipients"] == ["internal-supervisor"]


async def test_steps_that_are_late_come_one_by_one_in_their_order(office: Office) -> None:
    for _ in range(3):
        await office.with_a_case()
    await office.time_passes(A_YEAR)
    ladder: dict[str, list[datetime]] = {}
    for event in (await office.announced())[3:]:
        if isinstance(event.data, RequestReminded | RequestEscalated):
            ladder.setdefault(event.subject, []).append(event.time)
    assert len(ladder) == 3
    for times in ladder.values():
        assert times == sorted(times)
        assert len(times) == 4


async def test_misrouted_twice(office: Office) -> None:
    third = an_office().agencies[0].model_copy(update={"agency": "roads"})
    officers = [*an_office().focal_points, an_officer("roads-primary")]
    await office.load(an_office(agencies=[*an_office().agencies, third], focal_points=officers))
    case_id = await office.open_case(agency="roads", region="19.71")
    said = {"reason": "other-agency"}
    case = await _done(office, case_id, ("misrouting", said))
    assert (case["agency"], case["explanation"]["without"]) == ("water", ["roads"])
    case = await _done(office, case_id, ("misrouting", {**said, "proposed": "lights"}))
    assert (case["agency"], case["focal_point_id"]) == ("lights", "lights-primary")
    case = await _done(office, case_id, ("misrouting", {**said, "proposed": "water"}))
    assert (case["state"], case["refused_by"]) == ("needs-decision", ["roads", "water", "lights"])
    assert [one["case_id"] for one in (await office.get("/unroutable")).json()["oldest"]] == [
        str(case_id)
    ]
    case = await _done(office, case_id, ("assignment", {"agency": "water"}))
    assert (case["state"], case["agency"]) == ("assigned", "water")
    assert [one["state"] for one in case["requests"]] == [*["misrouted"] * 3, "sent"]
    last = (await office.announced())[-1].data
    assert isinstance(last, CaseAssigned)
    assert (last.was_unroutable, last.from_agency, last.cause) == (False, "lights", "placed")


async def test_an_answer_is_returned_and_comes_better(office: Office) -> None:
    case_id = await office.with_a_case()
    case = await _done(
        office, case_id, ("answer", {"text": "Sudah."}), ("return", {"missing": "Foto."})
    )
    [request] = case["requests"]
    assert (request["state"], request["missing"]) == ("returned", "Foto.")
    assert {clock["clock"]: clock["stopped_at"] is None for clock in request["clocks"]} == {
        "acknowledgement": False,
        "answer": True,
    }
    case = await _done(office, case_id, ("answer", {"text": "Ini."}), ("acceptance", {}))
    assert case["requests"][0]["answer"] == "Ini."
    told = [line["told"] for line in (await office.get(f"/cases/{case_id}/history")).json()]
    answers = [one.get("answer") for line in told for one in line.get("requests", {}).values()]
    assert [answer for answer in answers if answer] == ["Sudah.", "Ini."]


async def test_an_officer_is_replaced_in_mid_case(office: Office) -> None:
    case_id = await office.with_a_case()
    left = an_officer("water-primary", valid_to=date(2022, 3, 14))
    new = an_officer("water-new", valid_from=date(2022, 3, 15))
    await office.load(an_office(focal_points=[left, new, an_officer("lights-primary")]))
    before = (await office.get(f"/cases/{case_id}")).json()["requests"][0]
    case = await _done(office, case_id, ("hand-over", {}))
    [request] = case["requests"]
    assert (case["focal_point_id"], request["focal_point_id"]) == ("water-new", "water-new")
    assert request["answer_due_at"] == before["answer_due_at"]


async def test_a_complaint_that_is_withdrawn_closes_its_case(office: Office) -> None:
    await office.load(an_office())
    complaint = an_accepted_complaint(substance="air", agency="water")
    told = complaint.model_dump()
    early = ComplaintWithdrawn(**told, reason="K11", before_acceptance=True)
    late = ComplaintWithdrawn(**told, reason="K21", before_acceptance=False)
    await office.hear(an_event(complaint), an_event(early), an_event(late, LATER))
    await office.hear(an_event(late, LATER))
    row = await office.case_of(complaint.complaint_id)
    assert (row.state, row.reason, row.closed_at) == ("closed", "K21", LATER)
    assert await office.types() == ["case.assigned", "case.closed"]
    history = (await office.get(f"/cases/{row.case_id}/history")).json()
    assert [line["actor_role"] for line in history] == ["system", "reporter"]
    assert await office.time_passes(A_YEAR) == 0


async def test_a_closed_case_is_reopened(office: Office) -> None:
    case_id = await office.with_a_case()
    case = await _done(
        office, case_id, ("closure", CLOSURE), ("reopening", {"reason": "new-evidence"})
    )
    assert (case["state"], case["cycle"], case["reason"]) == ("assigned", 2, None)
    assert [one["state"] for one in case["requests"]] == ["cancelled", "sent"]
    unfounded = {**CLOSURE, "reason": "K22", "substantiated": "no"}
    case = await _done(office, case_id, ("closure", unfounded))
    assert case["reason"] == "K22"
    assert [event.sequence for event in await office.announced()] == ["1", "2", "3", "4", "5"]


async def test_a_corrective_action_that_is_ignored_climbs_to_the_top(office: Office) -> None:
    case_id = await office.with_a_case()
    case = await _done(
        office,
        case_id,
        ("answer", {"text": "Ya."}),
        ("corrective-actions", {"order": "Perbaiki."}),
    )
    assert case["corrective_actions"][0]["due_at"] == "2022-04-27T16:59:59Z"
    await office.time_passes(A_YEAR)
    events = [event.data for event in await office.announced()]
    [reminded] = [one for one in events if isinstance(one, CorrectiveActionReminded)]
    said = [one for one in events if isinstance(one, RequestEscalated)]
    assert [one.level for one in said] == ["L2", "L3", "L5"]
    assert str(reminded.action_id) == case["corrective_actions"][0]["action_id"]
    assert {str(one.action_id) for one in said} == {case["corrective_actions"][0]["action_id"]}
    case = await _done(
        office,
        case_id,
        ("correction", {}),
        ("closure", {**CLOSURE, "reason": "K30", "substantiated": "yes"}),
    )
    assert case["state"] == "closed"


async def test_an_incident_of_200_complaints_is_answered_once(office: Office) -> None:
    await office.load(an_office())
    incident = new_id()
    complaints = [
        an_accepted_complaint(substance="air", agency="water", incident=incident)
        for _ in range(198)
    ]
    late = [an_accepted_complaint(substance="air", agency="water") for _ in range(3)]
    await office.hear(*map(an_event, [*complaints, *late]))
    for one in late[:2]:
        joined = ComplaintJoined(**{**one.model_dump(), "incident": incident})
        await office.hear(an_event(joined, LATER))
    outcome = (await office.post(f"/incidents/{incident}/answer", {"text": "Pipa pecah."})).json()
    assert (outcome["done"], outcome["refused"]) == (200, 0)
    again = (await office.post(f"/incidents/{incident}/answer", {"text": "Pipa pecah."})).json()
    assert (again["done"], again["refused"]) == (0, 200)
    assert {one["code"] for one in again["cases"]} == {"illegal-move"}
    closed = (await office.post(f"/incidents/{incident}/closure", CLOSURE)).json()
    assert closed["done"] == 200
    types = await office.types()
    assert (types.count("request.answered"), types.count("case.closed")) == (200, 200)
    answered = [e.data for e in await office.announced() if e.type.endswith("answered.v1")]
    assert {one.incident for one in answered} == {incident}  # type: ignore[attr-defined]
    assert len((await office.get("/cases", incident=incident, limit=200)).json()) == 200
    assert (await office.post(f"/incidents/{incident}/closure", CLOSURE)).status_code == 404
    assert (await office.get("/cases", state="assigned")).json()[0]["incident"] is None


async def test_one_answer_of_an_incident_is_for_the_agencys_own_cases(office: Office) -> None:
    await office.load(an_office())
    incident, text = new_id(), {"text": "Pipa pecah."}
    water = [await office.open_case(incident=incident) for _ in range(2)]
    lights = await office.open_case(agency="lights", incident=incident)
    path = f"/incidents/{incident}/answer"
    unnamed = await office.post(path, text)
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "unacceptable")
    assert (await office.post(path, {**text, "agency": "roads"})).status_code == 404
    outcome = (await office.post(path, {**text, "agency": "water"})).json()
    assert [UUID(one["case_id"]) for one in outcome["cases"]] == water
    assert outcome["done"] == 2
    [request] = (await office.get(f"/cases/{lights}")).json()["requests"]
    assert (request["state"], request["answer"]) == ("sent", None)


async def test_silence_to_a_clarification_is_asked_again_and_ends_in_a_summons(
    office: Office,
) -> None:
    case_id = await office.with_a_case()
    start = office.clock.now
    for days in range(1, 60):
        await office.time_passes(start + timedelta(days=days))
    events = [event.data for event in await office.announced()]
    levels = [one.level for one in events if isinstance(one, RequestEscalated)]
    assert levels == ["L1", "L2", "L1", "L3", "L2", "L4"]
    [second] = [one for one in events if isinstance(one, RequestSent)]
    first, again = (await office.get(f"/cases/{case_id}")).json()["requests"]
    assert (second.number, str(second.follows)) == (2, first["request_id"])
    assert (again["number"], again["follows"]) == (2, first["request_id"])
    case = await _done(office, case_id, ("answer", {"text": "Maaf."}))
    assert [one["state"] for one in case["requests"]] == ["cancelled", "answered"]
    assert await office.time_passes(A_YEAR) == 0


async def test_the_incident_of_a_complaint_is_said_to_intake_and_not_here(office: Office) -> None:
    case_id = await office.with_a_case()
    joining = {"incident": str(new_id())}
    assert (await office.post(f"/cases/{case_id}/joining", joining)).status_code == 404
    row = (await office.get(f"/cases/{case_id}")).json()
    line = {"complaint_id": row["complaint_id"], "order": {"deed": "join", **joining}}
    assert (await office.batch(line))["lines"][0]["code"] == "invalid"
    assert (await office.get(f"/cases/{case_id}")).json()["version"] == 1


async def test_a_later_decree_moves_promised_days_forward_and_never_back(office: Office) -> None:
    office.clock.now = datetime(2022, 3, 24, 2, tzinfo=UTC)
    case_id = await office.with_a_case()
    await _done(office, case_id, ("requests", {"kind": "corrective-action"}))
    promised = await office.rows(select(DEADLINES).where(DEADLINES.c.kind == "corrective-action"))
    # As if it had been counted before the joint leave of that year was decreed.
    earlier = datetime(2022, 5, 9, 16, 59, 59, tzinfo=UTC)
    changed = {"calendar": "2022/1", "due_at": earlier}
    async with office.database.transaction(LATER) as tx:
        of = DEADLINES.c.kind == "corrective-action"
        await tx.connection.execute(DEADLINES.update().where(of).values(**changed))
    assert await timers.recalculate(office.database, office.clock) == 1
    assert await timers.recalculate(office.database, office.clock) == 0
    assert (await office.types())[-1] == "deadline.recalculated"
    after = await office.rows(select(DEADLINES).where(DEADLINES.c.kind == "corrective-action"))
    answer = [one for one in after if one.clock == "answer"]
    assert [one.due_at for one in answer] == [
        one.due_at for one in promised if one.clock == "answer"
    ]
    case = (await office.get(f"/cases/{case_id}")).json()
    assert case["requests"][1]["answer_due_at"] == answer[0].due_at.isoformat().replace(
        "+00:00", "Z"
    )
