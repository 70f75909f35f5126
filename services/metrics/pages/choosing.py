"""What the filters of the dashboard offer, and how a choice stands in an address."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from services.metrics import offices, wording
from services.metrics.domain.span import Span, span_of
from shared.events.intake import Language

QUARTERS, YEARS = 8, 4

Option = tuple[str, str]
"""What stands in the address, and what people read."""


def usual(office: str | None, now: datetime) -> Span:
    """The quarter that the office is in, for whoever has not chosen one."""
    return span_of(now.astimezone(offices.zone_of(office or "")).date())


def offered(
    span: Span,
    chosen: Mapping[str, str],
    now: datetime,
    language: Language,
    agencies: Mapping[str, str],
) -> dict[str, list[Option]]:
    """The choices of each filter; what was chosen is always among them.

    `agencies` are those that the registry knows, by their names; where it knows none, the usual.
    """
    return {
        "period": _periods(span, now, language),
        "office": _names("office", chosen["office"], language, {}),
        "agency": _names("agency", chosen["agency"], language, agencies),
        "incidents": list(wording.WORDS[language]["incidents"].items()),
    }


def _periods(span: Span, now: datetime, language: Language) -> list[Option]:
    quarters, years = [usual(None, now)], [Span(usual(None, now).year, None)]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].before)
    while len(years) < YEARS:
        years.append(years[-1].before)
    around = [span.before, span, span.after, Span(span.year, None)]
    spans = {one.name: one for one in (*quarters, *years, *around)}
    newest_first = sorted(spans.values(), key=lambda one: (one.end, one.start), reverse=True)
    return [(one.name, wording.span_name(one, language)) for one in newest_first]


def _names(kind: str, chosen: str, language: Language, titles: Mapping[str, str]) -> list[Option]:
    codes = {*(titles or wording.NAMES[kind]), *([chosen] if chosen else [])}
    named = [(code, titles.get(code) or wording.name_of(kind, code, language)) for code in codes]
    return sorted(named, key=lambda one: one[1])


def query(chosen: Mapping[str, str], language: Language) -> str:
    """The choice as the end of an address."""
    told = {name: value for name, value in chosen.items() if value}
    return "?" + urlencode({**told, "lang": language})


def question(chosen: Mapping[str, str]) -> str:
    """The same choice as the statistics are asked with it."""
    return urlencode({name: value for name, value in chosen.items() if value})
