"""Activities count once, by the newest telling, on their own day, unless withdrawn."""

from datetime import date
from itertools import permutations

from services.metrics.domain.programme import activities
from services.metrics.domain.registry import Told
from shared.events.registry import (
    ActionPlanAgreed,
    ActionPlanDone,
    MeetingHeld,
    RecordWithdrawn,
    RegistryFact,
)
from tests.samples import a_sample

QUARTER = (date(2022, 1, 1), date(2022, 4, 1))
MARCH = date(2022, 3, 1)
OF = {"office": "babel", "record_id": "triwulan-1"}


def told(fact: RegistryFact, sequence: int = 1) -> Told:
    return Told(fact.type, sequence, fact.model_dump_json())


def a_meeting(agency: str, *, attended: bool = True, on: date = MARCH) -> MeetingHeld:
    return a_sample(MeetingHeld, **OF, agency=agency, held_on=on, attended=attended)


def some(found: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in found.items() if count}


def test_a_meeting_of_three_agencies_is_one_meeting() -> None:
    said = [told(a_meeting(one, attended=one != "pln")) for one in ("pln", "bpn", "polda")]
    expected = {"meetings": 1, "invitations": 3, "attendances": 2}
    assert some(activities(said, *QUARTER)) == expected
    alone = {"meetings": 1, "invitations": 1}
    assert some(activities(said, *QUARTER, agency="pln")) == alone
    assert some(activities(said, *QUARTER, office="kukar")) == {}


def test_the_newest_telling_counts_in_any_order_and_what_is_withdrawn_does_not() -> None:
    withdrawn = a_sample(RecordWithdrawn, **OF, agency="bpn", noun="meetings")
    said = [
        told(a_meeting("pln"), 1),
        told(a_meeting("pln", on=date(2022, 5, 1)), 2),
        told(a_meeting("bpn"), 1),
        told(withdrawn, 2),
        told(a_meeting("polda"), 1),
    ]
    for order in permutations(said):
        found = some(activities(order, *QUARTER))
        assert found == {"meetings": 1, "invitations": 1, "attendances": 1}


def test_a_point_of_a_plan_counts_when_due_and_when_done() -> None:
    days = {"year": 2022, "due_on": MARCH}
    said = [
        told(a_sample(ActionPlanAgreed, **OF, **days)),
        told(a_sample(ActionPlanDone, **OF, **days, done_on=date(2022, 4, 2))),
    ]
    assert some(activities(said, *QUARTER)) == {"points_due": 1}
    second = (date(2022, 4, 1), date(2022, 7, 1))
    assert some(activities(said, *second)) == {"points_done": 1}
