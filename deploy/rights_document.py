"""The table of rights as people read it: `docs/rights.md`, renewed with the contracts."""

from shared.access.person import ROLES, Scope
from shared.access.table import MEANINGS, TABLE

SCOPES: dict[Scope, str] = {
    "own-case": "own",
    "own-agency": "agency",
    "supervised": "supervised",
    "own-office": "office",
    "everything": "all",
}

HEAD = """# Who may see and do what

Made from `shared/access/table.py` by `make contracts`; each cell is tested over HTTP, on what is
one's own and on what is not (`tests/rights.py`). What is beyond one's reach answers 404, what
one's role may not do 403, no valid token 401.

"""

FOOT = """
*own*: with the tracking code of one's own complaint. *agency*: cases that are with one's own
agency, while one's appointment holds. *supervised*: those of the agencies that one's agency
supervises, and its own, for a person whom the registry names today: an officer of the supervising
agency, or who bears the role of internal supervisor (for one agency: that one's alone).
*office*: what belongs to one's own office. *all*: of every office.

Agencies see of a case their own requests and how it ended: not how the office placed it, not what
another agency was asked or said, and where it is confidential in full none of its circumstances.
Nobody outside of the office reads who complained or what they wrote; each reading is written
down. Signed links in letters give an officer, without a token, what `case.answer` gives for that
one request. Services among themselves use a token of their own.
"""


def rights_document() -> str:
    """The page, in Markdown."""
    lines = [
        f"| right | to | {' | '.join(ROLES)} |",
        f"| --- | --- |{' --- |' * len(ROLES)}",
    ]
    for right, reach in TABLE.items():
        cells = (_cell(reach.get(role)) for role in ROLES)
        lines.append(f"| `{right}` | {MEANINGS[right]} | {' | '.join(cells)} |")
    return HEAD + "\n".join(lines) + "\n" + FOOT


def _cell(scope: Scope | None) -> str:
    return SCOPES[scope] if scope else ""
