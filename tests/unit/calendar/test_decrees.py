"""Decrees are amended within their year: what was known when, and what that does to deadlines."""

from datetime import date
from pathlib import Path

import pytest

from shared.calendar.almanac import UnknownVersion
from shared.calendar.days import NoCalendar
from shared.calendar.explain import explain
from shared.calendar.files import CLOSURES, YEARS, WrongCalendarFile, load
from shared.calendar.reckoning import add_working_days, recalculated

ALMANAC = load()
CALENDAR = ALMANAC.calendar()
CITY_OF_PANGKALPINANG = "19.71"


@pytest.mark.parametrize(
    ("known_on", "holidays", "joint_leave"),
    [
        (date(2021, 1, 1), 15, 7),
        (date(2021, 2, 22), 15, 2),
        (date(2021, 6, 18), 15, 1),
        (date(2022, 1, 1), 16, 0),
        (date(2022, 4, 7), 16, 4),
        (date(2022, 7, 7), 16, 4),
        (date(2023, 1, 1), 16, 8),
        (date(2023, 3, 29), 16, 9),
        (date(2023, 6, 16), 16, 11),
        (date(2024, 1, 1), 17, 10),
        (date(2024, 2, 6), 18, 10),
        (date(2024, 11, 21), 19, 10),
        (date(2025, 1, 1), 17, 10),
        (date(2025, 8, 7), 17, 11),
        (date(2026, 1, 1), 17, 8),
    ],
)
def test_each_decree_leaves_as_many_closed_days_as_were_announced(
    known_on: date, holidays: int, joint_leave: int
) -> None:
    closed = ALMANAC.calendar(known_on=known_on).closed.values()
    kinds = [one.kind for one in closed if one.day.year == known_on.year]
    assert (kinds.count("holiday"), kinds.count("joint-leave")) == (holidays, joint_leave)


@pytest.mark.parametrize(
    ("year", "without_holidays", "without_leave"),
    [
        (2022, 250, 246),
        (2023, 250, 239),
        (2024, 248, 238),
        (2025, 248, 237),
        (2026, 248, 240),
        (2027, 250, 242),
    ],
)
def test_a_year_has_as_many_working_days_as_was_counted_elsewhere(
    year: int, without_holidays: int, without_leave: int
) -> None:
    for closed, expected in [(False, without_holidays), (True, without_leave)]:
        calendar = ALMANAC.calendar(joint_leave_closed=closed)
        until = [calendar.working_days_until(date(one, 12, 31)) for one in (year - 1, year)]
        assert until[1] - until[0] == expected


def test_before_its_decree_a_year_is_not_known() -> None:
    calendar = ALMANAC.calendar(known_on=date(2026, 9, 16))
    assert max(calendar.versions) == 2026
    with pytest.raises(NoCalendar, match="2027"):
        add_working_days(date(2026, 12, 23), 10, calendar)
    assert add_working_days(date(2026, 12, 23), 10, CALENDAR).due == date(2027, 1, 12)


def test_before_the_first_decree_nothing_is_known() -> None:
    calendar = ALMANAC.calendar(known_on=date(2019, 1, 1))
    assert (calendar.version, dict(calendar.closed)) == ("", {})
    with pytest.raises(NoCalendar, match="2021"):
        add_working_days(date(2021, 3, 1), 1, calendar)


def test_a_day_of_leave_that_is_added_moves_open_deadlines_forward() -> None:
    """18 August 2025 was closed by a decree of 7 August."""
    then = ALMANAC.calendar(known_on=date(2025, 8, 6))
    promised = add_working_days(date(2025, 8, 4), 10, then)
    assert (promised.due, promised.version) == (date(2025, 8, 18), "2025/1")
    moved = recalculated(promised.due, date(2025, 8, 4), 10, CALENDAR)
    assert (moved.due, moved.version, moved.kept) == (date(2025, 8, 19), "2025/2", False)


def test_leave_that_is_withdrawn_does_not_shorten_a_promised_date() -> None:
    """17 to 19 May 2021 were opened again by a decree of 22 February."""
    start = date(2021, 5, 10)
    promised = add_working_days(start, 3, ALMANAC.calendar(known_on=date(2021, 2, 21))).due
    assert promised == date(2021, 5, 21)
    again = recalculated(promised, start, 3, CALENDAR)
    assert (again.reached, again.due, again.kept) == (date(2021, 5, 18), promised, True)
    assert again.counted == (date(2021, 5, 11), date(2021, 5, 17), date(2021, 5, 18))
    assert [one.day.day for one in again.skipped] == [12, 13, 14, 15, 16]
    assert (
        "Hitungan berakhir Selasa, 18 Mei 2021;"
        " batas waktu yang sudah dijanjikan tidak diperpendek." in explain(again)
    )


def test_a_promised_day_that_is_closed_later_moves_to_the_next_working_day() -> None:
    start = date(2025, 8, 4)
    kept = recalculated(date(2025, 8, 18), start, 3, CALENDAR)
    assert (kept.reached, kept.due) == (date(2025, 8, 7), date(2025, 8, 19))


def test_a_promise_kept_into_the_next_year_names_both_years() -> None:
    kept = recalculated(date(2027, 1, 1), date(2026, 12, 21), 1, CALENDAR)
    assert (kept.reached, kept.due) == (date(2026, 12, 22), date(2027, 1, 4))
    assert kept.version == "2026/1+2027/1"


