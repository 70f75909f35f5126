"""A reporter hands in on the page what is missing; the thirty days run from the receipt alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from services.intake import store, timers
from services.intake.desk import Desk
from services.intake.handlers import keep_proof
from shared.events.notifications import Notice, NoticeDelivered
from shared.ids import new_id
from tests.factories import NOON, an_event
from tests.service.intake.staff import Examiner, StandingClock, by_hand, names
from tests.waiting import until

WORDS = {"F1": "Sari Contoh, lahir di Koba", "F4": "Saya mengadu ke PLN pada 7 Maret 2022."}


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return by_hand(tmp_path)


async def asked_by(examiner: Examiner) -> list[UUID]:
    """The events of the requests for completion, in their order."""
    outbox = examiner.app.state.database.outbox
    async with examiner.app.state.database.reading() as connection:
        rows = (await connection.execute(select(outbox).order_by(outbox.c.event_id))).all()
    return [row.event_id for row in rows if "completion-requested" in row.subject]


async def notice_is_heard_of(
    examiner: Examiner,
    complaint: object,
    notice: Notice = "completion-requested",
    *,
    cause: UUID | None = None,
) -> None:
    """The mail server of the reporter has taken our letter over."""
    cause = cause or [new_id(), *await asked_by(examiner)][-1]
    fact = NoticeDelivered.model_validate(
        {
            "complaint_id": complaint,
            "message_id": new_id(),
            "cause": cause,
            "recipient": "reporter",
            "recipient_id": str(complaint),
            "channel": "mail",
            "template": notice,
        }
    )
    now = examiner.clock()
    async with examiner.app.state.database.transaction(now) as tx:
        await keep_proof(an_event(fact, now), tx, now)


async def notice_arrives(
    examiner: Examiner,
    complaint: object,
    notice: Notice = "completion-requested",
    *,
    cause: UUID | None = None,
) -> None:
    """Intake hears of it, and has done what it can do."""
    await notice_is_heard_of(examiner, complaint, notice, cause=cause)
    now = examiner.clock()

    async def is_taken() -> bool:
        await timers.take_proofs(Desk.of(examiner.app))
        async with examiner.app.state.database.reading() as connection:
            return not await store.proofs(connection, now, 1)

    await until(is_taken)


async def test_what_is_missing_is_said_in_words_and_handed_in_on_the_page(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F1", "F4"])
    address = f"/progress/{examiner.codes[complaint]}/completion"
    assert f'href="{address}"' in await examiner.page(complaint)
    for language, words in (("id", "Bukti atau tanggal"), ("en", "Proof, or the date")):
        page = await examiner.client.get(f"{address}?lang={language}")
        assert page.status_code == 200
        assert words in page.text
        assert 'name="F1"' in page.text
        assert 'name="F2"' not in page.text
    clock.advance(days=2)
    done = await examiner.client.post(f"{address}?lang=en", data=WORDS)
    assert done.status_code == 303
    assert done.headers["location"] == f"/progress/{examiner.codes[complaint]}?lang=en"
    assert "We received what was missing" in await examiner.page(complaint, "en")
    shown = await examiner.sees(complaint)
    assert (shown["state"], shown["history"][-1]["actor"]) == ("verifying", "reporter")
    assert shown["history"][-1]["told"] == {"given": ["F1", "F4"]}
    story = (await examiner.get(f"/complaints/{complaint}/story")).json()
    [note] = story["notes"]
    assert note["note"] == f"F1: {WORDS['F1']}\n\nF4: {WORDS['F4']}"
    assert names(await examiner.announced()) == ["registered", "completion-requested", "completed"]
    assert "Koba" not in str(await examiner.announced())


async def test_a_second_click_and_a_page_of_before_change_nothing(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F4"])
    address = f"/progress/{examiner.codes[complaint]}/completion"
    for _ in range(2):
        assert (
            await examiner.client.post(address, data={"F4": "Pada 7 Maret."})
        ).status_code == 303
    assert (await examiner.client.get(address)).status_code == 303
    assert names(await examiner.announced()) == ["registered", "completion-requested", "completed"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"F4": ""}, "say that you do not have it"),
        ({"F4": "x" * 2001}, "At most 2,000 characters"),
        ({"F4": "a\x00b"}, "cannot read"),
        ({"F4": "Pada 7 Maret.", "F7": ""}, "Choose one"),
    ],
)
async def test_what_is_left_out_is_asked_for_again_and_nothing_typed_is_lost(
    examiner: Examiner, typed: dict[str, str], said: str
) -> None:
    complaint = await examiner.filed()
    missing = sorted({"F1", *typed})
    await examiner.does(complaint, "completion-request", missing=missing)
    address = f"/progress/{examiner.codes[complaint]}/completion?lang=en"
    again = await examiner.client.post(address, data={"F1": "Sari dari Koba", **typed})
    assert again.status_code == 422
    assert said.replace("say", "write") in again.text
    assert "Sari dari Koba" in again.text
    assert (await examiner.sees(complaint))["state"] == "awaiting-completion"


async def test_reading_the_page_starts_no_clock_and_the_delivered_notice_does(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F1"])
    address = f"/progress/{examiner.codes[complaint]}/completion"
    await examiner.client.get(address)
    await examiner.client.post(address, data={})
    assert (await examiner.sees(complaint))["completion"]["received_at"] is None
    clock.moment = datetime(2022, 3, 15, 16, 30, tzinfo=UTC)  # 23:30 in Pangkalpinang
    await notice_arrives(examiner, complaint)
    shown = await examiner.sees(complaint)
    assert datetime.fromisoformat(shown["due_at"]) == datetime(2022, 4, 14, 16, 59, 59, tzinfo=UTC)
    assert shown["history"][-1]["actor"] == "system"
    assert "14 April 2022" in (await examiner.client.get(address)).text
    clock.advance(days=3)
    await notice_arrives(examiner, complaint)
    assert (await examiner.sees(complaint))["due_at"] == shown["due_at"], "the first proof counts"


async def test_a_proof_that_is_about_nothing_open_is_forgotten(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    await notice_arrives(examiner, complaint)
    await notice_arrives(examiner, new_id())
    assert (await examiner.sees(complaint))["version"] == 1


@pytest.mark.parametrize("noticed", [False, True])
async def test_what_comes_too_late_is_refused_and_may_be_filed_again(
    examiner: Examiner, clock: StandingClock, noticed: bool
) -> None:
    complaint = await examiner.filed()
    in_person = {"missing": ["F1"], "received_at": NOON.isoformat()}
    await examiner.does(complaint, "completion-request", **in_person)
    clock.moment = datetime(2022, 4, 13, 17, 0, 0, tzinfo=UTC)
    if noticed:
        await timers.end_clocks(Desk.of(examiner.app))
        assert (await examiner.sees(complaint))["state"] == "declined"
    code = examiner.codes[complaint]
    late = await examiner.client.post(f"/progress/{code}/completion", data={"F1": "Sari"})
    assert late.status_code == 409
    assert "membuat laporan yang sama lagi" in late.text
    assert 'href="/"' in late.text
    assert "membuat laporan yang sama lagi" in await examiner.page(complaint)
    body = {"given": {"F1": "Sari"}}
    refused = await examiner.client.post(f"/complaints/{code}/completion", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal-move")
    assert "completed" not in names(await examiner.announced())


async def test_programs_hand_in_all_that_was_asked_for_or_nothing(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F1", "F4"])
    address = f"/complaints/{examiner.codes[complaint]}/completion"
    for given in ({"F1": "Sari Contoh"}, {**WORDS, "F2": "Tidak ada"}):
        refused = await examiner.client.post(address, json={"given": given})
        assert (refused.status_code, refused.json()["code"]) == (422, "not-all-given")
    for given in ({}, {"F9": "apa"}, {"F1": " "}):
        assert (await examiner.client.post(address, json={"given": given})).status_code == 422
    done = await examiner.client.post(address, json={"given": WORDS})
    assert (done.status_code, done.json()["state"]) == (201, "verifying")
    again = await examiner.client.post(address, json={"given": WORDS})
    assert (again.status_code, again.json()["code"]) == (409, "illegal-move")
    unknown = await examiner.client.post("/complaints/wrong/completion", json={"given": WORDS})
    assert unknown.status_code == 422


async def test_a_proof_counts_for_the_request_that_its_letter_brought_alone(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F1"])
    clock.advance(days=1)
    await examiner.does(complaint, "completion")
    await examiner.does(complaint, "completion-request", missing=["F4"])
    first, second = await asked_by(examiner)
    clock.advance(days=1)
    await notice_arrives(examiner, complaint, cause=first)
    assert (await examiner.sees(complaint))["due_at"] is None
    clock.advance(days=1)
    await notice_arrives(examiner, complaint, cause=second)
    due_at = datetime.fromisoformat((await examiner.sees(complaint))["due_at"])
    assert due_at.date() == (clock() + timedelta(days=30)).date()


async def test_two_proofs_that_come_at_once_each_find_their_request(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F1"])
    await examiner.does(complaint, "completion")
    await examiner.does(complaint, "completion-request", missing=["F4"])
    clock.advance(days=1)
    now = clock()
    async with examiner.app.state.database.transaction(now) as tx:
        for cause in await asked_by(examiner):
            told: dict[str, object] = {"complaint_id": complaint, "message_id": new_id()}
            told |= {"recipient": "reporter", "recipient_id": str(complaint), "channel": "mail"}
            told |= {"cause": cause}
            fact = NoticeDelivered.model_validate({**told, "template": "completion-requested"})
            await keep_proof(an_event(fact, now), tx, now)

    async def is_known() -> bool:
        await timers.take_proofs(Desk.of(examiner.app))
        return (await examiner.sees(complaint))["due_at"] is not None

    await until(is_known)


async def test_letter_and_page_name_the_days_of_the_policy(
    examiner: Examiner, policies: Path
) -> None:
    examiner.app.state.rules = replace(
        examiner.app.state.rules,
        policy=examiner.app.state.rules.policy.model_copy(update={"completion_days": 21}),
    )
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F4"])
    [asked] = [
        one for one in await examiner.announced() if "missing" in type(one.data).model_fields
    ]
    assert asked.data.model_dump(include={"days", "due_at"}) == {"days": 21, "due_at": None}
    address = f"/progress/{examiner.codes[complaint]}"
    for path, said in ((f"{address}/completion", "waktu 21 hari"), (address, "waktu 21 hari")):
        assert said in (await examiner.client.get(path)).text
