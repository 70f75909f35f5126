"""The data files of the pages: both languages complete, and the same agencies as routing's."""

from typing import Any

import yaml

from services.intake import wording
from services.intake.form import FIELDS


def paths(words: Any, before: str = "") -> set[str]:
    if not isinstance(words, dict):
        return {before}
    return {path for key, one in words.items() for path in paths(one, f"{before}/{key}")}


def test_both_languages_say_the_same_things() -> None:
    assert paths(wording.WORDS["id"]) == paths(wording.WORDS["en"])
    for field in FIELDS:
        assert "wrong" in wording.WORDS["id"]["errors"][field]


def test_the_agencies_of_the_form_are_those_of_the_registry() -> None:
    registry = wording.HERE.parent / "routing" / "offices" / "babel.yaml"
    known = yaml.safe_load(registry.read_text(encoding="utf-8"))["agencies"]
    assert {one["agency"]: one["name"] for one in known} == wording.AGENCIES
    assert len(wording.AGENCIES) == 14
