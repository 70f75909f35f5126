"""What the mapping of Los Angeles makes of rows, those that cannot be included."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.replay.complaints import Complaint
from deploy.replay.table import BadRow
from tests.unit.replay.export import made_of


def good(**told: str) -> Complaint:
    made = made_of(**told)
    assert isinstance(made, Complaint), made
    return made


def code(**told: str) -> str:
    made = made_of(**told)
    assert isinstance(made, BadRow), made
    assert (made.line, made.number) == (2, told.get("SRNumber", "1-870704831"))
    return made.code


def life(complaint: Complaint) -> timedelta:
    assert complaint.closing
    taken: timedelta = complaint.closing["at"] - complaint.form["received_at"]
    return taken


def test_a_row_becomes_a_silent_complaint_with_the_number_of_its_source() -> None:
    assert good().form == {
        "reporter": {"name": "Los Angeles 311"},
        "narrative": "Bulky Items, SR Created, 1 W EXAMPLE AVE, 90000",
        "access_type": "LM",
        "channel": "call",
        "substance": "bulky-items",
        "agency": "bos",
        "language": "en",
        "office": "la311",
        "received_at": datetime(2017, 12, 27, 22, tzinfo=UTC),
        "source": "la311",
        "source_number": "1-870704831",
        "silent": True,
    }


def test_a_status_stands_for_the_three_facts_of_a_closure() -> None:
    assert good(Status="Cancelled").closing == {
        "deed": "close",
        "at": datetime(2017, 12, 31, 22, tzinfo=UTC),
        "reason": "K21",
        "resolution_method": "other",
        "substantiated": "not-determined",
    }


def test_an_open_row_is_not_closed() -> None:
    assert good(Status="Open", ClosedDate="").closing is None


def test_a_row_may_be_closed_in_the_second_of_its_receipt() -> None:
    assert life(good(ClosedDate="12/27/2017 02:00:00 PM")) == timedelta()


def test_time_is_counted_as_it_passed_where_clocks_were_put_forward_between() -> None:
    taken = life(good(CreatedDate="03/10/2018 02:30:00 PM", ClosedDate="03/11/2018 02:30:00 PM"))
    assert taken == timedelta(hours=23)


def test_the_hour_that_comes_twice_is_the_first_one() -> None:
    made = good(CreatedDate="11/05/2017 01:30:00 AM", ClosedDate="11/05/2017 03:00:00 AM")
    assert made.form["received_at"] == datetime(2017, 11, 5, 8, 30, tzinfo=UTC)
    assert life(made) == timedelta(hours=2, minutes=30)


def test_the_hour_that_comes_twice_is_the_second_where_the_first_is_too_early() -> None:
    taken = life(good(CreatedDate="11/05/2017 01:40:00 AM", ClosedDate="11/05/2017 01:20:00 AM"))
    assert taken == timedelta(minutes=40)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"ClosedDate": "12/27/2017 12:00:00 AM"}, "closed-before-received"),
        ({"CreatedDate": "2017-12-27"}, "unreadable-date"),
        ({"ClosedDate": "13/31/2017 02:00:00 PM"}, "unreadable-date"),
        ({"CreatedDate": "03/12/2017 02:30:00 AM"}, "no-such-hour"),
        ({"Status": "Mislaid"}, "unknown-status"),
        ({"ClosedDate": ""}, "no-closing-date"),
        ({"Status": "Open"}, "open-and-closed"),
        ({"SRNumber": ""}, "empty"),
        ({"CreatedDate": " "}, "empty"),
        ({"Owner": ""}, "empty"),
        ({"RequestType": "???"}, "empty"),
    ],
)
def test_a_row_that_cannot_be_says_why(told: dict[str, str], expected: str) -> None:
    assert code(**told) == expected
