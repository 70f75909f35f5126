"""What is kept of each fact, and that it counts once."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from services.metrics import store
from services.metrics.domain import figures, tallies
from services.metrics.models import FactRow, MessageFactRow, TallyRow
from services.metrics.store import Question
from shared.db.database import Database
from shared.db.transaction import table_of
from tests.factories import (
    NOON,
    a_closed_case,
    an_accepted_complaint,
    an_assigned_case,
    an_event,
)
from tests.service.metrics.facts import (
    a_failed_message,
    a_finished_consultation,
    a_misrouted_request,
    a_reopened_case,
    a_returned_answer,
    a_sent_message,
    an_acknowledged_request,
    an_answered_request,
    an_escalated_request,
    an_unroutable_case,
)
from tests.service.metrics.listening import happened, tell

MARCH = (date(2022, 3, 1), date(2022, 4, 1))
HEARD = NOON + timedelta(days=30)


async def _rows(database: Database, row: type[Any]) -> Sequence[Any]:
    async with database.reading() as connection:
        return (await connection.execute(select(table_of(row)))).all()


async def _count(database: Database, *measures: str) -> list[int]:
    async with database.reading() as connection:
        sums = await store.sums(connection, Question(*MARCH), measures, stock=False)
    flow = figures.total(sums)
    return [flow[measure] for measure in measures]


async def test_a_closing_is_kept_with_both_times_and_its_three_facts(database: Database) -> None:
    said = a_closed_case(registered_at=NOON, campaign="posko-listrik")
    closed = said.model_copy(update={"reason": "K22"})
    event = an_event(closed, NOON + timedelta(days=2, seconds=5.5))
    await tell(database, [event], HEARD)
    [fact] = await _rows(database, FactRow)
    assert fact.kind == "closed"
    assert (fact.event_id, fact.complaint_id) == (event.id, closed.complaint_id)
    assert (fact.happened_at, fact.recorded_at, fact.heard_at) == (
        event.time,
        event.recordedtime,
        HEARD,
    )
    assert (fact.registered_day, fact.day) == (date(2022, 3, 14), date(2022, 3, 16))
    assert fact.seconds == 2 * 86_400 + 5
    assert (fact.reason, fact.resolution_method, fact.substantiated) == (
        "K22",
        "focal-point",
        "not-determined",
    )
    assert (fact.office, fact.agency, fact.region, fact.campaign) == (
        "babel",
        "pln-uiw-babel",
        "19.71",
        "posko-listrik",
    )
    assert fact.due_at is None


async def test_a_case_may_be_closed_at_the_moment_of_its_registration(database: Database) -> None:
    await happened(database, a_closed_case(registered_at=NOON))
    [fact] = await _rows(database, FactRow)
    assert fact.seconds == 0


EXPECTED = {
    tallies.RECEIVED: 1,
    tallies.FINISHED: 1,
    tallies.OPENED: 2,
    tallies.ACKNOWLEDGED: 1,
    tallies.ANSWERED_IN_TIME: 1,
    tallies.ANSWERED_LATE: 1,
    tallies.CLOSED: 1,
    tallies.RETURNED: 1,
    tallies.MISROUTED: 1,
    tallies.escalated("L3"): 1,
    tallies.escalated("L2"): 0,
    tallies.REOPENED: 1,
    tallies.cohort("K20"): 0,
}
"""Of the facts below; what was closed with K20 is opened again."""


async def test_every_kind_of_fact_is_kept_and_counted(database: Database) -> None:
    await happened(
        database,
        an_accepted_complaint(),
        a_finished_consultation(),
        an_assigned_case(),
        an_unroutable_case(),
        an_assigned_case(was_unroutable=True),
        an_acknowledged_request(),
        an_answered_request(timedelta(hours=1)),
        an_answered_request(timedelta(hours=-1)),
        a_returned_answer(),
        a_misrouted_request(),
        an_escalated_request("L3"),
        a_closed_case(),
        an_assigned_case(cause="transferred", from_agency="polda-babel"),
        an_assigned_case(cause="handed-over", from_agency="pln-uiw-babel"),
        a_reopened_case(was_reason="K20", was_closed_at=NOON),
    )
    kinds = sorted(fact.kind for fact in await _rows(database, FactRow))
    assert kinds == [
        "acknowledged",
        "answered",
        "answered",
        "closed",
        "escalated",
        "finished",
        "misrouted",
        "moved",
        "opened",
        "placed",
        "received",
        "reopened",
        "returned",
        "unroutable",
    ]
    counted = await _count(database, *EXPECTED)
    assert counted == list(EXPECTED.values())


async def test_a_case_that_was_closed_in_vain_counts_once_in_its_cohort(database: Database) -> None:
    told = an_assigned_case().model_dump(include={"complaint_id", "case_id"})
    closing = {"was_reason": "K20", "was_closed_at": NOON + timedelta(days=1)}
    await happened(database, a_reopened_case(**told, **closing), at=NOON + timedelta(days=2))
    closed = a_closed_case().model_copy(update=told)
    await happened(database, closed, at=NOON + timedelta(days=1))
    again = closed.model_copy(update={"reason": "K22"})
    await happened(database, again, at=NOON + timedelta(days=3))
    async with database.reading() as connection:
        measures = (tallies.CLOSED, tallies.REOPENED, *tallies.OUTCOMES)
        sums = await store.sums(connection, Question(*MARCH), measures, stock=False)
    flow = figures.total(sums)
    assert (flow[tallies.CLOSED], flow[tallies.REOPENED]) == (2, 1)
    assert flow.reasons == {"K22": 1}
    assert {one.seconds for one in sums if one.measure == tallies.cohort("K20")} == {0}


async def test_messages_are_kept_and_counted_by_template(database: Database) -> None:
    await happened(
        database,
        a_sent_message(),
        a_sent_message(template="case-assigned", maybe_twice=True),
        a_failed_message(attempts=5),
    )
    kept = {fact.kind: fact for fact in await _rows(database, MessageFactRow)}
    assert kept["failed"].attempts == 5
    assert not kept["failed"].maybe_twice
    measures = (tallies.SENT, tallies.SENT_MAYBE_TWICE, tallies.FAILED)
    assert await _count(database, *measures) == [2, 1, 1]
    async with database.reading() as connection:
        question = Question(*MARCH, by="template")
        sums = await store.sums(connection, question, measures, stock=False)
    assert {(one.group, one.measure, one.amount) for one in sums} == {
        ("case-closed", "sent", 1),
        ("case-assigned", "sent", 1),
        ("case-assigned", "sent-maybe-twice", 1),
        ("case-closed", "failed", 1),
    }


async def test_an_event_heard_again_in_the_same_batch_or_later_counts_once(
    database: Database,
) -> None:
    events = [an_event(an_accepted_complaint()), an_event(a_sent_message())]
    await tell(database, events + events)
    await tell(database, events)
    assert await _count(database, tallies.RECEIVED, tallies.SENT) == [1, 1]
    assert len(await _rows(database, FactRow)) == len(await _rows(database, MessageFactRow)) == 1


async def test_what_one_batch_counts_alike_is_one_tally(database: Database) -> None:
    await happened(database, *(an_accepted_complaint() for _ in range(50)))
    [tally] = await _rows(database, TallyRow)
    assert tally.count == 50


async def test_new_year_begins_at_midnight_of_the_office(database: Database) -> None:
    moment = datetime(2021, 12, 31, 16, 30, tzinfo=UTC)
    offices = ("babel", "kukar", "la311")
    await happened(
        database,
        *(an_accepted_complaint(office=o, registered_at=moment) for o in offices),
        at=moment,
    )
    async with database.reading() as connection:
        question = Question(date(2022, 1, 1), date(2023, 1, 1), "office")
        sums = await store.sums(connection, question, [tallies.RECEIVED], stock=False)
    assert [one.group for one in sums] == ["kukar"]
