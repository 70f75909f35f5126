"""What each fact adds to the counts."""

from datetime import date

from services.metrics.domain import tallies
from services.metrics.domain.tallies import STOCK_SIGNS, Tally

REGISTERED = date(2022, 3, 1)
CLOSED = date(2022, 3, 9)


def _closed(reason: str) -> tuple[Tally, ...]:
    return tallies.closed(
        "pln", reason, day=CLOSED, registered_day=REGISTERED, seconds=700, working_days=5
    )


def test_a_closing_counts_on_its_own_day_and_in_the_cohort_of_its_registration() -> None:
    assert _closed("K20") == (
        Tally("closed", CLOSED, "pln", 1, 700),
        Tally("cohort-K20", REGISTERED, "pln", 1, 700),
        Tally("left-stock", CLOSED, "pln", bin=REGISTERED.toordinal()),
        Tally("days-to-close", CLOSED, "pln", bin=8),
        Tally("working-days-to-close", CLOSED, "pln", bin=5),
    )


def test_a_case_handed_over_leaves_the_stock_and_is_no_closure() -> None:
    measures = [tally.measure for tally in _closed("K24")]
    assert measures == ["handed-over", "cohort-K24", "left-stock"]
    assert STOCK_SIGNS["handed-over"] == -1


def test_a_placed_case_leaves_one_stock_for_another_and_takes_its_cohort_along() -> None:
    moved = tallies.moved("unrouted", "pln", CLOSED, REGISTERED)
    assert moved == (
        Tally("moved-out", CLOSED, "unrouted"),
        Tally("moved-in", CLOSED, "pln"),
        Tally("cohort-moved", REGISTERED, "unrouted", -1),
        Tally("cohort-moved", REGISTERED, "pln"),
        Tally("left-stock", CLOSED, "unrouted", bin=REGISTERED.toordinal()),
        Tally("left-stock", CLOSED, "pln", -1, bin=REGISTERED.toordinal()),
    )
    assert sum(STOCK_SIGNS.get(tally.measure, 0) * tally.amount for tally in moved) == 0


def test_every_closing_reason_has_a_place_in_the_cohort() -> None:
    assert "cohort-K12f" in tallies.OUTCOMES
    assert "cohort-K34" in tallies.OUTCOMES
    assert len(tallies.OUTCOMES) == 19
