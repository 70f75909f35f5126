"""The lists of what may be known of reporters: each code once, each on its days."""

from datetime import date

import pytest

from shared.errors import Unacceptable
from shared.reporter_lists import shipped
from shared.reporters import ReporterClass, Reporters

ON = date(2022, 3, 1)


def test_no_code_stands_twice_and_none_of_a_class_is_one_of_a_province() -> None:
    lists = shipped()
    codes = [one.code for one in lists.classes] + [one.code for one in lists.provinces]
    assert len(codes) == len(set(codes)) == len(lists.names)


def test_a_province_may_be_named_from_its_first_day_on() -> None:
    shipped().check_province("96", date(2022, 12, 8))
    with pytest.raises(Unacceptable, match="reporter_province"):
        shipped().check_province("96", date(2022, 12, 7))


def test_a_class_ends_with_its_last_day() -> None:
    ended = ReporterClass(code="media", id="Media", en="Media", valid_to=ON)
    lists = Reporters(classes=(ended,), provinces=())
    assert lists.class_of("media", "LM", ON) == "media"
    with pytest.raises(Unacceptable, match="reporter_class"):
        lists.class_of("media", "LM", date(2022, 3, 2))
