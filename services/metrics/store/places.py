"""In which rows of the roll-ups a case counts: data that folding and reading share."""

from typing import Final, Literal, NamedTuple

Dimension = Literal["total", "office", "agency", "channel", "substance", "template"]

EVERYWHERE: Final = ""
"""The scope of all agencies together."""


class Place(NamedTuple):
    """A dimension, counted for all agencies together or for each by itself."""

    dimension: Dimension
    each_agency: bool


PLACES: Final = (
    Place("total", each_agency=False),
    Place("office", each_agency=False),
    Place("channel", each_agency=False),
    Place("substance", each_agency=False),
    Place("agency", each_agency=False),
    Place("office", each_agency=True),
    Place("channel", each_agency=True),
    Place("substance", each_agency=True),
)
"""Access types need no place of their own: each row is of one."""


def of_agencies(place: Place) -> bool:
    """Whether a place knows agencies: what intake says has none, what moves between them has two."""
    return place.each_agency or place.dimension == "agency"


def within(agency: str) -> str:
    """The scope of one agency."""
    return f"agency={agency}"
