"""How long who may take, and who is told of a delay: the rows of a policy, as values."""

from collections.abc import Mapping
from itertools import combinations
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.routing.domain.records import Slug, Strict
from shared.events.cases import Clock, Level, RequestKind
from shared.events.intake import AccessType

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
    """One line of the ladder: when it falls due, how high it is, and who is told.

    Or the request is sent once more: that tells its officer.
    """

    name: Slug
    clock: Clock
    level: Level | None = None
    recipients: list[Slug] = Field(default_factory=list)
    asks_again: bool = False
    converts: bool = Field(False, description="The case goes on as a regular report.")
    used: Annotated[float, Field(gt=0, lt=1)] | None = Field(
        None, description="Share of the time: a reminder, before the deadline."
    )
    overdue: Term | None = Field(None, description="So long after the deadline.")
    kinds: list[RequestKind] | None = None
    from_number: Literal[1, 2] = Field(1, description="2: only if the same was asked before.")
    until_number: Literal[1] | None = Field(None, description="1: only of a first request.")

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.used is None) == (self.overdue is None):
            raise ValueError(f"the step {self.name} says either `used` or `overdue`")
        tells = self.level is not None and bool(self.recipients)
        if tells + self.asks_again + self.converts != 1:
            said = "tells somebody at a level, asks again, or converts"
            raise ValueError(f"the step {self.name} {said}")
        if self.converts and self.clock != "settlement":
            raise ValueError(f"the step {self.name} converts what is not settled in its days")
        if self.asks_again and (self.clock != "answer" or self.until_number != 1):
            raise ValueError(f"the step {self.name} asks again what is asked for the first time")
        return self

    def concerns(self, clock: Clock, kind: RequestKind, number: int) -> bool:
        fits = self.kinds is None or kind in self.kinds
        among = self.from_number <= number <= (self.until_number or number)
        return self.clock == clock and fits and among

    def meets(self, other: "Step") -> bool:
        """Whether some clock has both steps."""
        kinds = set(ANSWERING if self.kinds is None else self.kinds)
        both = kinds.intersection(ANSWERING if other.kinds is None else other.kinds)
        last = min(self.until_number or 2, other.until_number or 2)
        numbers = max(self.from_number, other.from_number) <= last
        return self.clock == other.clock and bool(both) and numbers

    def never_after(self, other: "Step") -> bool:
        """On every calendar: so many working days are at least as many calendar days, or more."""
        if self.overdue is None or other.overdue is None:
            return (self.used or 1) <= (other.used or 1)
        mine, others = self.overdue, other.overdue
        alike = mine.unit in (others.unit, "cd") or mine.days == 0
        return alike and mine.days <= others.days


class Pause(Strict):
    """Whose clocks stand still while the parties conciliate, and which."""

    access_types: list[AccessType]
    clocks: list[Clock]


class Policy(Strict):
    """All rows of one office."""

    clocks: Mapping[RequestKind, Terms]
    correction: Term
    settlement: Term | None = Field(
        None, description="The days of the fast route, RCO; none: they never end it."
    )
    extension: Term
    """The longest by which one extension moves an answer."""
    pause: Pause | None = Field(None, description="None: the procedure knows no pause.")
    starts: Starts
    joint_leave_closed: bool = Field(True, description="Whether *cuti bersama* stops the clocks.")
    ladder: tuple[Step, ...] = Field(description="In the order in which the steps fall due.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if missing := set(ANSWERING) - set(self.clocks):
            raise ValueError(f"no clocks for {', '.join(sorted(missing))}")
        names = [step.name for step in self.ladder]
        if len(names) != len(set(names)):
            raise ValueError("two steps have one name")
        for one, next_one in combinations(self.ladder, 2):
            if one.meets(next_one) and not one.never_after(next_one):
                late = f"{next_one.name} may fall due before {one.name}, which stands above it"
                raise ValueError(f"steps stand in the order in which they fall due: {late}")
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
