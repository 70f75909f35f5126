"""What is heard is told once, by mail, whatever the mail server and the address books do."""

from datetime import timedelta

import pytest

from services.notifications import letters
from services.notifications.contacts import Contact
from services.notifications.letters import Letter, Letterhead
from services.notifications.store import Message
from shared.events.base import Fact
from shared.ids import reference
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.notifications.office import Office
from tests.service.notifications.stand_ins import HANG_UP, MailServer


async def test_a_reporter_who_can_be_reached_is_thanked(
    office: Office, mail_server: MailServer
) -> None:
    complaint_id = await office.hear_complaint()
    await office.carry()

    (mail,) = mail_server.mails
    row = await office.row()
    assert mail["Message-ID"] == f"<{row.message_id}@narahubung.local>"
    assert mail["From"] == "Narahubung <no-reply@narahubung.local>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOON
    assert "https://lapor.contoh.id/progress/7K3M-9PQR-2STV-WXYZ4?lang=" in mail.get_content()
    assert (row.state, row.attempts, row.ended_at) == ("sent", 1, NOON)
    assert (row.started_at, row.started_by) == (None, None)

    (event,) = await office.announced()
    assert event["type"] == "notifications.message.sent.v1"
    assert event["time"] == "2022-03-14T05:00:00Z"
    assert event["data"]["complaint_id"] == str(complaint_id)
    assert event["data"]["maybe_twice"] is False
    assert event["data"]["cause"] == str(row.event_id)
    assert "contoh.id" not in str(event)


async def test_each_event_tells_whom_it_concerns(office: Office, mail_server: MailServer) -> None:
    await office.hear_complaint(language="en")
    await office.hear_assignment()
    closed = a_closed_case(language="id")
    office.books.knows_reporter(closed.complaint_id, name="Ali", email="ali@contoh.id")
    await office.hear(closed)
    await office.carry()

    told = {row.template: (row.recipient, row.language) for row in await office.rows()}
    assert told == {
        "complaint-received": ("reporter", "en"),
        "case-assigned": ("focal-point", "id"),
        "case-closed": ("reporter", "id"),
    }
    assert len(mail_server.mails) == 3
    assert mail_server.connections == 1


@pytest.mark.parametrize(
    "fact",
    [
        an_accepted_complaint(silent=True),
        an_accepted_complaint(reachable=False),
        an_assigned_case(silent=True),
        a_closed_case(silent=True),
        a_closed_case(reachable=False),
    ],
    ids=["silent", "unreachable", "silent case", "silent closure", "unreachable closure"],
)
async def test_silent_facts_and_those_without_address_make_no_message(
    office: Office, fact: Fact
) -> None:
    await office.hear(fact)
    assert await office.rows() == []


async def test_the_focal_points_mail_has_the_case_and_nothing_of_the_reporter(
    office: Office, mail_server: MailServer
) -> None:
    fact = an_assigned_case()
    office.books.knows_reporter(fact.complaint_id, name="Siti Aminah", email="siti@contoh.id")
    office.books.knows_officer(fact.focal_point_id, name="Budi", email="budi@pln.contoh.id")
    await office.hear(an_accepted_complaint(complaint_id=fact.complaint_id), fact)
    await office.carry()

    (mail,) = [mail for mail in mail_server.mails if "budi" in mail["To"]]
    assert reference(fact.case_id) in mail["Subject"]
    for secret in ("Siti", "siti@", "7K3M", str(fact.complaint_id)):
        assert secret not in mail.as_string()
        assert secret not in mail.get_content()


async def test_no_row_and_no_event_holds_a_name_or_an_address(
    office: Office, mail_server: MailServer
) -> None:
    mail_server.rcpt_answers = ["550 5.1.1 <{address}>: no such user"]
    await office.hear_complaint()
    await office.carry()
    kept = f"{await office.rows()} {await office.announced()}"
    assert "Siti" not in kept
    assert "siti" not in kept
    assert "@" not in kept
    assert "550 5.1.1" in kept


async def test_a_name_with_newlines_adds_no_header(office: Office, mail_server: MailServer) -> None:
    fact = an_accepted_complaint()
    name = "Siti\r\nBcc: semua@contoh.id\r\n\r\nHalo"
    office.books.knows_reporter(fact.complaint_id, name=name, email="siti@contoh.id")
    await office.hear(fact)
    await office.carry()
    (mail,) = mail_server.mails
    assert mail["Bcc"] is None
    assert mail_server.recipients == ["siti@contoh.id"]


async def test_an_address_beyond_ascii_is_written_to(
    office: Office, mail_server: MailServer
) -> None:
    fact = an_accepted_complaint()
    office.books.knows_reporter(fact.complaint_id, name="Désirée", email="désirée@contoh.id")
    await office.hear(fact)
    await office.carry()
    assert mail_server.recipients == ["désirée@contoh.id"]


async def test_a_message_that_is_put_off_is_tried_again_a_minute_later(
    office: Office, mail_server: MailServer
) -> None:
    mail_server.rcpt_answers = ["451 4.7.1 come back later"]
    await office.hear_complaint()
    courier = await office.carry()
    assert mail_server.mails == []
    row = await office.row()
    assert (row.state, row.why) == ("waiting", "451 4.7.1 come back later")
    assert row.next_try_at == NOON + timedelta(minutes=1)

    office.later(seconds=59)
    await office.carry(courier)
    assert mail_server.mails == []
    office.later(seconds=1)
    await office.carry(courier)
    row = await office.row()
    assert (row.state, row.attempts, row.maybe_twice) == ("sent", 2, False)
    assert len(mail_server.mails) == 1


