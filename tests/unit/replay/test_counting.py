"""The independent count, on rows whose sums can be done in the head."""

from pathlib import Path

from tests.unit.replay.counting import check
from tests.unit.replay.export import a_row, write_export


def test_the_independent_count(tmp_path: Path) -> None:
    closed_after_days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    rows = [
        a_row(CreatedDate="12/17/2017 11:00:00 PM", ClosedDate=f"12/{17 + days}/2017 01:00:00 AM")
        for days in closed_after_days
    ]
    rows.append(a_row(Status="Open", ClosedDate="", Owner="OCB"))
    rows.append(a_row(ClosedDate="12/26/2017 02:00:00 PM"))
    assert check(str(write_export(tmp_path / "export.csv", rows))) == {
        "registered": 11,
        "closed": 10,
        "closed_before_created": [13],
        "by_agency": {"BOS": 10, "OCB": 1},
        "by_type": {"Bulky Items": 11},
        "by_source": {"Call": 11},
        "by_status": {"Closed": 10, "Open": 1},
        "median_days": 5,
        "p90_days": 9,
    }
