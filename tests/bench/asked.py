"""Everything that the statistics are asked: each name with its address at the metrics service."""

from collections.abc import Mapping
from itertools import product
from typing import Final

from services.metrics.definitions import registry
from services.metrics.domain.metrics import METRICS
from services.metrics.pages.dashboard import FIRST, TOPICS

QUARTER = "from=2025-04-01&to=2025-07-01"
GROUPS = ("total", "month", "office", "agency", "channel", "substance", "access_type")
PLACES = ("region", "maladministration")
FINDINGS = (
    *("silent-agencies", "bursts", "checklist", "coverage"),
    *("backlog", "funnel", "sla", "attainment", "focal-points"),
)

PAPER: Final = "/reports/2025-Q2.pdf?lang=id"
"""Typeset in a process of its own: of another order than answers."""

MAIN: Final = "closures by agency"
"""The one that the floor is made like."""


def _statistics() -> Mapping[str, str]:
    flows = {
        f"{figure} by {by}": f"/statistics/{figure}?{QUARTER}&by={by}"
        for figure, by in (
            *product(("closures", "stock-flow"), (*GROUPS, *PLACES)),
            *product(("status", "requests"), ("total", "agency", "month")),
            *product(("durations",), ("total", "agency", "access_type")),
        )
    }
    metrics = {f"metric {name}": f"/statistics/{name}?{QUARTER}&by=office" for name in METRICS}
    findings = {name: f"/statistics/{name}?{QUARTER}" for name in FINDINGS}
    messages = {"messages": f"/statistics/messages?{QUARTER}"}
    return {**flows, **metrics, **findings, **messages}


def _reports() -> Mapping[str, str]:
    return {
        f"report {name} {form}": f"/reports/{name}.{form}?lang=id"
        for name, form in product(("2025-Q2", "2025"), ("html", "csv", "json"))
    }


def _pages() -> Mapping[str, str]:
    def path(topic: str) -> str:
        return "/dashboard" if topic == FIRST else f"/dashboard/{topic}"

    told = {f"page {topic}": f"{path(topic)}?period=2025-Q2" for topic in TOPICS}
    return {
        **told,
        "definitions": "/definitions?",
        "a definition": f"/definitions/{next(iter(registry()))}?",
    }


ASKED: Final[Mapping[str, str]] = {**_statistics(), **_reports(), **_pages()}
