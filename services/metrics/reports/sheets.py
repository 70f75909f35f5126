"""A report in one language, every text as it is printed: what paper, workbook and page show."""

from typing import Any

from services.metrics import definitions, offices, wording
from services.metrics.domain.span import read_span
from services.metrics.reports import charting
from services.metrics.reports.tables import ALL, Report, Table
from shared.events.intake import Language
from shared.json import to_json

SHORT_HASH = 23
"""As much of it as the foot of a page shows: the kind and sixteen digits."""


def sheet(report: Report, language: Language) -> dict[str, Any]:
    """Everything that is printed, and nothing that has to be looked up."""
    words = wording.WORDS[language]
    told = words["report"]
    span = wording.span_name(read_span(report.name), language)
    zone = offices.zone_of(report.office or "")
    return {
        "language": language,
        "title": told["title"].format(span=span),
        "office": _office(report, language),
        "about": told["about"],
        "as_of": report.as_of.isoformat(),
        "published": [(here := report.as_of.astimezone(zone)).year, here.month, here.day],
        "mark": told["preliminary"] if report.preliminary else "",
        "short_hash": report.hash[:SHORT_HASH],
        "facts": _facts(report, language),
        "tables": [shown(table, language) for table in report.tables],
        "definitions_title": told["definitions"],
        "definitions": definitions.shown(report.definitions, language, report.known_on),
    }


def _office(report: Report, language: Language) -> str:
    if report.office is None:
        return str(wording.WORDS[language]["ombudsman"])
    return wording.name_of("office", report.office, language)


def _facts(report: Report, language: Language) -> list[list[str]]:
    told = wording.WORDS[language]["report"]
    first, last = wording.day(report.start, language), wording.last_day(report.end, language)
    state = told["final"]
    if report.preliminary:
        state = f"{told['preliminary']}. {told['preliminary_text']}"
    office = _office(report, language) if report.office else told["all_offices"]
    zone = offices.zone_of(report.office or "")
    facts = {
        "period": told["period"].format(start=first, end=last),
        "office": office,
        "incidents": wording.WORDS[language]["incidents"][report.incidents],
        "view": told["public" if report.public else "staff"],
        "as_of": f"{wording.moment(report.as_of, zone, language)} ({report.as_of.isoformat()})",
        "state": state,
        "hash": report.hash,
    }
    return [[told["facts"][name], fact] for name, fact in facts.items()]


def shown(table: Table, language: Language) -> dict[str, Any]:
    """One table as it is printed, with its chart."""
    words = wording.WORDS[language]
    named = words["tables"][table.id]
    note = words["note"]
    notes = [note[table.id]] if table.id in note else []
    notes += [note["hidden"]] if table.hides else []
    defined = note["definitions"].format(names=", ".join(table.definitions))
    return {
        "id": table.id,
        "name": named["name"],
        "columns": [named["rows"], *(words["columns"][name] for name in table.columns)],
        "rows": [
            {
                "total": line.key == ALL,
                "label": wording.key_name(table.rows_are, line.key, language, table.titles),
                "cells": [
                    {
                        "text": wording.told(value, language),
                        "number": value if isinstance(value, int) else None,
                    }
                    for value in line.values
                ],
            }
            for line in table.lines
        ],
        "notes": [*notes, defined],
        "definitions": table.definitions,
        "chart": charting.chart(table, language),
    }


def as_json(report: Report, language: Language) -> bytes:
    """The sheet, for the process that prints it."""
    return to_json(sheet(report, language))
