"""What metrics hears of how content reporters are."""

from datetime import datetime

from services.metrics.domain import benefits
from services.metrics.domain.tallies import NOBODY, Tally
from services.metrics.hearing.counting import count_rare, last_day
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintRated


async def count_rated(event: Envelope[ComplaintRated], tx: Transaction, now: datetime) -> None:
    """It counts on the day of the closing that it is of, whenever it was said."""
    said = event.data
    day, agency = last_day(said.office, said.closed_at), said.handled_by or NOBODY
    one = Tally(benefits.RATED, day, agency), Tally(benefits.SCORES, day, agency, said.score)
    count_rare(event, tx, now, "rated", *one)


def listen(ear: Ear) -> None:
    ear.hears(ComplaintRated)(count_rated)
