"""Which target a period is measured by, and which files of targets are refused."""

from datetime import date
from pathlib import Path

import pytest

from services.metrics.domain.span import Span
from services.metrics.domain.target import Target, target_for
from services.metrics.targets import SHIPPED, read_targets

LATER = date(2024, 7, 1)
YEAR = Target(Span(2024, None), 400, date(2024, 1, 1), "rapat kerja", "babel")
QUARTER = Target(Span(2024, 1), 90, date(2024, 1, 1), "rapat kerja", "babel")
CHANGED = Target(Span(2024, None), 440, date(2024, 6, 1), "rapat tengah tahun", "babel")
ALL = (YEAR, QUARTER, CHANGED)
FIRST_QUARTER = (date(2024, 1, 1), date(2024, 4, 1))
HALF = (date(2024, 1, 1), date(2024, 7, 1))


def test_a_period_is_measured_by_the_shortest_that_holds_it() -> None:
    assert target_for(ALL, "babel", *FIRST_QUARTER, LATER) == QUARTER
    assert target_for(ALL, "babel", *HALF, LATER) == CHANGED
    assert target_for(ALL, "babel", date(2023, 12, 1), date(2024, 2, 1), LATER) is None


def test_a_changed_target_holds_from_its_day_on() -> None:
    assert target_for(ALL, "babel", *HALF, date(2024, 5, 31)) == YEAR
    assert target_for(ALL, "babel", *HALF, date(2024, 6, 1)) == CHANGED


def test_an_office_has_no_target_of_another_or_of_the_country() -> None:
    assert target_for(ALL, "kukar", *HALF, LATER) is None
    assert target_for(ALL, None, *HALF, LATER) is None


def test_the_shipped_targets_are_those_of_the_middle_of_2024() -> None:
    found = target_for(read_targets(SHIPPED), None, *HALF, LATER)
    assert found is not None
    assert found.target == 9_672


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('- {period: "2024-H1", target: 3, since: 2024-01-01, source: x}', "2022-Q1 or 2022"),
        ('- {period: "2024", target: 0, since: 2024-01-01, source: x}', "greater than 0"),
        ('- {period: "2024", target: 3, source: x}', "0.since: Field required"),
        ("- [", "not YAML"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, text: str, wrong: str) -> None:
    file = tmp_path / "targets.yaml"
    file.write_text(text)
    with pytest.raises(ValueError, match=wrong) as refused:
        read_targets(file)
    assert "\n" not in str(refused.value)
