"""Histories are only added to: no code changes or deletes a line of one."""

import re
from pathlib import Path

import pytest

SERVICES = Path(__file__).resolve().parents[2] / "services"
HISTORIES = ("DEEDS", "DeedRow", "CHANGES", "ChangeRow")
REWRITING = re.compile(rf"(?:update|delete)\(\s*(?:table_of\()?(?:{'|'.join(HISTORIES)})\b")
BY_WORDS = re.compile(r"(?:UPDATE|DELETE FROM)\s+\"?(?:deeds|record_changes)\b", re.IGNORECASE)


def _modules() -> list[Path]:
    return [path for path in SERVICES.rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(SERVICES)))
def test_no_module_rewrites_a_history(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not REWRITING.search(source)
    assert not BY_WORDS.search(source)


def test_rewriting_would_be_seen() -> None:
    assert REWRITING.search("update(DEEDS).where(")
    assert REWRITING.search("delete(\n    table_of(DeedRow))")
    assert BY_WORDS.search('text("DELETE FROM deeds")')
