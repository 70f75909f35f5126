"""The table of metrics: what is in it can be read, and is what the definitions say."""

from typing import get_args

import pytest

from services.metrics import definitions
from services.metrics.domain import benefits, metrics, tallies, verification
from services.metrics.domain.figures import Flow
from services.metrics.domain.metrics import ALL, METRICS, OPEN_AT_START, Metric
from shared.events.routing import ClosureReason

MEASURES = {
    *tallies.STOCK_FLOW,
    *tallies.COHORT,
    *tallies.ESCALATED,
    *tallies.ENDINGS,
    *(benefits.RATED, benefits.SCORES),
    *(verification.BY_HAND, verification.PASSED, verification.ENDED),
    *(value for name, value in vars(tallies).items() if name.isupper() and type(value) is str),
}
BUSY = Flow("pln", 11, {name: place + 1 for place, name in enumerate(sorted(MEASURES))}, 0)


@pytest.mark.parametrize("metric", ALL, ids=lambda one: one.id)
def test_a_metric_has_a_definition_and_is_made_of_measures_that_are_counted(
    metric: Metric,
) -> None:
    definition = definitions.registry()[metric.id].newest
    assert set(metric.measures) <= MEASURES
    assert OPEN_AT_START not in metric.measures
    names = [one.name for one in metric.figures]
    assert len(names) == len(set(names)) > 0
    rates = [one for one in metric.figures if one.under]
    assert all(one.kind in ("rate", "mean") for one in rates)
    assert (definition.rounding == "half-up-2") == bool(rates)


def test_ids_are_told_once() -> None:
    assert list(METRICS) == [one.id for one in ALL] == sorted(METRICS)


def test_what_stands_at_the_end_is_the_identity() -> None:
    parts = {one.name: metrics.amount(one.over, BUSY) for one in METRICS["M03"].figures}
    end = parts.pop("open_at_end")
    leaves = parts.pop("transferred_out") + parts.pop("closed")
    assert end == sum(parts.values()) - leaves == BUSY.open_at_end


def test_a_case_handed_over_is_closed_in_no_rate() -> None:
    [cohort] = METRICS["M04"].figures
    assert len(cohort.over) == len(get_args(ClosureReason)) - 1
    assert tallies.cohort(tallies.K_HANDED_OVER) not in cohort.over
    assert metrics.amount(cohort.over, BUSY) == BUSY.registered_and_closed
    assert metrics.amount(cohort.under, BUSY) == BUSY.registered


def test_what_was_settled_early_is_what_no_other_reason_has_closed() -> None:
    [early] = METRICS["M17"].figures
    counts = {tallies.CLOSED: 100, tallies.ended("K22"): 30, tallies.ended("K23"): 5}
    counts |= {tallies.ended("K12f"): 4, verification.ENDED: 4}
    flow = Flow("total", 0, counts, 0)
    assert (metrics.amount(early.over, flow), metrics.amount(early.under, flow)) == (66, 96)


def test_acceptance_is_of_what_was_decided_in_the_period() -> None:
    """Ten came in, four of them for staff to verify; of those and of earlier ones three passed and
    two ended."""
    [rate] = METRICS["M14"].figures
    counts = {tallies.RECEIVED: 10, verification.BY_HAND: 4}
    counts |= {verification.PASSED: 3, verification.ENDED: 2}
    flow = Flow("total", 0, counts, 0)
    assert (metrics.amount(rate.over, flow), metrics.amount(rate.under, flow)) == (9, 11)
