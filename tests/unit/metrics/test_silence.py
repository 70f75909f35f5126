"""Three silences, never mixed, each with its evidence; and no verdict where there is too little."""

from dataclasses import replace

import pytest

from services.metrics.domain.predicting import Interval, Seen
from services.metrics.domain.silence import Heard, Silence, silences

QUARTER = 90
NOTHING = Seen(0, 0)
USUAL = Heard(
    agency="pln",
    days=QUARTER,
    complaints=10,
    before=Seen(40, 4 * QUARTER),
    peers=Seen(60, 6 * QUARTER),
    peer_count=6,
    to_be_seen=10,
    seen=9,
    to_be_answered=8,
    answered=8,
)


def findings(heard: Heard) -> list[str]:
    return [one.finding for one in silences(heard)]


def test_an_agency_of_which_as_much_is_heard_as_ever_is_not_silent() -> None:
    assert findings(USUAL) == []


def test_fewer_than_its_own_past_lets_expect_asks_for_outreach() -> None:
    [found] = silences(replace(USUAL, complaints=3))
    assert found == Silence("pln", "needs-outreach", 3, None, Interval(4, 18), Interval(4, 17))
    assert findings(replace(USUAL, complaints=4)) == []


def test_of_whom_nothing_was_ever_heard_peers_are_the_measure() -> None:
    unheard = replace(USUAL, complaints=0, before=Seen(0, 4 * QUARTER))
    [found] = silences(unheard)
    assert (found.finding, found.own, found.peers) == (
        "needs-outreach",
        Interval(0, 1),
        Interval(4, 17),
    )
    assert findings(replace(unheard, peer_count=2)) == []
    assert findings(replace(unheard, peers=Seen(3, 6 * QUARTER))) == []


def test_its_own_past_counts_more_than_peers() -> None:
    """A small agency among large ones is not silent while it is as it always was."""
    small = replace(USUAL, complaints=4, before=Seen(24, 4 * QUARTER), peers=Seen(600, 540))
    assert findings(small) == []


@pytest.mark.parametrize("days", [0, 27])
def test_after_a_few_days_nobody_is_silent(days: int) -> None:
    assert findings(replace(USUAL, complaints=0, days=days)) == []


def test_without_a_past_and_without_peers_nothing_is_said() -> None:
    alone = replace(USUAL, complaints=0, before=NOTHING, peers=NOTHING, peer_count=0)
    assert findings(alone) == []


def test_whoever_opens_no_letter_is_out_of_contact_and_not_blamed_for_answers() -> None:
    [found] = silences(replace(USUAL, seen=0, answered=0))
    assert found == Silence("pln", "broken-contact", 0, 10, None, None)


def test_whoever_opens_letters_and_never_answers_does_not_handle_them() -> None:
    [found] = silences(replace(USUAL, seen=3, answered=0))
    assert found == Silence("pln", "not-handling", 0, 8, None, None)


def test_an_answer_is_a_sign_of_life_though_nothing_was_acknowledged() -> None:
    assert findings(replace(USUAL, seen=0, answered=1)) == []


@pytest.mark.parametrize("asked", [0, 1, 2])
def test_of_two_requests_nothing_can_be_said(asked: int) -> None:
    few = replace(USUAL, to_be_seen=asked, to_be_answered=asked, seen=0, answered=0)
    assert findings(few) == []


def test_two_silences_of_one_agency_are_two_findings() -> None:
    both = replace(USUAL, complaints=0, seen=0, answered=0)
    assert findings(both) == ["needs-outreach", "broken-contact"]