async def test_a_refused_neighbour_delays_nobody(office: Office, mail_server: MailServer) -> None:
    mail_server.rcpt_answers = ["250 OK", "451 later", "550 never"]
    mail_server.data_answers = ["250 OK", "554 spam", "451 busy"]
    for _ in range(6):
        await office.hear_complaint()
    await office.carry()
    states = sorted(row.state for row in await office.rows())
    assert states == ["failed", "failed", "sent", "sent", "waiting", "waiting"]
    assert mail_server.connections == 1


async def test_a_final_no_ends_a_message_at_once(office: Office, mail_server: MailServer) -> None:
    mail_server.rcpt_answers = ["550 5.1.1 <{address}>: no such user"]
    await office.hear_complaint()
    await office.carry()
    row = await office.row()
    assert (row.state, row.attempts) == ("failed", 1)
    (event,) = await office.announced()
    assert event["type"] == "notifications.message.failed.v1"
    assert event["data"]["why"] == "550 5.1.1 <address>: no such user"


async def test_a_message_that_is_put_off_six_times_is_given_up(
    office: Office, mail_server: MailServer
) -> None:
    mail_server.rcpt_answers = ["451 not now"] * 6
    await office.hear_complaint()
    courier = office.courier()
    for _ in range(6):
        await office.carry(courier)
        office.later(hours=12)
    row = await office.row()
    assert (row.state, row.attempts) == ("failed", 6)
    assert [event["type"] for event in await office.announced()] == [
        "notifications.message.failed.v1"
    ]


async def test_mail_flows_when_the_server_comes_back(
    office: Office, mail_server: MailServer
) -> None:
    await mail_server.stop()
    for _ in range(3):
        await office.hear_complaint()
    courier = await office.carry()
    tried, *spared = sorted(await office.rows(), key=lambda row: -row.attempts)
    assert (tried.attempts, tried.next_try_at) == (1, NOON + timedelta(minutes=1))
    assert tried.why == "the mail server is away: SMTPConnectError"
    assert [(row.attempts, row.state, row.started_at) for row in spared] == [
        (0, "waiting", None)
    ] * 2

    await mail_server.start()
    await office.carry(courier)
    assert mail_server.mails == []  # it rests before it tries the server again
    office.later(seconds=5)
    await office.carry(courier)
    assert len(mail_server.mails) == 2
    office.later(minutes=1)
    await office.carry(courier)
    assert {row.state for row in await office.rows()} == {"sent"}
    assert len(set(mail_server.ids)) == len(mail_server.ids) == 3


async def test_a_connection_that_died_while_idle_costs_no_try(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear_complaint()
    courier = await office.carry()
    mail_server.hang_up()
    await office.hear_complaint()
    await office.carry(courier)
    assert [(row.state, row.attempts) for row in await office.rows()] == [("sent", 1)] * 2
    assert mail_server.connections == 2


async def test_a_lost_answer_to_the_content_leaves_the_same_doubt_as_a_crash(
    office: Office, mail_server: MailServer
) -> None:
    mail_server.data_answers = [HANG_UP]
    await office.hear_complaint()
    courier = await office.carry()
    row = await office.row()
    assert (row.state, row.maybe_twice) == ("waiting", True)
    office.later(minutes=1)
    await office.carry(courier)
    assert len(mail_server.ids) == 2
    assert len(set(mail_server.ids)) == 1
    assert (await office.announced())[0]["data"]["maybe_twice"] is True


async def test_nothing_is_lost_while_addresses_are_out_of_reach(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear_complaint()
    await office.hear_assignment()
    office.books.broken.add("/contacts")
    courier = await office.carry()
    assert mail_server.recipients == ["budi@pln.contoh.id"]  # routing answers: no reason to wait
    (waiting,) = [row for row in await office.rows() if row.recipient == "reporter"]
    assert (waiting.state, waiting.attempts, waiting.started_at) == ("waiting", 0, None)

    office.books.broken.clear()
    office.later(seconds=2)
    await office.carry(courier)
    assert len(mail_server.mails) == 2


async def test_addresses_are_asked_for_once_a_batch(
    office: Office, mail_server: MailServer
) -> None:
    for _ in range(10):
        await office.hear_complaint()
        await office.hear_assignment()
    await office.carry()
    assert len(mail_server.mails) == 20
    assert sorted(path for path, _ in office.books.questions) == [
        "/contacts",
        "/focal-points/contacts",
        "/links",
    ]


async def test_a_recipient_whom_nobody_knows_is_given_up(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear(an_accepted_complaint())
    await office.carry()
    row = await office.row()
    assert (row.state, row.why) == ("failed", "nobody knows an address")
    assert mail_server.connections == 0


async def test_an_address_that_cannot_be_one_is_given_up(
    office: Office, mail_server: MailServer
) -> None:
    fact = an_accepted_complaint()
    office.books.knows_reporter(fact.complaint_id, name="Siti", email="siti@contoh.id>\r\nDATA")
    await office.hear(fact)
    await office.carry()
    row = await office.row()
    assert (row.state, row.why) == ("failed", "the address cannot be written to")


async def test_a_letter_that_cannot_be_written_holds_up_no_other(
    office: Office, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = letters.write
    first = await office.hear_complaint()

    def stumbling(message: Message, contact: Contact, letterhead: Letterhead) -> Letter:
        if message.complaint_id == first:
            raise KeyError("reason")
        return write(message, contact, letterhead)

    monkeypatch.setattr(letters, "write", stumbling)
    await office.hear_complaint()
    await office.carry()
    assert {row.complaint_id == first: row.state for row in await office.rows()} == {
        True: "failed",
        False: "sent",
    }
