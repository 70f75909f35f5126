"""How figures, dates and codes are written for people, in both languages."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from services.metrics.answers.cells import Expected, Value, Word
from services.metrics.answers.values import Ages, Mean, Percentiles, Rate, Score
from services.metrics.domain.figures import NOTHING
from services.metrics.domain.span import Span
from services.metrics.domain.suppression import SUPPRESSED
from shared.events.intake import Language
from shared.reporter_lists import shipped
from shared.yaml import from_yaml

HERE = Path(__file__).parent
HIDDEN = "*"

WORDS: dict[Language, dict[str, Any]] = from_yaml((HERE / "words.yaml").read_bytes())
NAMES: dict[str, dict[str, Any]] = from_yaml((HERE / "names.yaml").read_bytes())
for _kind in ("reporter_class", "reporter_province"):
    NAMES[_kind] |= shipped().names
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
        case Mean() | Score():
            return _mean(value, language)
        case Percentiles():
            return _percentiles(value, language)
        case Ages() | Word() | Expected():
            return _said(value, language)
        case int():
            return whole(value, language)
    return HIDDEN if value == SUPPRESSED else NOTHING


def _mean(mean: Mean | Score, language: Language) -> str:
    of = f"(n = {whole(mean.n, language)})"
    if isinstance(mean, Score):
        return NOTHING if mean.mean is None else f"{decimal(mean.mean, language)} {of}"
    return NOTHING if mean.mean_days is None else f"{_days(mean.mean_days, language)} {of}"


def _said(value: Ages | Word | Expected, language: Language) -> str:
    match value:
        case Ages():
            return _ages(value, language)
        case Expected():
            return f"{whole(value.low, language)} – {whole(value.high, language)}"
        case Word(kind="day"):
            return day(date.fromisoformat(value.code), language, "short_months")
    return key_name(value.kind, value.code, language)


def _share(rate: Rate, language: Language) -> str:
    if rate.percent is None:
        return NOTHING
    halves = f"{whole(rate.numerator, language)}/{whole(rate.denominator, language)}"
    return f"{decimal(rate.percent, language)} % ({halves})"


def _percentiles(found: Percentiles, language: Language) -> str:
    if found.median is None or found.p90 is None:
        return NOTHING
    days = (whole(one, language) for one in (found.median, found.p90))
    return f"{'; '.join(days)} {WORDS[language]['days']}"


def _ages(found: Ages, language: Language) -> str:
    """The oldest and the median, each where there is one."""
    told = (found.oldest, found.median)
    days = (NOTHING if one is None else whole(one, language) for one in told)
    return f"{'; '.join(days)} {WORDS[language]['days']}"


def _days(days: str, language: Language) -> str:
    return NOTHING if days == NOTHING else f"{decimal(days, language)} {WORDS[language]['days']}"


def key_name(
    kind: str, key: str, language: Language, titles: Mapping[str, str] | None = None
) -> str:
    """What a row of a table is about; an agency by its title, where that is known."""
    keys = WORDS[language]["keys"]
    if "|" in kind and "|" in key:
        pairs = zip(kind.split("|"), key.split("|"), strict=True)
        return ", ".join(key_name(*pair, language, titles) for pair in pairs)
    if kind == "agency" and titles and key in titles:
        return titles[key]
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
