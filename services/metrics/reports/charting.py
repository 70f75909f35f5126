"""Which table has which chart: shapes from `charts`, numbers from the table, and words."""

from collections.abc import Sequence

from services.metrics import wording
from services.metrics.answers.cells import Value
from services.metrics.domain import charts
from services.metrics.domain.charts import Bar, Group, Step, Tone
from services.metrics.reports.tables import ALL, Table
from shared.events.intake import Language

LYING = {
    "T1": "accesses",
    "T3": "received",
    "T4": "received",
    "T4K": "received",
    "T6": "received",
    "T7": "received",
    "T8": "cases",
    "T10": "cases",
    "T12B": "closed",
    "T13": "still_open",
    "R6": "cases",
    "R3": "delays",
}
"""Tables whose chart is a bar for each row, of one column."""

STANDING: tuple[tuple[str, Tone], ...] = (("received", "main"), ("closed", "other"))
STOCKS = ("open_at_start", "open_at_end")
MOST_BARS = 12


def chart(table: Table, language: Language) -> str | None:
    """The table's chart, or None: agencies have none, for none of them is to be first."""
    title = wording.WORDS[language]["tables"][table.id]["name"]
    if table.id in LYING:
        return charts.bars(title, _lying(table, language))
    if table.id == "T2":
        return charts.columns(title, _months(table, language))
    if table.id == "T9" and not table.hides:
        return charts.waterfall(title, _steps(table, language))
    return None


def _lying(table: Table, language: Language) -> Sequence[Bar]:
    told = [(key, value) for key, value in table.column(LYING[table.id]) if key != ALL]
    return [
        Bar(
            wording.key_name(table.rows_are, key, language, table.titles),
            _count(value),
            _told(value, language),
        )
        for key, value in told[:MOST_BARS]
    ]


def _months(table: Table, language: Language) -> Sequence[Group]:
    words = wording.WORDS[language]
    return [
        Group(
            words["short_months"][int(line.key.rpartition("-")[2]) - 1],
            tuple(
                Bar(
                    words["columns"][name],
                    _count(value := line.values[table.columns.index(name)]),
                    _told(value, language),
                    tone,
                )
                for name, tone in STANDING
            ),
        )
        for line in table.lines
    ]


def _steps(table: Table, language: Language) -> Sequence[Step]:
    short = wording.WORDS[language]["keys"]["short_flow"]
    steps = []
    for key, value in table.column("cases"):
        amount = _count(value) or 0
        is_stock, leaves = key in STOCKS, key in ("transferred_out", "closed")
        sign = "" if is_stock or not amount else "−" if leaves else "+"
        text = f"{sign}{wording.whole(amount, language)}"
        steps.append(Step(short[key], -amount if leaves else amount, text, is_stock))
    return steps


def _count(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _told(value: Value, language: Language) -> str:
    return wording.told(value, language)
