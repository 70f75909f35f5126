"""What the office begins itself: the agency answers, and there is nobody to thank."""

from tests.journeys.test_branches import ANSWER, TO_OFFICER, UNFOUNDED
from tests.journeys.world import World


async def test_what_the_office_begins_itself_has_no_reporter(world: World) -> None:
    complaint = await world.filed_by_desk(access_type="IAPS", reporter=None, channel="inisiatif")
    case = await world.handles(complaint, ("answer", ANSWER), ("closure", UNFOUNDED))
    assert (case["access_type"], case["state"], case["reason"]) == ("IAPS", "closed", "K22")
    assert await world.progress(complaint) == ["assigned", "answered", "closed"]
    letters = await world.letters()
    assert letters[TO_OFFICER] == 1
    assert {to for _, to in letters} == {"focal-point"}
    assert await world.figures() == {"received": 1, "opened": 1, "closed": 1, "open_at_end": 0}
