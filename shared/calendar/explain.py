"""Says a reckoning in words that a person can check with a calendar on the wall."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from shared.calendar.days import Closed, Kind
from shared.calendar.reckoning import Reckoning, Unit
from shared.events.intake import Language


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said in one language."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    units: Mapping[Unit, tuple[str, str]]
    kinds: Mapping[Kind, str]
    due: str
    counted: str
    skipped: str
    nothing_skipped: str
    basis: str
    kept: str
    rests: str
    unknown: str
    version: str


INDONESIAN = _Words(
    weekdays=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    months=(
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    units={"working": ("hari kerja", "hari kerja"), "calendar": ("hari kalender", "hari kalender")},
    kinds={
        "weekend": "akhir pekan",
        "holiday": "libur nasional",
        "joint-leave": "cuti bersama",
        "closure": "libur setempat",
    },
    due="Batas waktu {due}: {days} {unit} sejak diterima {start} (hari ke-0).",
    counted="Dihitung: {days}.",
    skipped="Tidak dihitung:",
    nothing_skipped="Tidak ada hari yang dilewati.",
    basis="Dasar: {decrees}.",
    kept="Hitungan berakhir {reached}; batas waktu yang sudah dijanjikan tidak diperpendek.",
    rests="Perhatian: batas waktu jatuh pada {reason}.",
    unknown="Hari libur tahun {year} belum ditetapkan.",
    version="Kalender {version}.",
)

ENGLISH = _Words(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    units={"working": ("working day", "working days"), "calendar": ("day", "days")},
    kinds={
        "weekend": "weekend",
        "holiday": "national holiday",
        "joint-leave": "joint leave",
        "closure": "local closure",
    },
    due="Due {due}: {days} {unit} after receipt on {start} (day 0).",
    counted="Counted: {days}.",
    skipped="Not counted:",
    nothing_skipped="No day was skipped.",
    basis="By: {decrees}.",
    kept="The count ends on {reached}; a date that was promised is not brought forward.",
    rests="Note: the due day falls on {reason}.",
    unknown="The holidays of {year} are not decreed yet.",
    version="Calendar {version}.",
)

WORDS: Mapping[Language, _Words] = {"id": INDONESIAN, "en": ENGLISH}


def explain(reckoning: Reckoning, language: Language = "id") -> str:
    """The deadline, the days that were counted, and every day that was not, with its reason."""
    words = WORDS[language]
    unit = words.units[reckoning.unit][reckoning.days != 1]
    due, start = _day(reckoning.due, words), _day(reckoning.start, words)
    lines = [words.due.format(due=due, days=reckoning.days, unit=unit, start=start)]
    if reckoning.unit == "working":
        lines.append(words.counted.format(days=_by_month(reckoning.counted, words)))
    lines += _skipped(reckoning, words, language)
    if reckoning.kept:
        lines.append(words.kept.format(reached=_day(reckoning.reached, words)))
    if reckoning.due.year not in reckoning.calendar.versions:
        lines.append(words.unknown.format(year=reckoning.due.year))
    elif reason := reckoning.calendar.reason(reckoning.due):
        lines.append(words.rests.format(reason=_reason(reason, words, language)))
    lines.append(words.version.format(version=reckoning.version))
    return "\n".join(lines)


def _skipped(reckoning: Reckoning, words: _Words, language: Language) -> Iterator[str]:
    skipped = reckoning.skipped
    if not skipped:
        if reckoning.unit == "working":
            yield words.nothing_skipped
        return
    yield words.skipped
    for one in skipped:
        yield f"- {_reason(one, words, language)}"
    if decrees := dict.fromkeys(one.decree for one in skipped if one.decree):
        yield words.basis.format(decrees="; ".join(decrees))


def _reason(closed: Closed, words: _Words, language: Language) -> str:
    told = f"{_day(closed.day, words)}: {words.kinds[closed.kind]}"
    if closed.kind == "weekend":
        return told
    return f"{told}, {closed.name_id if language == 'id' else closed.name_en}"


def _day(day: date, words: _Words) -> str:
    month = words.months[day.month - 1]
    return f"{words.weekdays[day.weekday()]}, {day.day} {month} {day.year}"


def _by_month(days: tuple[date, ...], words: _Words) -> str:
    """16, 17, 25 March 2026: every day, but each month only once."""
    months = groupby(days, key=lambda day: (day.year, day.month))
    return "; ".join(
        f"{', '.join(str(day.day) for day in among)} {words.months[month - 1]} {year}"
        for (year, month), among in months
    )
