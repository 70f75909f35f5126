"""A broken row of an export costs itself and no other."""

from pathlib import Path

import pytest

from deploy.refusal import StartRefused
from deploy.replay.table import BadRow, Row, read_rows

NEEDED = {"number", "words"}


def rows(folder: Path, content: bytes) -> list[Row | BadRow]:
    path = folder / "export.csv"
    path.write_bytes(b"number,words\n" + content)
    return list(read_rows(path, NEEDED))


def words(found: list[Row | BadRow]) -> list[tuple[int, str]]:
    return [(one.line, one.cells["words"] if isinstance(one, Row) else one.code) for one in found]


def test_rows_bear_the_number_of_the_line_on_which_they_begin(tmp_path: Path) -> None:
    found = rows(tmp_path, b'1,one\n\n2,"two\nlines"\r\n3,three')
    assert words(found) == [(2, "one"), (4, "two\nlines"), (6, "three")]


def test_a_quote_that_never_closes_costs_its_own_line(tmp_path: Path) -> None:
    found = rows(tmp_path, b'1,one\n2,"open\n3,three\n' + b"4,four\n" * 200)
    assert words(found[:3]) == [(2, "one"), (3, "unreadable"), (4, "three")]
    assert len(found) == 203


def test_two_rows_with_open_quotes_do_not_swallow_what_lies_between(tmp_path: Path) -> None:
    found = rows(tmp_path, b'1,"open\n2,two\n3,"open\n4,four\n')
    assert words(found) == [(2, "unreadable"), (3, "two"), (4, "unreadable"), (5, "four")]


def test_a_quote_inside_of_a_plain_cell_is_a_letter_like_others(tmp_path: Path) -> None:
    assert words(rows(tmp_path, b'1,a 5" pipe\n2,two\n')) == [(2, 'a 5" pipe'), (3, "two")]


def test_bytes_that_are_not_utf8_cost_their_own_line(tmp_path: Path) -> None:
    assert words(rows(tmp_path, b"1,\xff\xfe\n2,two\n")) == [(2, "unreadable"), (3, "two")]


def test_a_row_with_too_few_cells_is_said_to_have_them(tmp_path: Path) -> None:
    [found] = rows(tmp_path, b"1\n")
    assert isinstance(found, BadRow)
    assert found.code == "wrong-length"


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(b"\xef\xbb\xbfnumber,words\n1,one\n")
    assert words(list(read_rows(path, NEEDED))) == [(2, "one")]


@pytest.mark.parametrize("content", [b"", b"number\n1\n", b"\xff\n", b'"number\n'])
def test_a_file_without_the_columns_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(StartRefused, match=r"export\.csv"):
        list(read_rows(path, NEEDED))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="cannot read"):
        list(read_rows(tmp_path / "nowhere.csv", NEEDED))
