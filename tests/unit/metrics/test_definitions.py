"""The registry: every figure of domain D.3, in both languages, and versions that stay."""

from datetime import date
from typing import get_args

import pytest
from pydantic import ValidationError

from services.metrics import definitions
from services.metrics.definitions import Definition, NoSuchDefinition
from services.metrics.reports import glance
from shared.events.intake import Language

SHORTEST_TEXT = 20


def text(version: int, since: date) -> dict[str, object]:
    told = {"name": "n", "text": "t"}
    counted = {"population": ["LM"], "formula": "R", "rounding": "none"}
    return {"version": version, "since": since, **counted, "id": told, "en": told}


def test_every_figure_of_the_domain_is_defined() -> None:
    domain = [f"M{number:02}" for number in range(1, 23)]
    assert list(definitions.registry()) == [*domain, "P01", "P02", "P03", "P04", "P05"]


def test_every_definition_speaks_both_languages_and_has_a_word_of_its_own() -> None:
    found = definitions.registry().values()
    assert len({one.slug for one in found}) == len(found)
    for one in found:
        for version in one.versions:
            texts = [version.told(language) for language in get_args(Language)]
            assert len({told.text for told in texts}) == len(texts), one.id
            assert min(len(told.text) for told in texts) >= SHORTEST_TEXT, one.id


def test_only_the_count_of_accesses_includes_what_is_no_report() -> None:
    for one in definitions.registry().values():
        assert ("KNL" in one.newest.population) == (one.id == "M01"), one.id


def test_whatever_a_table_shows_is_defined() -> None:
    definitions.versions_of(list(glance.GLANCE.values()), date(2026, 11, 27))


def test_a_definition_is_found_by_id_and_by_word() -> None:
    assert definitions.find("M04") is definitions.find("closure-rate")
    with pytest.raises(NoSuchDefinition):
        definitions.find("M23")


def test_what_was_published_before_a_change_keeps_its_definition() -> None:
    days = (date(2022, 1, 1), date(2024, 7, 1))
    versions = [text(number, day) for number, day in enumerate(days, 1)]
    defined = Definition.model_validate({"id": "M04", "slug": "x", "versions": versions})
    asked = (date(2021, 1, 1), date(2024, 6, 30), date(2024, 7, 1))
    assert [defined.on(day).version for day in asked] == [1, 1, 2]
    assert defined.newest.version == 2


def test_versions_out_of_order_are_refused() -> None:
    for versions in (
        [text(2, date(2022, 1, 1))],
        [text(1, date(2022, 1, 1)), text(2, date(2022, 1, 1))],
    ):
        with pytest.raises(ValidationError):
            Definition.model_validate({"id": "M04", "slug": "x", "versions": versions})
