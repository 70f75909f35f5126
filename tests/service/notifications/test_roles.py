"""Letters to the people of a level and to the office's desk: one each, found when they are sent."""

from typing import Any

from shared.events.base import Fact
from shared.events.corrections import (
    CorrectiveActionOrdered,
)
from shared.events.requests import (
    RequestEscalated,
    RequestReminded,
)
from shared.events.routing import CaseUnroutable
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint
from tests.samples import a_sample
from tests.service.notifications.office import Office
from tests.service.notifications.stand_ins import MailServer


def an_escalation(**told: Any) -> RequestEscalated:
    usual = {"recipients": ["superior", "office-head"], "silent": False, "level": "L3"}
    return a_sample(RequestEscalated, **{**usual, **told})


def a_reminder(**told: Any) -> RequestReminded:
    return a_sample(RequestReminded, **{"silent": False, "focal_point_id": "pln-primary", **told})


async def hear_and_carry(office: Office, *facts: Fact) -> None:
    await office.hear(*facts)
    await office.carry()


async def test_each_who_bears_a_role_gets_a_letter_of_their_own(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_bearer("superior", "first")
    office.books.knows_bearer("superior", "second")
    office.books.knows_bearer("office-head", "head")
    await hear_and_carry(office, an_escalation())
    told = ["first@contoh.id", "head@contoh.id", "second@contoh.id"]
    assert sorted(mail_server.recipients) == told
    assert [len(mail["To"].addresses) for mail in mail_server.mails] == [1, 1, 1]
    assert len(set(mail_server.ids)) == 3
    rows = await office.rows()
    assert sorted(row.recipient_id for row in rows) == [
        "babel/pln-uiw-babel/first",
        "babel/pln-uiw-babel/head",
        "babel/pln-uiw-babel/second",
    ]
    assert {row.state for row in rows} == {"sent"}
    assert len({row.event_id for row in rows}) == 1


async def test_who_is_told_is_settled_before_the_first_try(
    office: Office, mail_server: MailServer
) -> None:
    """Somebody who comes to the role between two tries is not written to about what was before."""
    office.books.knows_bearer("superior", "first")
    mail_server.rcpt_answers = ["451 later"]
    await office.hear(an_escalation(recipients=["superior"]))
    courier = await office.carry()
    office.books.bearers[("babel", "pln-uiw-babel", "superior")].insert(
        0, {**office.books.bearers[("babel", "pln-uiw-babel", "superior")][0], "bearer_id": "new"}
    )
    office.later(minutes=1)
    await office.carry(courier)
    assert mail_server.recipients == ["first@contoh.id"]
    assert (await office.row()).recipient_id == "babel/pln-uiw-babel/first"


async def test_a_crash_between_sharing_out_and_sending_doubles_nobody(
    office: Office, mail_server: MailServer
) -> None:
    for bearer in ("first", "second", "third"):
        office.books.knows_bearer("superior", bearer)
    await office.hear(an_escalation(recipients=["superior"]))
    dying = office.courier()
    claimed = await dying._claim()
    await dying._address(claimed)  # and the process dies
    reborn = office.courier()
    await reborn.begin()
    await office.carry(reborn)
    assert sorted(mail_server.recipients) == [
        "first@contoh.id",
        "second@contoh.id",
        "third@contoh.id",
    ]


async def test_where_nobody_bears_a_role_whoever_stands_in_is_told(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_bearer("office-head", "head", agency="pln-uiw-babel")
    await hear_and_carry(office, an_escalation(recipients=["ministry"]))
    by_role = {row.recipient: (row.state, row.why) for row in await office.every_row()}
    assert by_role == {
        "ministry": (
            "skipped",
            "nobody is named as ministry: resolution-and-monitoring is told",
        ),
        "resolution-and-monitoring": (
            "skipped",
            "nobody is named as resolution-and-monitoring: office-head is told",
        ),
        "office-head": ("sent", None),
    }
    [mail] = mail_server.mails
    assert mail["To"].addresses[0].addr_spec == "head@contoh.id"
    assert "belum ada yang tercatat sebagai kementerian yang membina" in mail.get_content()
    kinds = [event["type"] for event in await office.announced()]
    assert kinds == ["notifications.message.sent.v1"]


async def test_whoever_stands_in_and_is_told_anyway_is_told_once(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_bearer("office-head", "head")
    await hear_and_carry(
        office, an_escalation(recipients=["superior", "office-head", "head-office"])
    )
    assert mail_server.recipients == ["head@contoh.id"]
    assert "belum ada" not in mail_server.mails[0].get_content()
    states = {row.recipient: row.state for row in await office.every_row()}
    assert states == {"superior": "skipped", "head-office": "skipped", "office-head": "sent"}


async def test_without_a_deputy_the_officer_alone_is_reminded_and_nothing_has_failed(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_officer("pln-primary", name="Budi", email="budi@pln.contoh.id")
    office.books.knows_bearer("focal-point", "pln-primary", email="budi@pln.contoh.id")
    await hear_and_carry(office, a_reminder())
    assert mail_server.recipients == ["budi@pln.contoh.id"]
    told = {row.recipient: (row.state, row.why) for row in await office.every_row()}
    assert told == {
        "focal-point": ("sent", None),
        "deputy": ("skipped", "nobody is named as deputy: focal-point is told"),
    }


async def test_a_crash_between_passing_on_and_writing_it_down_doubles_nobody(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_bearer("office-head", "head")
    await office.hear(an_escalation(recipients=["superior"]))
    dying = office.courier()
    await dying._address(await dying._claim())  # and the process dies
    reborn = office.courier()
    await reborn.begin()
    await office.carry(reborn)
    assert mail_server.recipients == ["head@contoh.id"]


async def test_where_nobody_at_all_can_be_told_a_message_fails_and_says_so(
    office: Office, mail_server: MailServer
) -> None:
    await hear_and_carry(office, an_escalation(recipients=["superior"]))
    states = {row.recipient: (row.state, row.why) for row in await office.every_row()}
    assert states["office-desk"] == ("failed", "nobody is named as office-desk")
    assert {states["superior"][0], states["office-head"][0]} == {"skipped"}
    kinds = [event["type"] for event in await office.announced()]
    assert kinds == ["notifications.message.failed.v1"]


async def test_a_desk_that_nobody_bears_is_no_endless_story(
    office: Office, mail_server: MailServer
) -> None:
    await hear_and_carry(office, a_sample(CaseUnroutable, office="babel", silent=False))
    assert [(row.recipient, row.state) for row in await office.every_row()] == [
        ("office-desk", "failed")
    ]
    assert mail_server.connections == 0


async def test_the_desk_hears_of_a_reporter_whom_no_mail_reaches(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_bearer("office-desk", "desk", agency=None)
    mail_server.rcpt_answers = ["550 5.1.1 <{address}>: no such user"]
    complaint_id = await office.hear_complaint()
    await office.carry()
    [mail] = mail_server.mails
    body = mail.get_content()
    assert str(complaint_id) in body
    assert "550 5.1.1 <address>: no such user" in body
    assert "siti" not in mail.as_string().lower()


async def test_the_officer_in_charge_who_is_the_deputy_is_reminded_once(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_officer("pln-primary", name="Budi", email="budi@pln.contoh.id")
    office.books.knows_bearer("deputy", "pln-primary", email="budi@pln.contoh.id")
    await hear_and_carry(office, a_reminder())
    assert mail_server.recipients == ["budi@pln.contoh.id"]
    assert (await office.row()).recipient == "focal-point"


async def test_the_deputy_is_reminded_too_and_gets_no_link(
    office: Office, mail_server: MailServer
) -> None:
    reminder = a_reminder()
    office.books.knows_officer("pln-primary", name="Budi", email="budi@pln.contoh.id")
    office.books.opens(reminder.request_id, "pln-primary")
    office.books.knows_bearer("deputy", "pln-deputy")
    await hear_and_carry(office, reminder)
    with_link = {
        mail["To"].addresses[0].addr_spec: "/links/" in mail.get_content()
        for mail in mail_server.mails
    }
    assert with_link == {"budi@pln.contoh.id": True, "pln-deputy@contoh.id": False}


async def test_a_corrective_action_comes_with_the_link_to_report_it(
    office: Office, mail_server: MailServer
) -> None:
    order = a_sample(CorrectiveActionOrdered, silent=False, focal_point_id="pln-primary")
    office.books.knows_officer("pln-primary", name="Budi", email="budi@pln.contoh.id")
    office.books.opens(order.action_id, "pln-primary")
    await hear_and_carry(office, order)
    [mail] = mail_server.mails
    body = mail.get_content()
    assert "laporkan pelaksanaannya melalui tautan ini" in body
    assert "https://kasus.contoh.id/links/pln-primary-1\r\n" in body
    asked = dict(office.books.questions)["/links"]
    assert asked == {"asked": [{"action_id": str(order.action_id), "recipient_id": "pln-primary"}]}
    assert "/links/" not in f"{await office.rows()} {await office.announced()}"


async def test_a_link_is_made_anew_for_each_try_and_kept_nowhere(
    office: Office, mail_server: MailServer
) -> None:
    mail_server.rcpt_answers = ["451 later"]
    await office.hear_assignment()
    courier = await office.carry()
    office.later(minutes=1)
    await office.carry(courier)
    [mail] = mail_server.mails
    assert "https://kasus.contoh.id/links/pln-primary-2\r\n" in mail.get_content()
    assert "/links/" not in f"{await office.rows()} {await office.announced()}"
    [sent] = await office.announced()
    assert sent["data"]["request_id"]


async def test_nothing_is_lost_while_links_or_roles_are_out_of_reach(
    office: Office, mail_server: MailServer
) -> None:
    office.books.knows_bearer("superior", "first")
    office.books.broken |= {"/links", "/bearers/contacts"}
    await office.hear_complaint()
    await office.hear_assignment()
    await office.hear(an_escalation(recipients=["superior"]))
    courier = await office.carry()
    assert len(mail_server.mails) == 1  # the reporter's: intake answers
    waiting = [row for row in await office.rows() if row.state == "waiting"]
    assert [(row.attempts, row.started_at) for row in waiting] == [(0, None)] * 2
    office.books.broken.clear()
    office.later(seconds=2)
    await office.carry(courier)
    assert len(mail_server.mails) == 3


async def test_roles_are_asked_for_once_a_batch(office: Office, mail_server: MailServer) -> None:
    office.books.knows_bearer("superior", "first")
    facts = [an_escalation(case_id=new_id(), recipients=["superior"]) for _ in range(5)]
    await hear_and_carry(office, *facts)
    assert len(mail_server.mails) == 5
    [(path, asked)] = office.books.questions
    assert path == "/bearers/contacts"
    assert asked == {
        "asked": [{"office": "babel", "agency": "pln-uiw-babel", "recipient": "superior"}]
    }


async def test_a_complaint_and_a_role_share_a_batch(
    office: Office, mail_server: MailServer
) -> None:
    fact = an_accepted_complaint()
    office.books.knows_reporter(fact.complaint_id, name="Siti", email="siti@contoh.id")
    office.books.knows_bearer("superior", "first")
    await hear_and_carry(office, fact, an_escalation(recipients=["superior"]))
    assert sorted(mail_server.recipients) == ["first@contoh.id", "siti@contoh.id"]
    assert {row.created_at for row in await office.rows()} == {NOON}
