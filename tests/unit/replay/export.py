"""A small export with the columns of the real one, made by the tests."""

import csv
from collections.abc import Sequence
from pathlib import Path

from deploy.replay.complaints import Complaint, complaint_of
from deploy.replay.mapping import find_mapping
from deploy.replay.table import BadRow, Row

HEADER = (
    *("SRNumber", "CreatedDate", "UpdatedDate", "ActionTaken", "Owner", "RequestType", "Status"),
    *("RequestSource", "MobileOS", "Anonymous", "ClosedDate", "Address"),
)
LA311 = find_mapping("la311")


def a_row(**told: str) -> dict[str, str]:
    """A bulky item that was taken away after four days."""
    return {
        **dict.fromkeys(HEADER, ""),
        "SRNumber": "1-870704831",
        "CreatedDate": "12/27/2017 02:00:00 PM",
        "ActionTaken": "SR Created",
        "Owner": "BOS",
        "RequestType": "Bulky Items",
        "Status": "Closed",
        "RequestSource": "Call",
        "ClosedDate": "12/31/2017 02:00:00 PM",
        "Address": "1 W EXAMPLE AVE, 90000",
        **told,
    }


def made_of(**told: str) -> Complaint | BadRow:
    """What the mapping of Los Angeles makes of such a row."""
    return complaint_of(Row(2, a_row(**told)), LA311)


def write_export(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """The rows as a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    return path
