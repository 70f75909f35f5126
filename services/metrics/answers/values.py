"""What a figure may be beside a count: each bears what it is made of."""

from typing import Literal, Self

from pydantic import BaseModel, Field, PrivateAttr

from services.metrics.domain import figures
from services.metrics.domain.spread import Spread
from services.metrics.domain.suppression import Suppressed

DAY = 24 * 60 * 60

Count = int | Suppressed
"""The public is not told of one to four."""

Why = Literal["nothing-to-divide-by", "too-few"]


class Rate(BaseModel):
    """A share with both of its halves."""

    definition: str = Field(examples=["M04"])
    numerator: int
    denominator: int
    percent: str | None = Field(
        description="Null where there is nothing to divide by.", examples=["81.93"]
    )
    why: Why | None = Field(None, description="Why there is no value.")
    rounding: Literal["half-up-2"] = figures.ROUNDING
    _is_share: bool = PrivateAttr(True)

    @classmethod
    def of(
        cls, definition: str, numerator: int, denominator: int, *, is_share: bool = True
    ) -> Self:
        """Of a share the rest is a count, too: those that are not in the numerator."""
        some = denominator > 0
        made = cls(
            definition=definition,
            numerator=numerator,
            denominator=denominator,
            percent=figures.percent(numerator, denominator) if some else None,
            why=None if some else "nothing-to-divide-by",
        )
        made._is_share = is_share
        return made

    @property
    def counts(self) -> tuple[int, ...]:
        rest = (self.denominator - self.numerator,) if self._is_share else ()
        return (self.numerator, self.denominator, *rest)


class Mean(BaseModel):
    """A mean with what it is made of."""

    definition: str = Field(examples=["M10"])
    n: int
    total_seconds: int
    mean_seconds: str | None = Field(description="Null where n is 0.", examples=["86400.00"])
    mean_days: str | None = Field(examples=["1.00"])
    why: Why | None = Field(None, description="Why there is no value.")
    rounding: Literal["half-up-2"] = figures.ROUNDING

    @classmethod
    def of(cls, definition: str, n: int, seconds: int) -> Self:
        return cls(
            definition=definition,
            n=n,
            total_seconds=seconds,
            mean_seconds=figures.half_up(seconds, n) if n else None,
            mean_days=figures.half_up(seconds, n * DAY) if n else None,
            why=None if n else "nothing-to-divide-by",
        )


class Score(BaseModel):
    """The mean of numbers from 1 to 5, with what it is made of."""

    definition: str = Field(examples=["M22"])
    n: int
    total: int
    mean: str | None = Field(description="Null where n is 0.", examples=["4.25"])
    why: Why | None = Field(None, description="Why there is no value.")
    rounding: Literal["half-up-2"] = figures.ROUNDING

    @classmethod
    def of(cls, definition: str, n: int, total: int) -> Self:
        return cls(
            definition=definition,
            n=n,
            total=total,
            mean=figures.half_up(total, n) if n else None,
            why=None if n else "nothing-to-divide-by",
        )


class Percentiles(BaseModel):
    """Median and 90th percentile in whole days, of what ended in the period."""

    n: int
    median: int | None = Field(description="Null for fewer than three.", examples=[12])
    p90: int | None = Field(examples=[45])
    why: Why | None = Field(None, description="Why there is no value.")

    @classmethod
    def of(cls, spread: Spread) -> Self:
        median, ninetieth = spread.percentile(50), spread.percentile(90)
        too_few = "too-few" if median is None else None
        return cls(n=spread.n, median=median, p90=ninetieth, why=too_few)


class Hours(Percentiles):
    """Median and 90th percentile in whole hours, from receipt."""


class Ages(BaseModel):
    """Of what is open: the oldest, and the median, in calendar days."""

    n: int
    oldest: int | None = Field(examples=[210])
    median: int | None = Field(description="Null for fewer than three.", examples=[12])
    why: Why | None = Field(None, description="Why there is no median.")

    @classmethod
    def of(cls, spread: Spread, oldest: int | None) -> Self:
        median = spread.percentile(50)
        why = "too-few" if median is None else None
        return cls(n=spread.n, oldest=oldest, median=median, why=why)
