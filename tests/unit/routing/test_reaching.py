"""Each deed that people may say needs a right of its own kind."""

from typing import get_args

from services.routing.domain.deeds import OfStaff
from services.routing.reaching import RIGHTS
from shared.access.table import TABLE


def test_every_deed_of_people_has_its_right() -> None:
    deeds = {kind.model_fields["deed"].default for kind in get_args(get_args(OfStaff)[0])}
    assert set(RIGHTS) == deeds
    assert set(RIGHTS.values()) <= set(TABLE)
