"""Many deeds at once: each line for itself, in the order of the lines."""

from typing import Any
from uuid import UUID

from shared.ids import new_id
from tests.offices import an_office
from tests.service.routing.office import AS_STAFF, CASES, CLOSURE, Office

CLOSE = {"deed": "close", **CLOSURE}
ACKNOWLEDGE = {"deed": "acknowledge"}
ANSWER = {"deed": "answer", "text": "Air mengalir lagi."}


async def _complaints(office: Office, count: int) -> list[UUID]:
    await office.load(an_office())
    for _ in range(count):
        await office.open_case()
    rows = await office.rows(CASES.select().order_by(CASES.c.case_id))
    return [row.complaint_id for row in rows]


def _order(complaint: UUID | str, deed: Any) -> dict[str, Any]:
    return {"complaint_id": str(complaint), "order": deed}


async def test_deeds_to_many_cases_are_done_in_the_order_of_the_lines(office: Office) -> None:
    first, second = await _complaints(office, 2)
    told = await office.batch(
        _order(first, ACKNOWLEDGE),
        _order(second, CLOSE),
        _order(first, ANSWER),
        _order(first, CLOSE),
    )
    assert (told["done"], told["refused"]) == (4, 0)
    assert [line["line"] for line in told["lines"]] == [1, 2, 3, 4]
    events = [
        (event.data.complaint, event.type.split(".")[2]) for event in (await office.announced())[2:]
    ]
    assert [kind for complaint, kind in events if complaint == first] == [
        "acknowledged",
        "answered",
        "closed",
    ]
    assert [kind for complaint, kind in events if complaint == second] == ["closed"]


async def test_a_refused_line_hinders_no_other(office: Office) -> None:
    first, second, third = await _complaints(office, 3)
    told = await office.batch(
        _order(first, CLOSE),
        _order(first, CLOSE),
        "{not json",
        _order(new_id(), CLOSE),
        _order(second, {"deed": "close"}),
        _order(second, {**ANSWER, "text": "\0"}),
        _order(second, {**CLOSE, "at": "2099-01-01T00:00:00Z"}),
        _order(third, CLOSE),
    )
    assert (told["done"], told["refused"]) == (2, 6)
    codes = {line["line"]: line["code"] for line in told["lines"] if line["result"] == "refused"}
    assert codes == {
        2: "illegal-move",
        3: "invalid",
        4: "not-found",
        5: "invalid",
        6: "invalid",
        7: "unacceptable",
    }
    assert (await office.types()).count("case.closed") == 2
    [waiting] = (await office.get("/cases", state="assigned")).json()
    assert (waiting["complaint_id"], waiting["version"]) == (str(second), 1)


async def test_a_batch_sent_again_doubles_nothing(office: Office) -> None:
    complaints = await _complaints(office, 5)
    lines = [_order(one, CLOSE) for one in complaints]
    assert (await office.batch(*lines))["done"] == 5
    again = await office.batch(*lines)
    assert {line["code"] for line in again["lines"]} == {"illegal-move"}
    assert (await office.types()).count("case.closed") == 5


async def test_a_detail_repeats_nothing_that_was_sent(office: Office) -> None:
    [complaint] = await _complaints(office, 1)
    told = await office.batch(_order(complaint, {**CLOSE, "Siti Rahma, Jalan Merdeka": 1}))
    assert "Siti" not in str(told)


async def test_a_batch_has_limits(office: Office) -> None:
    many = b"\n".join([b"{}"] * 1_001)
    answer = await office.client.post("/cases/batch", content=many, headers=AS_STAFF)
    assert answer.status_code == 422
    large = b" " * (4 * 1024 * 1024 + 1)
    answer = await office.client.post("/cases/batch", content=large, headers=AS_STAFF)
    assert answer.status_code == 413
    assert (await office.client.post("/cases/batch", content=b"{}")).status_code == 401
    assert (await office.batch())["lines"] == []
