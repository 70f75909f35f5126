"""One metric of one group as it is told: every figure with both of its halves."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, Field, PrivateAttr

from services.metrics import definitions
from services.metrics.answers.grouped import Grouped
from services.metrics.answers.values import Count, Why
from services.metrics.domain import figures, metrics
from services.metrics.domain.figures import Flow
from services.metrics.domain.metrics import Kind, Metric
from services.metrics.domain.suppression import SUPPRESSED, Suppressed


class Measured(BaseModel):
    """A figure, and what it was made of."""

    name: str = Field(examples=["closed"])
    kind: Kind
    definition: str = Field(examples=["M04"])
    version: int = Field(examples=[1])
    numerator: Count = Field(examples=[68])
    denominator: Count | None = Field(description="Null for what is only counted.", examples=[83])
    value: str | None = Field(
        description="A count, a share in percent, or a mean; null where there is none.",
        examples=["81.93"],
    )
    why: Why | Suppressed | None = Field(None, description="Why there is no value.")
    rounding: Literal["none", "half-up-2"]
    _counts: tuple[int, ...] = PrivateAttr(())

    @classmethod
    def of(cls, metric: Metric, figure: metrics.Figure, flow: Flow, day: date) -> Self:
        version = definitions.registry()[metric.id].on(day)
        over = metrics.amount(figure.over, flow)
        under = metrics.amount(figure.under, flow) if figure.under else None
        no_share = under is not None and under <= 0
        made_of = figures.half_up if figure.kind == "mean" else figures.percent
        value = str(over) if under is None else made_of(over, under)
        made = cls(
            name=figure.name,
            kind=figure.kind,
            definition=metric.id,
            version=version.version,
            numerator=over,
            denominator=under,
            value=None if no_share else value,
            why="nothing-to-divide-by" if no_share else None,
            rounding="none" if under is None else figures.ROUNDING,
        )
        halves = (over,) if under is None else (over, under)
        made._counts = (*halves, under - over) if under and figure.is_share else halves
        return made

    @property
    def counts(self) -> tuple[int, ...]:
        """What can be counted back to people; of a share also the rest."""
        return self._counts

    @property
    def withheld(self) -> Self:
        """As the public is told of it: that it is there."""
        halves = {"numerator": SUPPRESSED, "denominator": self.denominator and SUPPRESSED}
        return self.model_copy(update={**halves, "value": None, "why": SUPPRESSED})


class Group(Grouped):
    """What a metric says of one group."""

    group: str = Field(examples=["pln-uiw-babel"])
    figures: list[Measured]

    @property
    def is_something(self) -> bool:
        """Whether there is anything of it."""
        return any(any(one.counts) for one in self.figures)

    def told_as(self, cell: str) -> str:
        [metric] = {one.definition for one in self.figures}
        return f"{metric}.{cell}"


def group(metric: Metric, flow: Flow, day: date) -> Group:
    """Under the version of the definition that was in use on the day."""
    figures = [Measured.of(metric, one, flow, day) for one in metric.figures]
    return Group(group=flow.group, figures=figures)
