"""How figures, dates and codes are written for people, in both languages."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from services.metrics.cells import Expected, Hidden, Value, Word
from services.metrics.domain import figures
from services.metrics.domain.figures import NOTHING
from services.metrics.domain.span import Span
from services.metrics.views import DAY, Mean, Rate, TimeToClose
from shared.events.intake import Language
from shared.yaml import from_yaml

HERE = Path(__file__).parent
LEAST_FOR_A_MEDIAN = 3
HIDDEN = "*"

WORDS: dict[Language, dict[str, Any]] = from_yaml((HERE / "words.yaml").read_bytes())
NAMES: dict[str, dict[str, Any]] = from_yaml((HERE / "names.yaml").read_bytes())
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def language_of(asked: str | None) -> Language:
    """Indonesian, unless English is asked for."""
    return "en" if asked == "en" else "id"


def whole(number: int, language: Language) -> str:
    """A count, in groups of three."""
    return f"{number:,}".replace(",", "." if language == "id" else ",")


def decimal(digits: str, language: Language) -> str:
    """A quotient as it was rounded, with the comma or point of the language."""
    if digits == NOTHING:
        return NOTHING
    before, _, after = digits.partition(".")
    comma = "," if language == "id" else "."
    return f"{whole(int(before), language)}{comma}{after}"


def told(value: Value, language: Language) -> str:
    """A figure as it is printed, with both halves of a share beside it (domain D.3)."""
    match value:
        case Rate():
            return _share(value, language)
        case Mean():
            mean = _days(value.mean_days, language)
            return mean if mean == NOTHING else f"{mean} (n = {whole(value.n, language)})"
        case TimeToClose():
            return _percentiles(value, language)
        case Word() | Expected() | Hidden():
            return _said(value, language)
    return NOTHING if value is None else whole(value, language)


def _said(value: Word | Expected | Hidden, language: Language) -> str:
    match value:
        case Expected():
            return f"{whole(value.low, language)} – {whole(value.high, language)}"
        case Word(kind="day"):
            return day(date.fromisoformat(value.code), language, "short_months")
        case Word():
            return key_name(value.kind, value.code, language)
    return HIDDEN


def _share(rate: Rate, language: Language) -> str:
    if rate.percent == NOTHING:
        return NOTHING
    halves = f"{whole(rate.numerator, language)}/{whole(rate.denominator, language)}"
    return f"{decimal(rate.percent, language)} % ({halves})"


def _percentiles(found: TimeToClose, language: Language) -> str:
    if found.n < LEAST_FOR_A_MEDIAN:
        return NOTHING
    seconds = (found.median_seconds, found.p90_seconds)
    return "; ".join(_days(figures.half_up(one, DAY), language) for one in seconds)


def _days(days: str, language: Language) -> str:
    return NOTHING if days == NOTHING else f"{decimal(days, language)} {WORDS[language]['days']}"


def key_name(kind: str, key: str, language: Language) -> str:
    """What a row of a table is about."""
    keys = WORDS[language]["keys"]
    if "|" in kind and "|" in key:
        pairs = zip(kind.split("|"), key.split("|"), strict=True)
        return ", ".join(key_name(*pair, language) for pair in pairs)
    if kind == "month":
        year, _, month = key.partition("-")
        if month:
            return f"{WORDS[language]['months'][int(month) - 1]} {year}"
    of_kind = keys.get(kind, {})
    return str(of_kind.get(key) or keys.get(key) or name_of(kind, key, language))


def name_of(kind: str, code: str, language: Language) -> str:
    """A code as people say it."""
    found = NAMES.get(kind, {}).get(code, code)
    return str(found[language] if isinstance(found, dict) else found)


def span_name(span: Span, language: Language) -> str:
    form = WORDS[language]["quarter" if span.quarter else "year"]
    roman = ("", "I", "II", "III", "IV")[span.quarter or 0]
    return str(form.format(number=span.quarter, roman=roman, year=span.year))


def day(when: date, language: Language, months: str = "months") -> str:
    words = WORDS[language]
    month = words[months][when.month - 1]
    return str(words["date"].format(day=when.day, month=month, year=when.year))


def last_day(end: date, language: Language) -> str:
    """The last day of a period that ends without `end`."""
    return day(end - timedelta(days=1), language)


def moment(when: datetime, zone: ZoneInfo, language: Language) -> str:
    """A moment in the office's own time."""
    here, words = when.astimezone(zone), WORDS[language]
    offset = here.utcoffset() or timedelta()
    return str(
        words["moment"].format(
            day=here.day,
            month=words["months"][here.month - 1],
            year=here.year,
            hour=here.hour,
            minute=here.minute,
            zone=ZONES.get(offset // timedelta(hours=1), here.tzname()),
        )
    )
