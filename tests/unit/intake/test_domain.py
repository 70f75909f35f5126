"""What intake decides: tracking codes, and what counts as a possible moment of receipt."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import domain, reference
from services.intake.domain import DeskForm
from shared.errors import Unacceptable
from shared.events.intake import ComplaintAccepted, ComplaintFinished
from shared.ids import CROCKFORD, new_id
from tests.factories import NOON

RULES = reference.rules()
FORM = {"reporter": {"name": "Sari Contoh"}, "narrative": "Listrik padam sejak kemarin sore."}


def _registered(now: datetime = NOON, **told: object) -> domain.Registration:
    form = DeskForm.model_validate({**FORM, **told})
    return domain.register(
        form, complaint_id=new_id(), tracking_code="X", office="babel", now=now, rules=RULES
    )


def test_a_code_is_read_as_it_was_made() -> None:
    for _ in range(200):
        code = domain.new_tracking_code()
        assert domain.read_tracking_code(code) == code
        assert domain.read_tracking_code(f" {code.lower().replace('-', ' ')} ") == code


@given(place=st.integers(0, 16), other=st.sampled_from(CROCKFORD))
def test_every_single_wrong_symbol_is_found(place: int, other: str) -> None:
    plain = domain.new_tracking_code().replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    if wrong == plain:
        return
    with pytest.raises(Unacceptable):
        domain.read_tracking_code(wrong)


def test_letters_that_look_like_digits_are_forgiven() -> None:
    code = next(code for code in iter(domain.new_tracking_code, "") if "0" in code and "1" in code)
    assert domain.read_tracking_code(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize("typed", ["", "ABC", "U" * 17, "0" * 18, "\x00" * 17])
def test_what_cannot_be_a_code_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(Unacceptable):
        domain.read_tracking_code(typed)


def test_reports_are_accepted_and_the_rest_is_finished_at_intake() -> None:
    assert isinstance(_registered(access_type="RCO", criterion="life").fact, ComplaintAccepted)
    consultation = _registered(access_type="KNL").fact
    assert isinstance(consultation, ComplaintFinished)
    assert consultation.reason == "K01"


@pytest.mark.parametrize(
    "received",
    [
        NOON + timedelta(minutes=6),
        datetime(2099, 1, 1, tzinfo=UTC),
        datetime(1999, 12, 31, tzinfo=UTC),
    ],
)
def test_an_impossible_moment_of_receipt_is_refused(received: datetime) -> None:
    with pytest.raises(Unacceptable):
        _registered(received_at=received)


def test_a_batch_keeps_the_moment_at_which_the_desk_received_it() -> None:
    earlier = NOON - timedelta(days=40)
    assert _registered(received_at=earlier).registered_at == earlier
