"""What metrics shows of the cases that are open: how many, and how old."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from services.metrics.domain.ageing import Backlog as Open
from services.metrics.domain.suppression import Suppressed
from services.metrics.values import Ages, Count

Days = Literal["0-30", "31-60", "61-90", "91-180", "181-365", "over-365"]
Months = Literal["up-to-3", "3-12", "12-18", "over-18"]


class Backlog(BaseModel):
    """The cases of a group that are open on the day."""

    group: str
    open: Count
    carried_over: Count = Field(description="Registered in a year before that of the day (M08).")
    years: dict[str, Count] | Suppressed = Field(examples=[{"2021": 11, "2022": 15}])
    days: dict[Days, Count] | Suppressed = Field(description="By age in calendar days (M09).")
    months: dict[Months, Count] | Suppressed = Field(
        description="By age in the bands of the European Ombudsman."
    )
    ages: Ages | Suppressed

    @classmethod
    def of(cls, group: str, found: Open) -> Self:
        return cls.model_validate(
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
