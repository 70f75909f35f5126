"""The day that a complaint tells of: what cannot be, and what is only doubtful."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import domain, reference
from services.intake.domain import ComplaintForm, DeskForm
from services.intake.domain.dates import WEEKDAYS, WeekdayDiffers, doubts, is_too_old
from services.intake.domain.policy import Policy
from shared.errors import Unacceptable
from shared.events.intake import ComplaintAccepted, ComplaintRegistered
from shared.ids import new_id
from tests.factories import NOON

RULES = reference.rules()
FORM = {"reporter": {"name": "Sari Contoh"}, "narrative": "Listrik padam sejak kemarin sore."}
FILED = date(2023, 12, 1)


def _registered(kind: type[ComplaintForm] = ComplaintForm, **told: Any) -> domain.Registration:
    form = kind.model_validate({**FORM, **told})
    return domain.register(
        form, complaint_id=new_id(), tracking_code="X", office="babel", now=NOON, rules=RULES
    )


def test_both_readings_of_a_contradiction_are_said() -> None:
    """The press release said Thursday 30 September 2023 and meant 30 November."""
    with pytest.raises(WeekdayDiffers) as told:
        doubts(date(2023, 9, 30), "kamis", filed=FILED, is_desk=False)
    assert told.value.detail.startswith(
        "2023-09-30 is a Saturday, not a Thursday: Saturday 2023-09-30 or Thursday 2023-11-30?"
    )


def test_a_desk_is_warned_and_not_refused() -> None:
    found = doubts(date(2023, 9, 30), "thursday", filed=FILED, is_desk=True)
    assert found == ("weekday-differs",)
    line = _registered(DeskForm, event_date="2022-03-07", event_weekday="rabu")
    assert line.warnings == ("weekday-differs",)
    assert isinstance(line.fact, ComplaintAccepted)


@given(day=st.dates(date(2000, 1, 1), date(2030, 1, 1)), weekday=st.sampled_from(WEEKDAYS))
def test_a_weekday_fits_or_is_refused_in_either_language(day: date, weekday: Any) -> None:
    fits = WEEKDAYS.index(weekday) % 7 == day.weekday()
    if fits:
        assert doubts(day, weekday, filed=day, is_desk=False) == ()
    else:
        with pytest.raises(WeekdayDiffers):
            doubts(day, weekday, filed=day, is_desk=False)


def test_a_day_to_come_is_refused_wherever_it_is_written() -> None:
    for kind in (ComplaintForm, DeskForm):
        assert _registered(kind, event_date="2022-03-14").fact
        with pytest.raises(Unacceptable, match="future"):
            _registered(kind, event_date="2022-03-15")


@given(filed=st.dates(date(2004, 2, 29), date(2030, 1, 1)))
def test_two_years_are_two_years_to_the_day(filed: date) -> None:
    leap = filed.month == 2 and filed.day == 29
    limit = filed.replace(year=filed.year - 2, day=28 if leap else filed.day)
    assert not is_too_old(limit, filed)
    assert is_too_old(limit - timedelta(days=1), filed)


def test_an_event_older_than_two_years_waits_for_staff_with_f5_failed() -> None:
    old = _registered(event_date="2020-03-13")
    assert isinstance(old.fact, ComplaintRegistered)
    assert old.warnings == ("older-than-two-years",)
    assert old.checks == {"F5": "fail", "F7": "not-applicable"}
    assert isinstance(_registered(event_date="2020-03-14").fact, ComplaintAccepted)


def test_imported_history_is_accepted_as_it_was() -> None:
    line = _registered(DeskForm, event_date="2010-01-01", confidentiality="full", silent=True)
    assert isinstance(line.fact, ComplaintAccepted)


def test_what_is_fully_confidential_waits_for_staff_and_tells_no_place() -> None:
    full = _registered(confidentiality="full", region="19.71")
    assert isinstance(full.fact, ComplaintRegistered)
    assert full.fact.region is None
    assert full.checks == {"F7": "pass"}
    identity = _registered(confidentiality="identity", region="19.71").fact
    assert isinstance(identity, ComplaintAccepted)
    assert identity.region is None


@pytest.mark.parametrize("told", ["7 Maret 2022", 0, 1646611200, "2022-3-7", "20220307", None])
def test_a_day_is_written_in_one_way(told: Any) -> None:
    if told is None:
        assert ComplaintForm.model_validate({**FORM, "event_date": told}).event_date is None
        return
    with pytest.raises(ValueError, match="event_date"):
        ComplaintForm.model_validate({**FORM, "event_date": told})


@pytest.mark.parametrize("where", ["campaign", "office"])
def test_what_is_fully_confidential_is_manual_whatever_else_says_automatic(where: str) -> None:
    told = RULES.policy.model_dump()
    if where == "campaign":
        told["verification"]["campaigns"] = {"posko-listrik": "automatic"}
    else:
        told["offices"] = {"babel": {"default": "automatic"}}
    policy = Policy.model_validate(told)
    for level, expected in (("full", "manual"), ("identity", "automatic")):
        form = ComplaintForm.model_validate(
            {**FORM, "confidentiality": level, "campaign": "posko-listrik"}
        )
        assert policy.verification_of(form, "babel") == expected
