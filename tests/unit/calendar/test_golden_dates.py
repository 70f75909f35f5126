"""Deadlines that were counted by hand, and the words that explain them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from shared.calendar.days import Calendar, Closed, NoCalendar
from shared.calendar.explain import explain
from shared.calendar.files import load
from shared.calendar.reckoning import add_calendar_days, add_working_days, working_days_between
from shared.calendar.zones import ZONES, due_moment, local_day

ALMANAC = load()
CALENDAR = ALMANAC.calendar()
NYEPI_2026 = "SKB 3 Menteri Nomor 1497 Tahun 2025, Nomor 2 Tahun 2025, Nomor 5 Tahun 2025"
BEFORE_EID = date(2026, 3, 13)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        (date(2026, 3, 13), 5, date(2026, 3, 27)),
        (date(2025, 3, 10), 30, date(2025, 5, 2)),
        (date(2023, 4, 10), 30, date(2023, 5, 31)),
        (date(2026, 12, 23), 2, date(2026, 12, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2020, 12, 31), 1, date(2021, 1, 4)),
    ],
)
def test_working_days_end_where_they_were_counted_by_hand(
    received: date, days: int, due: date
) -> None:
    reckoning = add_working_days(received, days, CALENDAR)
    assert reckoning.due == due
    assert len(reckoning.counted) == days
    assert reckoning.counted[-1] == due


def test_an_office_may_count_joint_leave_as_working_days() -> None:
    calendar = ALMANAC.calendar(joint_leave_closed=False)
    reckoning = add_working_days(BEFORE_EID, 5, calendar)
    assert reckoning.due == date(2026, 3, 23)
    assert reckoning.version == "2026/1+joint-leave-open"


def test_mondays_to_fridays_alone_would_end_a_week_too_early() -> None:
    bare = Calendar({}, {2026: "2026/bare"})
    assert add_working_days(BEFORE_EID, 5, bare).due == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [(date(2025, 3, 10), 30, date(2025, 4, 24)), (date(2023, 4, 10), 30, date(2023, 5, 24))],
)
def test_without_joint_leave_the_same_thirty_days_end_sooner(
    received: date, days: int, due: date
) -> None:
    calendar = ALMANAC.calendar(joint_leave_closed=False)
    assert add_working_days(received, days, calendar).due == due


def test_every_skipped_day_has_its_reason() -> None:
    def told(day: int, kind: str, name: str, decree: str = NYEPI_2026) -> tuple[object, ...]:
        return date(2026, 3, day), kind, name, decree

    skipped = add_working_days(BEFORE_EID, 5, CALENDAR).skipped
    assert [(one.day, one.kind, one.name_id, one.decree) for one in skipped] == [
        told(14, "weekend", "akhir pekan", ""),
        told(15, "weekend", "akhir pekan", ""),
        told(18, "joint-leave", "Hari Suci Nyepi"),
        told(19, "holiday", "Hari Suci Nyepi"),
        told(20, "joint-leave", "Hari Raya Idul Fitri"),
        told(21, "holiday", "Hari Raya Idul Fitri"),
        told(22, "holiday", "Hari Raya Idul Fitri, hari kedua"),
        told(23, "joint-leave", "Hari Raya Idul Fitri"),
        told(24, "joint-leave", "Hari Raya Idul Fitri"),
    ]


def test_a_deadline_explains_itself_in_indonesian() -> None:
    assert explain(add_working_days(BEFORE_EID, 5, CALENDAR)).splitlines() == [
        "Batas waktu Jumat, 27 Maret 2026: 5 hari kerja sejak diterima Jumat, 13 Maret 2026"
        " (hari ke-0).",
        "Dihitung: 16, 17, 25, 26, 27 Maret 2026.",
        "Tidak dihitung:",
        "- Sabtu, 14 Maret 2026: akhir pekan",
        "- Minggu, 15 Maret 2026: akhir pekan",
        "- Rabu, 18 Maret 2026: cuti bersama, Hari Suci Nyepi",
        "- Kamis, 19 Maret 2026: libur nasional, Hari Suci Nyepi",
        "- Jumat, 20 Maret 2026: cuti bersama, Hari Raya Idul Fitri",
        "- Sabtu, 21 Maret 2026: libur nasional, Hari Raya Idul Fitri",
        "- Minggu, 22 Maret 2026: libur nasional, Hari Raya Idul Fitri, hari kedua",
        "- Senin, 23 Maret 2026: cuti bersama, Hari Raya Idul Fitri",
        "- Selasa, 24 Maret 2026: cuti bersama, Hari Raya Idul Fitri",
        f"Dasar: {NYEPI_2026}.",
        "Kalender 2026/1.",
    ]


def test_a_deadline_explains_itself_in_english() -> None:
    assert explain(add_working_days(date(2026, 12, 30), 2, CALENDAR), "en").splitlines() == [
        "Due Monday, 4 January 2027: 2 working days after receipt on Wednesday, 30 December 2026"
        " (day 0).",
        "Counted: 31 December 2026; 4 January 2027.",
        "Not counted:",
        "- Friday, 1 January 2027: national holiday, New Year's Day",
        "- Saturday, 2 January 2027: weekend",
        "- Sunday, 3 January 2027: weekend",
        "By: SKB 3 Menteri tentang Hari Libur Nasional dan Cuti Bersama Tahun 2027.",
        "Calendar 2026/1+2027/1.",
    ]


def test_a_count_that_skips_nothing_says_so() -> None:
    words = explain(add_working_days(date(2026, 3, 16), 1, CALENDAR), "en").splitlines()
    assert words[0].startswith("Due Tuesday, 17 March 2026: 1 working day after")
    assert words[2] == "No day was skipped."


def test_half_past_eleven_in_the_evening_is_still_that_day_in_its_own_zone() -> None:
    in_jayapura = datetime(2026, 3, 13, 23, 30, tzinfo=timezone(timedelta(hours=9)))
    in_jakarta = datetime(2026, 3, 13, 23, 30, tzinfo=timezone(timedelta(hours=7)))
    assert local_day(in_jayapura.astimezone(UTC), ZONES["WIT"]) == date(2026, 3, 13)
    assert local_day(in_jakarta.astimezone(UTC), ZONES["WIB"]) == date(2026, 3, 13)
    assert local_day(in_jakarta, ZONES["WIT"]) == date(2026, 3, 14)
    assert local_day(in_jakarta, ZONES["WITA"]) == date(2026, 3, 14)


def test_a_moment_without_a_zone_falls_on_no_day() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        local_day(datetime(2026, 3, 13, 23, 30), ZONES["WIB"])  # noqa: DTZ001


def test_a_due_day_lasts_until_its_last_second_in_the_offices_zone() -> None:
    due = add_working_days(BEFORE_EID, 5, CALENDAR).due
    moments = {code: due_moment(due, zone) for code, zone in ZONES.items()}
    assert {code: moment.isoformat() for code, moment in moments.items()} == {
        "WIB": "2026-03-27T23:59:59+07:00",
        "WITA": "2026-03-27T23:59:59+08:00",
        "WIT": "2026-03-27T23:59:59+09:00",
    }
    assert moments["WIB"].tzname() == "WIB"


def test_thirty_calendar_days_count_every_day() -> None:
    reckoning = add_calendar_days(BEFORE_EID, 30, CALENDAR)
    assert (reckoning.due, reckoning.skipped) == (date(2026, 4, 12), ())
    assert reckoning.counted == tuple(BEFORE_EID + timedelta(days=n) for n in range(1, 31))
    assert explain(reckoning, "en").splitlines() == [
        "Due Sunday, 12 April 2026: 30 days after receipt on Friday, 13 March 2026 (day 0).",
        "Note: the due day falls on Sunday, 12 April 2026: weekend.",
        "Calendar 2026/1.",
    ]


def test_by_policy_a_calendar_deadline_rolls_over_closed_days() -> None:
    reckoning = add_calendar_days(date(2026, 2, 19), 30, CALENDAR, roll_forward=True)
    assert (reckoning.reached, reckoning.due) == (date(2026, 3, 21), date(2026, 3, 25))
    assert [one.day.day for one in reckoning.skipped] == [21, 22, 23, 24]
    assert len(reckoning.counted) == 30
    assert not reckoning.kept
    undisturbed = add_calendar_days(date(2026, 2, 10), 30, CALENDAR, roll_forward=True)
    assert (undisturbed.due, undisturbed.skipped) == (date(2026, 3, 12), ())


def test_a_year_without_a_decree_is_refused_by_name() -> None:
    with pytest.raises(NoCalendar, match="2028") as refused:
        add_working_days(date(2027, 12, 20), 30, CALENDAR)
    assert (refused.value.year, refused.value.code) == (2028, "no-calendar")
    for received, year in [(date(2020, 12, 30), 2020), (date(2027, 12, 31), 2028)]:
        with pytest.raises(NoCalendar, match=str(year)):
            add_working_days(received, 1, CALENDAR)
    with pytest.raises(NoCalendar, match="2028"):
        working_days_between(date(2028, 1, 3), date(2027, 12, 1), CALENDAR)
    with pytest.raises(NoCalendar, match="2020"):
        CALENDAR.reason(date(2020, 6, 1))


def test_a_year_that_is_missing_in_between_is_not_stepped_over() -> None:
    gap = Calendar({}, {2024: "2024/1", 2026: "2026/1"})
    with pytest.raises(NoCalendar, match="2025"):
        add_working_days(date(2024, 12, 27), 30, gap)


def test_calendar_days_need_no_decree_unless_they_roll() -> None:
    reckoning = add_calendar_days(date(2027, 12, 13), 30, CALENDAR)
    assert (reckoning.due, reckoning.version) == (date(2028, 1, 12), "2028/0")
    assert "The holidays of 2028 are not decreed yet." in explain(reckoning, "en")
    with pytest.raises(NoCalendar, match="2028"):
        add_calendar_days(date(2027, 12, 13), 30, CALENDAR, roll_forward=True)


def test_a_clock_has_at_least_one_day() -> None:
    for count in (add_working_days, add_calendar_days):
        with pytest.raises(ValueError, match="day"):
            count(BEFORE_EID, 0, CALENDAR)


def test_working_days_between_two_days_leave_out_the_first() -> None:
    assert working_days_between(BEFORE_EID, date(2026, 3, 27), CALENDAR) == 5
    assert working_days_between(date(2026, 3, 27), BEFORE_EID, CALENDAR) == -5
    assert working_days_between(BEFORE_EID, BEFORE_EID, CALENDAR) == 0


def test_two_reckonings_of_one_deadline_are_equal() -> None:
    again = ALMANAC.calendar(known_on=date(2026, 3, 13))
    assert add_working_days(BEFORE_EID, 5, again) == add_working_days(BEFORE_EID, 5, CALENDAR)
    assert CALENDAR.reason(BEFORE_EID) is None
    assert CALENDAR.reason(date(2026, 3, 14)) == Closed(
        date(2026, 3, 14), "weekend", "akhir pekan", "weekend", ""
    )
