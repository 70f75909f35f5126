"""How long who may take, and who is told of a delay: the rows of a policy, as values."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.routing.domain.records import Slug, Strict
from shared.events.cases import Clock, Level, RequestKind

Unit = Literal["wd", "cd"]
"""Working day, calendar day."""

Starts = Literal["sending", "delivery"]

ANSWERING: tuple[RequestKind, ...] = ("clarification", "rco", "corrective-action", "information")


class Term(Strict):
    """So many days of this unit; day 0 is the day on which the clock starts."""

    days: Annotated[int, Field(ge=0, le=3_650)]
    unit: Unit = "cd"


class Terms(Strict):
    """The two clocks of a kind of request."""

    acknowledgement: Term
    answer: Term


class Step(Strict):
    """One line of the ladder: when it falls due, how high it is, and who is told."""

    name: Slug
    clock: Clock
    level: Level
    recipients: list[Slug] = Field(min_length=1)
    used: Annotated[float, Field(gt=0, lt=1)] | None = Field(
        None, description="Share of the time: a reminder, before the deadline."
    )
    overdue: Term | None = Field(None, description="So long after the deadline.")
    kinds: list[RequestKind] | None = None
    from_number: int = Field(1, ge=1, description="From the how-manieth request of its kind on.")

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.used is None) == (self.overdue is None):
            raise ValueError(f"the step {self.name} says either `used` or `overdue`")
        return self

    def concerns(self, clock: Clock, kind: RequestKind, number: int) -> bool:
        fits = self.kinds is None or kind in self.kinds
        return self.clock == clock and fits and number >= self.from_number


class Policy(Strict):
    """All rows of one office."""

    clocks: Mapping[RequestKind, Terms]
    correction: Term
    extension: Term
    """The longest by which one extension moves an answer."""
    starts: Starts
    joint_leave_closed: bool = Field(True, description="Whether *cuti bersama* stops the clocks.")
    region: str | None = Field(None, description="Whose own closures count, by its code.")
    ladder: tuple[Step, ...] = Field(description="In the order in which the steps fall due.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if missing := set(ANSWERING) - set(self.clocks):
            raise ValueError(f"no clocks for {', '.join(sorted(missing))}")
        names = [step.name for step in self.ladder]
        if len(names) != len(set(names)):
            raise ValueError("two steps have one name")
        return self


class Policies(Strict):
    """The rows of every office; an office differs only where it says so."""

    usual: Policy
    offices: dict[Slug, dict[str, object]] = Field(default_factory=dict)

    def of(self, office: str) -> Policy:
        differs = self.offices.get(office)
        if not differs:
            return self.usual
        return Policy.model_validate({**self.usual.model_dump(), **differs})
