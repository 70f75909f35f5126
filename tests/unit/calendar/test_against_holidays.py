"""Every year compared with the library `holidays`: no difference is tolerated in silence."""

from datetime import date

import holidays
import pytest

from shared.calendar.days import Kind
from shared.calendar.files import load

ALMANAC = load()
CALENDAR = ALMANAC.calendar()

DIFFERENT_DATES: dict[date, str] = {}
"""Dates that only one of the two has, with the reason. There are none."""

DIFFERENT_WORDS = {
    date(2027, 3, 10): "Eid al-Fitr (estimated)",
    date(2027, 3, 11): "Eid al-Fitr Second Day (estimated)",
    date(2027, 5, 17): "Eid al-Adha (estimated)",
}
"""What the library says of days whose sighting is still to come; the decree fixes them already."""


def _theirs(year: int, category: str) -> dict[date, str]:
    told = holidays.country_holidays("ID", years=year, categories=(category,), language="en_US")
    return dict(told.items())


def _ours(year: int, kind: Kind) -> dict[date, str]:
    closed = CALENDAR.closed.values()
    return {one.day: one.name_en for one in closed if one.kind == kind and one.day.year == year}


@pytest.mark.parametrize("year", sorted(ALMANAC.years))
@pytest.mark.parametrize(
    ("kind", "category"), [("holiday", "public"), ("joint-leave", "government")]
)
def test_the_dates_of_a_year_are_those_of_the_library(year: int, kind: Kind, category: str) -> None:
    differences = set(_ours(year, kind)) ^ set(_theirs(year, category))
    assert differences == {day for day in DIFFERENT_DATES if day.year == year}


@pytest.mark.parametrize("year", sorted(ALMANAC.years))
def test_the_days_bear_the_same_names(year: int) -> None:
    ours = _ours(year, "holiday")
    for day, name in _theirs(year, "public").items():
        if name != DIFFERENT_WORDS.get(day):
            assert set(ours[day].split("; ")) == set(name.split("; ")), day
    leave = _ours(year, "joint-leave")
    for day, name in _theirs(year, "government").items():
        assert leave[day] == name.removesuffix(" Joint Holiday"), day
