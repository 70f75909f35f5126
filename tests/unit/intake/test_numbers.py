"""How numbers are written: an office's form is data, and cannot lose what makes a number one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.intake import reference
from services.intake.domain.numbers import Book, Numbering

WIB = ZoneInfo("Asia/Jakarta")
WIT = ZoneInfo("Asia/Jayapura")
NEW_YEARS_EVE = datetime(2021, 12, 31, 16, 30, tzinfo=UTC)
"""23:30 in Pangkalpinang, and half past one of the next year in Jayapura."""


def test_numbers_look_like_those_of_the_office() -> None:
    numbers = Numbering(codes={"banjarmasin": "BJM"})
    june = datetime(2022, 6, 30, 5, tzinfo=UTC)
    assert numbers.written_agenda(10_228, june, WIB) == "010228.2022"
    archive = numbers.written_archive(179, "LM", june, office="banjarmasin", zone=WIB)
    assert archive == "0179/LM/VI/2022/BJM"
    assert numbers.written_archive(1, "RCO", june, office="ntt", zone=WIB) == "0001/RCO/VI/2022/NTT"


def test_the_year_is_that_of_the_offices_own_day() -> None:
    numbers = Numbering()
    assert numbers.written_agenda(7, NEW_YEARS_EVE, WIB) == "000007.2021"
    assert numbers.written_agenda(7, NEW_YEARS_EVE, WIT) == "000007.2022"
    assert Book("x", "agenda", 2022).begins(WIB) == datetime(2021, 12, 31, 17, tzinfo=UTC)
    assert Book("x", "agenda", 2021).ends(WIT) == datetime(2021, 12, 31, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "form", ["{number}", "{year}", "{number}.{jahr}", "{number:q}.{year}", "{", "{number.real}{0}"]
)
def test_a_form_that_would_lose_a_number_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="number"):
        Numbering(agenda=form)


def test_the_shipped_forms_can_be_written() -> None:
    assert reference.rules().policy.numbers.codes["babel"]
