"""Published figures, made again by our own arithmetic; each names where it was printed."""

from datetime import date

import pytest

from services.metrics.answers import closures
from services.metrics.answers.values import Rate
from services.metrics.domain import figures, tallies
from services.metrics.domain.figures import Flow, Sum

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
    ("seed 003: closed of 82 as the text has it, were it 68", 68, 82, "82.93"),
    ("seed 003: of what was not the posko, if its 53 are among the 83", 68 - 53, 83 - 53, "50.00"),
    ("seed 003: the posko's share of March", 53, 294, "18.03"),
    (
        "North Sumatra 2021: closed at verification (the press cut it off at 50.4)",
        160,
        317,
        "50.47",
    ),
    ("national 2022: complaints about the office itself (cut off at 1.09)", 91, 8_292, "1.10"),
    ("national 2016: closed", 5_510, 9_030, "61.02"),
    ("national 2017: closed", 8_121, 9_280, "87.51"),
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


def test_only_these_shares_can_have_been_printed_as_in_the_first_quarter() -> None:
    """Seed 003 prints 81.92 %: rounded half up from 177 cases on, and cut off from 83 on."""
    shares = [(part, whole) for whole in range(1, 301) for part in range(whole + 1)]
    rounded = [one for one in shares if figures.percent(*one) == "81.92"]
    cut_off = [(part, of) for part, of in shares if part * 10_000 // of == 8_192]
    assert rounded == [(145, 177), (213, 260), (222, 271)]
    assert set(cut_off) - set(rounded) == {(68, 83), (136, 166), (204, 249)}


def test_march_holds_what_january_and_february_leave() -> None:
    """Seed 003: 480 in the quarter, 294 in March; what was said on 14 March (126) is less than
    the 186 before, so the rest was registered later."""
    counts = [(date(2022, 1, 3), 80), (date(2022, 2, 3), 106), (date(2022, 3, 3), 294)]
    sums = [Sum(False, day, tallies.RECEIVED, count, 0) for day, count in counts]
    months = figures.monthly(sums, date(2022, 1, 1), date(2022, 4, 1))
    assert [flow[tallies.RECEIVED] for flow in months] == [80, 106, 294]
    assert sum(flow[tallies.RECEIVED] for flow in months[:2]) == 480 - 294


def test_bands_of_age_add_up_without_being_forced_to() -> None:
    """European Ombudsman 2021: 200/86/17/2 of 305 are printed 65/28/6/1. Whole percents, half up,
    would be 66 and come to 101; two decimals come to 100 as they are (M09)."""
    bands = (200, 86, 17, 2)
    assert sum(bands) == 305
    whole = [int(figures.half_up(100 * band, 305, places=0).split(".")[0]) for band in bands]
    assert (whole, sum(whole)) == ([66, 28, 6, 1], 101)
    printed = [figures.percent(band, 305) for band in bands]
    assert printed == ["65.57", "28.20", "5.57", "0.66"]
    assert sum(round(100 * float(one)) for one in printed) == 10_000


def test_outcomes_that_may_be_many_are_no_closing_reasons() -> None:
    """European Ombudsman 2022: 336 outcomes of 330 closed cases. A case has one reason: closings by
    reason are as many as closings (M04)."""
    outcomes = (152, 122, 42, 15, 4, 1)
    assert sum(outcomes) == 330 + 6
    reasons = {tallies.cohort("K20"): 152 + 122 + 42, tallies.cohort("K22"): 330 - 316}
    flow = Flow("total", 0, {tallies.OPENED: 330, **reasons}, 0)
    assert sum(flow.reasons.values()) == closures.status(flow).closed == 330


def test_the_stock_of_the_british_ombudsman_adds_up() -> None:
    """PHSO 2011-12: 1,400 + 23,846 - 23,889 = 1,357 (M03)."""
    outcomes = (3_298, 9_018, 5_440, 4_311, 1_401, 421)
    counts = {tallies.OPENED: 23_846, tallies.CLOSED: sum(outcomes)}
    found = closures.stock_flow(Flow("total", 1_400, counts, 0))
    assert found.closed == 23_889
    assert found.open_at_end == 1_357


def test_the_accesses_of_2025_add_up() -> None:
    """National 2025: 1,756 RCO + 148 IAPS + 9,365 LM + 9,607 KNL + 2,720 copies = 23,596 (M01)."""
    reports, others = 1_756 + 148 + 9_365, 9_607 + 2_720
    counts = {tallies.RECEIVED: reports, tallies.FINISHED: others}
    found = closures.closures(Flow("total", 0, counts, 0), of_agencies=False)
    assert (found.accesses, found.received) == (23_596, 11_269)
    assert Rate.of("M04", 1_674 + 145 + 7_151, reports).percent == "79.60"


def test_bali_closed_all_but_nine() -> None:
    """Bali 2025: 251 of 260, nine open (M04)."""
    day = date(2025, 3, 1)
    sums = [
        Sum(False, day, tallies.OPENED, 260, 0),
        Sum(False, day, tallies.cohort("K22"), 251, 0),
    ]
    found = closures.status(figures.total(sums))
    assert (found.registered, found.closed, found.open) == (260, 251, 9)


def test_what_is_carried_over_is_told_by_year_of_registration() -> None:
    """West Kalimantan, end of March 2024: 19 of 150 of 2023 and 30 of 34 of 2024 open (M08)."""
    for registered, still_open in ((150, 19), (34, 30)):
        counts = {tallies.OPENED: registered, tallies.cohort("K20"): registered - still_open}
        assert closures.status(Flow("total", 0, counts, 0)).open == still_open
