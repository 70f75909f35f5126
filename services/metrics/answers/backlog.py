"""What metrics shows of the cases that are open: how many, and how old."""

from collections.abc import Collection
from typing import ClassVar, Literal, Self

from pydantic import Field, PrivateAttr

from services.metrics.answers.grouped import Grouped
from services.metrics.answers.values import Ages, Count
from services.metrics.domain.ageing import Backlog as Open
from services.metrics.domain.secrecy import Figure, kept_back, summed
from services.metrics.domain.suppression import Suppressed, is_small

Days = Literal["0-30", "31-60", "61-90", "91-180", "181-365", "over-365"]
Months = Literal["up-to-3", "3-12", "12-18", "over-18"]


class Backlog(Grouped):
    """The cases of a group that are open on the day."""

    view: ClassVar = "backlog"

    open: Count
    carried_over: Count = Field(description="Registered in a year before that of the day (M08).")
    years: dict[str, Count] | Suppressed = Field(examples=[{"2021": 11, "2022": 15}])
    days: dict[Days, Count] | Suppressed = Field(description="By age in calendar days (M09).")
    months: dict[Months, Count] | Suppressed = Field(
        description="By age in the bands of the European Ombudsman."
    )
    ages: Ages | Suppressed
    _found: Open = PrivateAttr()

    @classmethod
    def of(cls, group: str, found: Open) -> Self:
        made = cls.model_validate(
            {
                "group": group,
                "open": found.open,
                "carried_over": found.carried_over,
                "years": found.by_year,
                "days": found.by_days,
                "months": found.by_months,
                "ages": Ages.of(found.ages, found.oldest),
            }
        )
        made._found = found
        return made

    @property
    def found(self) -> Open:
        """What it was made of, in whole."""
        return self._found


def kept_of(told: Backlog, few_open: Collection[str]) -> frozenset[str]:
    """What the public is not told: open is the sum of all years, of all days, of all months.

    `few_open` are years of which other answers tell nothing either.
    """
    found = told.found
    parts = {"days": found.by_days, "months": found.by_months, "years": found.by_year}
    named = {part: {f"{part}.{one}": n for one, n in told.items()} for part, told in parts.items()}
    years = dict.fromkeys(named["years"], 1)
    before = {f"years.{year}": 1 for year in found.by_year if int(year) < found.day.year}
    figures = (
        *(Figure(name, (summed(years),), of_moment=True) for name in ("open", "ages")),
        Figure("carried_over", (summed(before),)),
        *(Figure(name, (summed({name: 1}),)) for part in named.values() for name in part),
    )
    same = [summed({**years, **dict.fromkeys(named[part], -1)}) for part in ("days", "months")]
    counted = {name: n for part in named.values() for name, n in part.items()}
    already = frozenset(f"years.{year}" for year in few_open if year in found.by_year)
    kept = kept_back(figures, [counted], nothing=tuple(same), already=already)
    return kept | (frozenset(("open", "ages")) if is_small(found.open) else frozenset())
