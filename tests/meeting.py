"""What somebody meets who is let in at an address, where a case or a complaint has just come in."""

from typing import Final

NOT_SO_FAR: Final = frozenset(
    {
        "POST /complaints/{tracking_code}/completion",
        "POST /staff/complaints/{complaint_id}/completion-receipt",
        "POST /staff/complaints/{complaint_id}/completion",
        "POST /staff/complaints/{complaint_id}/notice",
        "POST /staff/complaints/{complaint_id}/acceptance",
        "POST /staff/complaints/{complaint_id}/declination",
        "POST /staff/complaints/{complaint_id}/erasure",
        "POST /cases/{case_id}/assignment",
        "POST /cases/{case_id}/hand-over",
        "POST /cases/{case_id}/acceptance",
        "POST /cases/{case_id}/return",
        "POST /complaints/{tracking_code}/rating",
        "POST /cases/{case_id}/conciliation-outcome",
        "POST /cases/{case_id}/conversion",
        "POST /cases/{case_id}/correction-report",
        "POST /cases/{case_id}/correction-return",
        "POST /cases/{case_id}/correction",
        "POST /cases/{case_id}/reopening",
    }
)
"""The state forbids these yet: whoever has the right is told so by 409, and everybody else is
turned away before that."""


def lets_in(address: str, status: int) -> bool:
    """Whether this is the answer to somebody who is let in: exactly it, and no other refusal."""
    return status == 409 if address in NOT_SO_FAR else 200 <= status < 300
