"""What is installed is named and pinned; where it comes from is told by the machine."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = (
    *ROOT.glob("requirements*.txt"),
    ROOT / "tests" / "contracts" / "asyncapi_parser" / "package-lock.json",
)
ADDRESSES = ("://", "--index", "--find-links", "git+")


def test_there_are_locks() -> None:
    assert len(LOCKS) > 1


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_says_where_to_fetch_from(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert [each for each in ADDRESSES if each in text] == []
