"""Rows become columns without losing a value, whether they name the same columns or not."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite import dialect as sqlite
from sqlalchemy.ext.asyncio import create_async_engine

from services.notifications.models import MessageRow
from shared.db.columns import Columns
from shared.db.transaction import table_of

MESSAGES = table_of(MessageRow)
FIRST, SECOND = UUID(int=1), UUID(int=2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
POSTGRESQL: Dialect = create_async_engine("postgresql+asyncpg://").dialect


def test_only_what_all_rows_name_is_written() -> None:
    rows = [
        {"message_id": FIRST, "maybe_twice": True, "created_at": AT},
        {"created_at": AT, "maybe_twice": False, "message_id": SECOND},
    ]
    names, lists = Columns.of(MESSAGES, POSTGRESQL, rows)
    assert names == ("message_id", "maybe_twice", "created_at")
    assert lists == [[FIRST, SECOND], [True, False], [AT, AT]]


@pytest.mark.parametrize(
    "second",
    [{"message_id": SECOND, "why": "no"}, {"message_id": SECOND}, {"why": "no", "channel": "mail"}],
)
def test_what_one_row_names_and_another_does_not_is_null_there(second: dict[str, object]) -> None:
    first = {"message_id": FIRST, "channel": "mail"}
    names, lists = Columns.of(MESSAGES, POSTGRESQL, [first, second])
    assert names == tuple(MESSAGES.columns.keys())
    for name, values in zip(names, lists, strict=True):
        assert values == [first.get(name), second.get(name)], name


def test_values_are_bound_as_sqlite_keeps_them() -> None:
    row = {"message_id": FIRST, "maybe_twice": True, "created_at": AT}
    _, lists = Columns.of(MESSAGES, sqlite(), [row])
    assert lists == [[FIRST.hex], [1], ["2026-03-02 09:00:00.000000"]]


JAKARTA = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    "moment",
    [AT, AT.replace(microsecond=7), AT.astimezone(JAKARTA), datetime(900, 1, 2, tzinfo=UTC), None],
)
def test_moments_are_bound_as_their_column_does_it(moment: datetime | None) -> None:
    row = {"message_id": FIRST, "created_at": moment}
    [_, [bound]] = Columns.of(MESSAGES, sqlite(), [row]).lists
    slowly = MESSAGES.c.created_at.type.dialect_impl(sqlite()).bind_processor(sqlite())
    assert slowly is not None
    assert bound == slowly(moment)


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone"):
        Columns.of(MESSAGES, sqlite(), [{"created_at": AT.replace(tzinfo=None)}])


def test_a_column_that_the_table_lacks_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Columns.of(MESSAGES, POSTGRESQL, [{"message_id": FIRST, "colour": "red"}])
