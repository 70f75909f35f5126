"""A process may die at any moment: nothing is lost, and what came twice says so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from prometheus_client import REGISTRY

from services.notifications import courier, mailer
from services.notifications.courier import CLAIM_LIMIT
from services.notifications.domain.trying import TRIES_LIMIT
from shared.db.transaction import Transaction
from tests.factories import NOON
from tests.service.notifications.office import Office
from tests.service.notifications.stand_ins import MailServer


class Crash(Exception):
    """Stands for the end of the process."""


def doubts() -> float:
    return REGISTRY.get_sample_value("notifications_messages_maybe_twice_total") or 0.0


def crash_before_commit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next commit that records tries does not happen."""
    real = office.database.transaction

    @asynccontextmanager
    async def failing(recorded: datetime) -> AsyncIterator[Transaction]:
        async with real(recorded) as tx:
            yield tx
            monkeypatch.setattr(office.database, "transaction", real)
            raise Crash

    monkeypatch.setattr(office.database, "transaction", failing)


async def test_a_crash_after_acceptance_repeats_the_mail_under_the_same_id(
    office: Office, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.hear_complaint()
    crash_before_commit(office, monkeypatch)
    with pytest.raises(Crash):
        await office.carry()
    assert len(mail_server.mails) == 1
    row = await office.row()
    assert (row.state, row.started_at) == ("waiting", NOON)

    before = doubts()
    reborn = office.courier()
    await reborn.begin()
    await office.carry(reborn)

    first, second = mail_server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()
    row = await office.row()
    assert (row.state, row.attempts, row.maybe_twice) == ("sent", 2, True)
    (event,) = await office.announced()
    assert event["data"]["maybe_twice"] is True
    assert doubts() - before == 1


async def test_a_process_that_lives_on_records_instead_of_repeating(
    office: Office, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.hear_complaint()
    courier = office.courier()
    crash_before_commit(office, monkeypatch)
    with pytest.raises(Crash):
        await office.carry(courier)
    await office.carry(courier)
    assert len(mail_server.mails) == 1
    row = await office.row()
    assert (row.state, row.attempts, row.maybe_twice) == ("sent", 1, False)


async def test_what_was_claimed_and_not_tried_goes_back_without_doubt(
    office: Office, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await office.hear_complaint()
    courier = office.courier()
    mail_server.after_accepting = lambda: office.later(seconds=1)  # so that the first is recorded
    crash_before_commit(office, monkeypatch)
    with pytest.raises(Crash):
        await office.carry(courier)
    assert len(mail_server.mails) == 1
    await office.carry(courier)
    assert len(mail_server.ids) == len(set(mail_server.ids)) == 3
    assert {(row.attempts, row.maybe_twice) for row in await office.rows()} == {(1, False)}


async def test_what_another_process_left_is_sent_after_a_minute(
    office: Office, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.hear_complaint()
    crash_before_commit(office, monkeypatch)
    with pytest.raises(Crash):
        await office.carry(office.courier("the dead one"))

    other = office.courier("another")
    await other.begin()
    office.later(seconds=60)
    await office.carry(other)
    assert len(mail_server.mails) == 1  # it may live yet
    office.later(seconds=1)
    await office.carry(other)
    assert len(mail_server.mails) == 2
    assert (await office.row()).maybe_twice is True


async def test_one_who_comes_too_late_does_not_overwrite_another(
    office: Office, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.hear_complaint()
    slow = office.courier("slow")
    crash_before_commit(office, monkeypatch)
    with pytest.raises(Crash):
        await office.carry(slow)
    office.later(seconds=61)
    await office.carry(office.courier("fast"))
    await office.carry(slow)
    row = await office.row()
    assert (row.attempts, row.maybe_twice) == (2, True)
    assert [event["data"]["attempts"] for event in await office.announced()] == [2]


async def test_several_processes_send_each_message_once(
    office: Office, mail_server: MailServer
) -> None:
    for _ in range(3 * CLAIM_LIMIT):
        await office.hear_complaint()
    await asyncio.gather(*(office.carry(office.courier(f"p{one}")) for one in range(3)))
    assert len(mail_server.ids) == len(set(mail_server.ids)) == 3 * CLAIM_LIMIT
    assert {(row.state, row.attempts) for row in await office.rows()} == {("sent", 1)}
    assert len(await office.announced()) == 3 * CLAIM_LIMIT


async def test_a_message_that_takes_processes_down_is_given_up(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear_complaint()
    courier = office.courier()
    for _ in range(TRIES_LIMIT):
        await courier._claim()  # and the process dies
        await courier.begin()
    await office.carry(courier)
    row = await office.row()
    assert (row.state, row.why) == ("failed", "its tries ended without a record too often")
    assert mail_server.mails == []


async def test_stopping_finishes_the_one_begun_and_gives_the_others_back(
    office: Office, mail_server: MailServer
) -> None:
    for _ in range(5):
        await office.hear_complaint()
    courier = office.courier()

    def stop() -> None:
        courier.stopping = True

    mail_server.after_accepting = stop
    await courier.round()
    rows: list[Any] = await office.rows()
    assert sorted(row.state for row in rows) == ["sent", *["waiting"] * 4]
    assert {(row.attempts, row.started_at) for row in rows if row.state == "waiting"} == {(0, None)}


async def test_a_slow_server_does_not_outlast_the_lease(
    office: Office, mail_server: MailServer
) -> None:
    for _ in range(4):
        await office.hear_complaint()
    mail_server.after_accepting = lambda: office.later(seconds=4)
    courier = office.courier()
    await courier.round()
    states = sorted((row.state, row.attempts, row.started_at) for row in await office.rows())
    assert states == [("sent", 1, None)] * 2 + [("waiting", 0, None)] * 2
    await office.carry(courier)
    assert len(mail_server.ids) == len(set(mail_server.ids)) == 4


async def test_an_answer_that_is_no_text_ends_its_message_alone(
    office: Office, mail_server: MailServer
) -> None:
    mail_server.rcpt_answers = ["550 no\x00such user"]
    await office.hear_complaint()
    await office.hear_complaint()
    await office.carry()
    told = {(row.state, row.why) for row in await office.rows()}
    assert told == {("failed", "550 no such user"), ("sent", None)}


async def test_an_end_that_cannot_be_written_down_holds_up_no_other(
    office: Office, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.database.is_sqlite:
        pytest.skip("takes any value")
    monkeypatch.setattr(mailer, "without_addresses", lambda *_: "null byte: \x00")
    mail_server.rcpt_answers = ["250 OK", "550 no"]
    for _ in range(3):
        await office.hear_complaint()
    await office.carry()
    told = sorted((row.state, row.why) for row in await office.rows())
    assert told == [("failed", courier.UNWRITABLE.why), ("sent", None), ("sent", None)]
