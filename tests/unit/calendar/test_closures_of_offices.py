"""An office has one calendar, whichever service counts: its region is said in one place."""

from datetime import date
from pathlib import Path

import pytest

from services.intake import reference
from services.routing import policies

VOTE = date(2025, 8, 27)
"""Pangkalpinang voted again, and its offices were closed."""


@pytest.mark.parametrize("office", ["babel", "kukar", "la311", "nobody-knows"])
def test_intake_and_routing_count_an_office_on_the_same_days(office: str) -> None:
    theirs = policies.calendar_of(office)
    ours = reference.rules().calendar_of(office)
    assert (ours.closed, ours.version) == (theirs.closed, theirs.version)
    assert ours.is_working(VOTE) == (office != "babel")


def test_another_file_says_it_to_both(tmp_path: Path) -> None:
    file = tmp_path / "offices.yaml"
    file.write_text(
        'default: Asia/Jakarta\noffices: {kukar: Asia/Makassar}\nregions: {kukar: "19.71"}\n'
    )
    try:
        policies.in_force(file)
        for calendar_of in (policies.calendar_of, reference.rules(offices=file).calendar_of):
            assert not calendar_of("kukar").is_working(VOTE)
            assert calendar_of("babel").is_working(VOTE)
    finally:
        policies.in_force()
