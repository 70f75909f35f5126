"""What the page behind a link says, in both languages and in the office's own time."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shared.events.intake import Language
from shared.yaml import from_yaml

HERE = Path(__file__).parent

WORDS: dict[Language, dict[str, Any]] = from_yaml((HERE / "words.yaml").read_bytes())


def language_of(asked: str | None) -> Language:
    """The language of a page: Indonesian unless English is asked for."""
    return "en" if asked == "en" else "id"


def moment(when: datetime, zone: ZoneInfo, language: Language) -> str:
    return _told("moment", when, zone, language)


def last_day(due: datetime, zone: ZoneInfo, language: Language) -> str:
    """The day that a deadline ends on; midnight at its end still belongs to it."""
    ends = _told("date", due - timedelta(microseconds=1), zone, language)
    until: str = WORDS[language]["until"]
    return until.format(date=ends, zone=_name(due, zone))


def day(when: date, language: Language) -> str:
    """A day that has a date and no time."""
    words = WORDS[language]
    month = words["months"][when.month - 1]
    told: str = words["date"].format(day=when.day, month=month, year=when.year)
    return told


def _told(form: str, when: datetime, zone: ZoneInfo, language: Language) -> str:
    words, here = WORDS[language], when.astimezone(zone)
    told: str = words[form].format(
        day=here.day,
        month=words["months"][here.month - 1],
        year=here.year,
        hour=here.hour,
        minute=here.minute,
        zone=_name(here, zone),
    )
    return told


def _name(when: datetime, zone: ZoneInfo) -> str:
    """WIB, WITA or WIT, as clocks on the wall are called there."""
    return when.astimezone(zone).tzname() or str(zone)
