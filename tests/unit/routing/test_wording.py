"""The words of the page behind a link: both languages complete, and a word for every code."""

from typing import Any, get_args

from services.routing import wording
from services.routing.domain.moves import REQUEST_STATES
from shared.events.cases import RequestKind
from shared.events.requests import MisrouteReason


def paths(words: Any, before: str = "") -> set[str]:
    if not isinstance(words, dict):
        return {before}
    return {path for key, one in words.items() for path in paths(one, f"{before}/{key}")}


def test_both_languages_say_the_same_things() -> None:
    assert paths(wording.WORDS["id"]) == paths(wording.WORDS["en"])


def test_every_code_has_a_word() -> None:
    words = wording.WORDS["id"]
    assert set(words["states"]) == set(REQUEST_STATES)
    assert set(words["kinds"]) == set(words["asks"]) == set(get_args(RequestKind))
    assert set(words["misroute"]["reasons"]) == set(get_args(MisrouteReason))
