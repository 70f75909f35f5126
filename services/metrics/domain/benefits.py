"""What closings brought to reporters: losses that they were saved, and how content they are."""

from datetime import date
from typing import Final

from services.metrics.domain.tallies import Tally

RATED: Final = "rated"
SCORES: Final = "scores"
"""Closings that their reporters have rated, and what their numbers from 1 to 5 add up to (M22)."""

VALUED: Final = "valued"
LOSS_SAVED: Final = "loss-saved"
"""Closings that say which loss was saved, and how many rupiah they say: whole ones, added up."""


def saved(agency: str, rupiah: int | None, day: date, sign: int = 1) -> tuple[Tally, ...]:
    """What a closing says was saved; what a reopened case had said counts no more."""
    if rupiah is None:
        return ()
    return Tally(VALUED, day, agency, sign), Tally(LOSS_SAVED, day, agency, sign * rupiah)
