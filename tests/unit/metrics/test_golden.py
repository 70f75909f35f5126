"""Published figures, made again by our own arithmetic; each names where it was printed."""

from datetime import date

import pytest

from services.metrics import views
from services.metrics.domain import figures, tallies
from services.metrics.domain.figures import Flow, Sum
from services.metrics.views import Rate

SHARES = (
    ("seed 003: March 2022 of the first quarter", 294, 480, "61.25"),
    ("seed 003: closed in examination, half up (the press cut it off at 81.92)", 68, 83, "81.93"),
    ("national 2025: LM closed of LM received", 7_151, 9_365, "76.36"),
    ("national, middle of 2024: attainment", 4_073, 9_672, "42.11"),
    ("national, middle of 2024: attainment of the head office", 605, 737, "82.09"),
    ("national, middle of 2024: attainment of the offices", 3_468, 8_935, "38.81"),
    ("Bali 2025: closed of those registered", 251, 260, "96.54"),
    ("DIY 2025: attainment", 274, 179, "153.07"),
    ("DIY 2025: 139 of 218 was printed 66.19, which is 139 of 210", 139, 218, "63.76"),
    ("Kutai Kartanegara 2022: 41 of 132 was printed 33.33, which is 41 of 123", 41, 132, "31.06"),
)


@pytest.mark.parametrize(("source", "numerator", "denominator", "printed"), SHARES)
def test_a_published_share(source: str, numerator: int, denominator: int, printed: str) -> None:
    assert figures.percent(numerator, denominator) == printed, source


def test_what_the_press_printed_for_the_first_quarter_can_only_be_cut_off() -> None:
    """81.92 % is no share of 82 at all, and of 83 only without rounding."""
    of_82 = {figures.percent(part, 82) for part in range(83)}
    of_83 = {figures.percent(part, 83) for part in range(84)}
    assert "81.92" not in of_82 | of_83
    assert f"{68 * 10_000 // 83 / 100:.2f}" == "81.92"


def test_the_stock_of_the_british_ombudsman_adds_up() -> None:
    """PHSO 2011-12: 1,400 + 23,846 - 23,889 = 1,357 (M03)."""
    outcomes = (3_298, 9_018, 5_440, 4_311, 1_401, 421)
    counts = {tallies.OPENED: 23_846, tallies.CLOSED: sum(outcomes)}
    found = views.stock_flow(Flow("total", 1_400, counts, 0))
    assert found.closed == 23_889
    assert found.open_at_end == 1_357


def test_the_accesses_of_2025_add_up() -> None:
    """National 2025: 1,756 RCO + 148 IAPS + 9,365 LM + 9,607 KNL + 2,720 copies = 23,596 (M01)."""
    reports, others = 1_756 + 148 + 9_365, 9_607 + 2_720
    counts = {tallies.RECEIVED: reports, tallies.FINISHED: others}
    found = views.closures(Flow("total", 0, counts, 0), of_agencies=False)
    assert (found.accesses, found.received) == (23_596, 11_269)
    assert Rate.of("M04", 1_674 + 145 + 7_151, reports).percent == "79.60"


def test_bali_closed_all_but_nine() -> None:
    """Bali 2025: 251 of 260, nine open (M04)."""
    day = date(2025, 3, 1)
    sums = [
        Sum(False, day, tallies.OPENED, 260, 0),
        Sum(False, day, tallies.cohort("K22"), 251, 0),
    ]
    found = views.status(figures.total(sums))
    assert (found.registered, found.closed, found.open) == (260, 251, 9)


def test_what_is_carried_over_is_told_by_year_of_registration() -> None:
    """West Kalimantan, end of March 2024: 19 of 150 of 2023 and 30 of 34 of 2024 open (M08)."""
    for registered, still_open in ((150, 19), (34, 30)):
        counts = {tallies.OPENED: registered, tallies.cohort("K20"): registered - still_open}
        assert views.status(Flow("total", 0, counts, 0)).open == still_open
