"""A link opens what it was made for, until its time is over; nothing else is a link."""

import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.link import LONGEST, Link, expiry, seal, unseal

NOON = datetime(2022, 3, 14, 5, tzinfo=UTC)
KEY = b"a key of links"
RANDOM = b"randomly"
LINK = Link(UUID(int=7), "babel-water-1", NOON + timedelta(days=14))


@given(st.uuids(), st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=40))
def test_what_was_sealed_comes_out(request_id: UUID, recipient: str) -> None:
    link = Link(request_id, recipient, LINK.expires_at)
    text = seal(link, KEY, RANDOM)
    assert len(text) <= LONGEST
    assert unseal(text, KEY, NOON) == link


def test_two_links_to_the_same_tell_nothing_of_each_other() -> None:
    assert seal(LINK, KEY, b"12345678") != seal(LINK, KEY, b"87654321")


def test_what_it_opens_is_under_the_seal() -> None:
    action = replace(LINK, opens="action")
    text, other = seal(action, KEY, RANDOM), seal(LINK, KEY, RANDOM)
    assert unseal(text, KEY, NOON) == action
    assert unseal(other[:4] + text[4:], KEY, NOON) is None
    assert unseal(text[:4] + other[4:], KEY, NOON) is None


def test_it_ends() -> None:
    text = seal(LINK, KEY, RANDOM)
    assert unseal(text, KEY, LINK.expires_at - timedelta(seconds=1)) == LINK
    assert unseal(text, KEY, LINK.expires_at) is None


def test_another_key_opens_nothing() -> None:
    assert unseal(seal(LINK, KEY, RANDOM), b"another key", NOON) is None


def test_no_character_may_be_another() -> None:
    text = seal(LINK, KEY, RANDOM)
    for place, letter in enumerate(text):
        other = "A" if letter != "A" else "B"
        assert unseal(text[:place] + other + text[place + 1 :], KEY, NOON) is None
        assert unseal(text[:place], KEY, NOON) is None
        assert unseal(text[:place] + text[place + 1 :], KEY, NOON) is None


@pytest.mark.parametrize("more", ["=", "==", "A", "AAAA", " ", "\n", ".", "é"])
def test_nothing_may_be_added(more: str) -> None:
    assert unseal(seal(LINK, KEY, RANDOM) + more, KEY, NOON) is None


@given(st.text(max_size=LONGEST + 10))
def test_what_was_not_made_here_is_no_link(text: str) -> None:
    assert unseal(text, KEY, NOON) is None


def test_a_reminder_of_what_is_overdue_is_of_use() -> None:
    due = NOON - timedelta(days=40)
    assert expiry(due, NOON, 14) == NOON + timedelta(days=14)
    assert expiry(NOON + timedelta(days=3), NOON, 14) == NOON + timedelta(days=17)
