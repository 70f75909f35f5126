"""What the pages offer and say, in both languages; loaded from the two data files beside it."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shared import reporter_lists
from shared.events.intake import Language
from shared.yaml import from_yaml

HERE = Path(__file__).parent


def _data(name: str) -> Any:
    return from_yaml((HERE / name).read_bytes())


WORDS: dict[Language, dict[str, Any]] = _data("words.yaml")
CHOICES: dict[str, Any] = _data("choices.yaml")
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}

AGENCIES: dict[str, str] = {
    agency["code"]: agency["name"] for group in CHOICES["agencies"] for agency in group["members"]
}
SECTORS: dict[str, dict[Language, str]] = {one["code"]: one for one in CHOICES["sectors"]}
_LISTS = reporter_lists.shipped()
CLASSES = tuple(one for one in _LISTS.classes if one.offered and one.valid_to is None)
PROVINCES = tuple(one for one in _LISTS.provinces if one.valid_to is None)
ALLOWED = {
    "agency": {"", *AGENCIES},
    "substance": set(SECTORS),
    "region": {"", *(one["code"] for one in CHOICES["regions"])},
    "language": set(LANGUAGES),
    "confidentiality": {"open", "identity"},
    "recognisable": {"", "yes", "no"},
    "reporter_class": {"", *(one.code for one in CLASSES)},
    "reporter_province": {"", *(one.code for one in PROVINCES)},
}
"""What the lists of the form hold; empty means that the citizen would not or could not say."""

_ZONE = ZoneInfo(CHOICES["office"]["zone"])


def language_of(asked: str | None) -> Language:
    """The language of a page: Indonesian unless another one is asked for."""
    return "en" if asked == "en" else "id"


def agency_name(code: str | None) -> str:
    """The agency as pages say it; an agency that is not on the form still has its code."""
    return AGENCIES.get(code or "", (code or "").replace("-", " "))


def sector_name(code: str, language: Language) -> str:
    """The sector as pages say it."""
    known = SECTORS.get(code)
    return known[language] if known else code.replace("-", " ")


def moment(when: datetime, language: Language) -> str:
    """A moment in the office's own time."""
    return _told("moment", when, language)


def last_day(due: datetime, language: Language) -> str:
    """The day that a deadline ends on; midnight at its end still belongs to it."""
    return _told("date", due - timedelta(microseconds=1), language)


def _told(form: str, when: datetime, language: Language) -> str:
    words = WORDS[language]
    here = when.astimezone(_ZONE)
    told: str = words[form].format(
        day=here.day,
        month=words["months"][here.month - 1],
        year=here.year,
        hour=here.hour,
        minute=here.minute,
        zone=CHOICES["office"]["zone_name"],
    )
    return told