def test_an_old_deadline_is_explained_under_the_version_it_was_counted_on() -> None:
    then = ALMANAC.calendar(known_on=date(2023, 3, 1), joint_leave_closed=True)
    counted = add_working_days(date(2023, 4, 18), 3, then)
    assert (counted.due, counted.version) == (date(2023, 4, 27), "2023/1")
    recalled = ALMANAC.recalled(counted.version)
    assert recalled.version == counted.version
    assert explain(add_working_days(date(2023, 4, 18), 3, recalled)) == explain(counted)


@pytest.mark.parametrize(
    "version", ["1999/1", "2025/3", "2025/x", "2025", "19.99/1", "", "2025/-1"]
)
def test_a_version_that_no_file_holds_is_refused(version: str) -> None:
    with pytest.raises(UnknownVersion, match="calendar"):
        ALMANAC.recalled(version)


def test_a_version_beyond_the_known_years_is_recalled_without_them() -> None:
    recalled = ALMANAC.recalled("2027/1+2028/0+19.71/1+joint-leave-open")
    assert recalled.version == "2027/1+19.71/1+joint-leave-open"


def test_a_region_has_closures_of_its_own() -> None:
    """Pangkalpinang voted again on Wednesday 27 August 2025."""
    city = ALMANAC.calendar(region=CITY_OF_PANGKALPINANG)
    due = add_working_days(date(2025, 8, 25), 2, city)
    assert (due.due, due.version) == (date(2025, 8, 28), "2025/2+19.71/1")
    assert [(one.kind, one.name_en) for one in due.skipped] == [
        ("closure", "Repeated local election")
    ]
    for elsewhere in (None, "19", "19.01", "64.71"):
        calendar = ALMANAC.calendar(region=elsewhere)
        assert add_working_days(date(2025, 8, 25), 2, calendar).due == date(2025, 8, 27)
    before = ALMANAC.calendar(region=CITY_OF_PANGKALPINANG, known_on=date(2025, 8, 21))
    assert before.local == ()


REGION = """
region: "19"
name: Contoh
decrees:
  - name: Contoh 1
    known_since: 2025-01-01
    closures:
      - {day: 2025-02-03, id: Hari contoh, en: Example day}
      - {day: 2025-05-01, id: Hari contoh, en: Example day}
"""
AGENCY = REGION.replace('region: "19"', "agency: polda-babel").replace("02-03", "02-04")


def test_closures_of_a_region_hold_for_what_lies_in_it_and_an_agencys_for_itself(
    tmp_path: Path,
) -> None:
    (tmp_path / "19.yaml").write_text(REGION)
    (tmp_path / "polda-babel.yaml").write_text(AGENCY)
    almanac = load(closures=tmp_path)
    city = almanac.calendar(region="19.71.01", agency="polda-babel")
    assert [one for one in (3, 4, 5) if not city.is_working(date(2025, 2, one))] == [3, 4]
    # A national holiday is explained by the national decree.
    assert (reason := city.reason(date(2025, 5, 1))) is not None
    assert reason.kind == "holiday"
    assert almanac.calendar(region="19").local == ("19/1",)
    assert almanac.calendar(agency="polda-babel").local == ("polda-babel/1",)
    assert almanac.recalled(city.version) == city


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (REGION.replace("19", "64"), "tells of 64"),
        (REGION.replace("2025-02-03", "2025-05-01"), "2025-05-01 is there twice"),
        (REGION.replace('"19"', '"19"\nagency: polda-babel'), "exactly one of them"),
        (REGION.replace("closures", "holidays"), "has closures only"),
        (REGION.replace("closures", "closure"), "decrees.0.closure"),
        (REGION.replace('"19"', "19"), "region"),
        (REGION + "    drops: [2025-02-05]\n", "2025-02-05 was not closed"),
        (REGION.replace("decrees:", "decrees: ["), "not YAML"),
    ],
)
def test_a_wrong_file_of_closures_is_refused(tmp_path: Path, wrong: str, said: str) -> None:
    (tmp_path / "19.yaml").write_text(wrong)
    with pytest.raises(WrongCalendarFile, match=said):
        load(closures=tmp_path)


def test_a_wrong_year_is_refused(tmp_path: Path) -> None:
    for old, new, said in [
        ("day: 2025-01-27", "day: 2026-01-27", "2026-01-27 is not in 2025"),
        ("known_since: 2025-08-07", "known_since: 2024-08-07", "earlier than"),
        ("joint_leave:", "closures:", "a national decree has none"),
    ]:
        text = (YEARS / "2025.yaml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "2025.yaml").write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(WrongCalendarFile, match=said):
            load(years=tmp_path)


def test_without_its_folder_the_calendar_is_not_empty_but_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongCalendarFile, match="no such folder"):
        load(years=tmp_path / "nowhere")


def test_every_decree_has_a_name_and_was_known_before_its_last_day() -> None:
    for year in ALMANAC.years.values():
        for decree in year.decrees:
            assert str(decree.known_since.year) in decree.name or year.year == 2027
            for one in (*decree.holidays, *decree.joint_leave):
                assert decree.known_since < one.day
    assert [path.stem for path in sorted(YEARS.glob("*"))] == [str(y) for y in range(2021, 2028)]
    assert CLOSURES.is_dir()
