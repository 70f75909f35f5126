"""In which rows of the roll-ups a case counts: data that folding and reading share."""

from typing import Any, Final, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from services.metrics.domain import requests, tallies, verification
from services.metrics.domain.tallies import BETWEEN_AGENCIES, LEFT_STOCK, NOBODY

Dimension = Literal[
    "total",
    "agency",
    "channel",
    "substance",
    "region",
    "maladministration",
    "campaign",
    "template",
]

OF_MESSAGES: Final = ""
"""The scope of messages, which are of no office."""


Columns = ReadOnlyColumnCollection[str, sa.Column[Any]]


class Place(NamedTuple):
    """A dimension, counted for each office or for each agency by itself.

    What is asked of all offices is the sum of theirs: they are few, and their number is not that
    of the cases.
    """

    dimension: Dimension
    each_agency: bool = False


PLACES: Final = (
    Place("total"),
    Place("agency"),
    Place("channel"),
    Place("substance"),
    Place("region"),
    Place("maladministration"),
    Place("channel", each_agency=True),
    Place("substance", each_agency=True),
)
"""Access types need no place of their own: each row is of one."""


AGED: Final = ("total", "agency")
"""By these alone the age of the stock is known: it takes a row for each day of registration. And of
one agency nothing but these tells how something is spread: by channel and sector there would be as
many rows as cases."""


SPREAD: Final = (
    tallies.DAYS_TO_CLOSE,
    tallies.WORKING_DAYS_TO_CLOSE,
    tallies.DAYS_OF_WAITING,
    LEFT_STOCK,
    requests.ACKNOWLEDGED_IN,
    requests.ANSWERED_IN,
    requests.EXAMINED_IN,
    verification.DAYS_OF_ENDED,
    verification.IN_VERIFICATION,
)
"""Measures with bins: by months and years alone, for by days there would be a row of nearly each
case. The single days at the edges of a period are read from the facts."""


def within(agency: str) -> str:
    """The scope of one agency."""
    return f"agency={agency}"


def within_office(office: str) -> str:
    """The scope of one office."""
    return f"office={office}"


OFFICES: Final = within_office("")
"""What the scope of every office begins with; it comes after those of agencies."""


def counts_in(place: Place, tally: Columns) -> sa.ColumnElement[bool]:
    """Whether a tally counts in a place.

    What intake says knows no agency; what moves between agencies stays where it is elsewhere.
    """
    if place.each_agency or place.dimension == "agency":
        known = tally.agency != NOBODY
        return known if place.dimension in AGED else sa.and_(known, tally.measure.not_in(SPREAD))
    is_aged = place.dimension in AGED
    return tally.measure.not_in(BETWEEN_AGENCIES if is_aged else (*BETWEEN_AGENCIES, LEFT_STOCK))
