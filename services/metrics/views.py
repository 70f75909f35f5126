"""What metrics shows of one group: every figure with its halves, its rounding, its definition."""

from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, Field

from services.metrics.domain import figures, tallies
from services.metrics.domain.figures import Flow
from services.metrics.store import Durations
from shared.events.cases import Level

DAY = 24 * 60 * 60


class Rate(BaseModel):
    """A share with both of its halves."""

    definition: str = Field(examples=["M04"])
    numerator: int
    denominator: int
    percent: str = Field(description="`–` where the denominator is 0.", examples=["81.93"])
    rounding: Literal["half-up-2"] = figures.ROUNDING

    @classmethod
    def of(cls, definition: str, numerator: int, denominator: int) -> Self:
        return cls(
            definition=definition,
            numerator=numerator,
            denominator=denominator,
            percent=figures.percent(numerator, denominator),
        )


class Mean(BaseModel):
    """A mean with what it is made of."""

    definition: str = Field(examples=["M10"])
    n: int
    total_seconds: int
    mean_seconds: str = Field(description="`–` where n is 0.", examples=["86400.00"])
    mean_days: str = Field(examples=["1.00"])
    rounding: Literal["half-up-2"] = figures.ROUNDING

    @classmethod
    def of(cls, definition: str, n: int, seconds: int) -> Self:
        return cls(
            definition=definition,
            n=n,
            total_seconds=seconds,
            mean_seconds=figures.half_up(seconds, n),
            mean_days=figures.half_up(seconds, n * DAY),
        )


class StockFlow(BaseModel):
    """open_at_end = open_at_start + opened + reopened + transferred_in - transferred_out - closed
    (M03)."""

    group: str
    open_at_start: int
    opened: int = Field(description="Cases by the day of their registration (R).")
    reopened: int = Field(description="Closed cases that go on (B).")
    transferred_in: int = Field(description="From another agency, or placed by staff (Ti).")
    transferred_out: int = Field(description="To another agency, unit or office (To, with K24).")
    closed: int = Field(description="By the day of closing, without K24 (C).")
    open_at_end: int


def _stock_flow(flow: Flow) -> dict[str, Any]:
    return {
        "group": flow.group,
        "open_at_start": flow.open_at_start,
        "opened": flow[tallies.OPENED],
        "reopened": flow[tallies.REOPENED],
        "transferred_in": flow[tallies.MOVED_IN],
        "transferred_out": flow[tallies.MOVED_OUT] + flow[tallies.HANDED_OVER],
        "closed": flow[tallies.CLOSED],
        "open_at_end": flow.open_at_end,
    }


def stock_flow(flow: Flow) -> StockFlow:
    return StockFlow(**_stock_flow(flow))


class Closures(StockFlow):
    """What came, what was closed, and the three rates that must not be taken for each other."""

    accesses: int | None = Field(description="All access types (M01); null by agency.")
    received: int | None = Field(description="Reports: LM, RCO, IAPS (M02); null by agency.")
    closure_rate: Rate = Field(description="Of the cases registered in the period (M04).")
    workload_rate: Rate = Field(description="Of all that was on the table (M05).")
    clearance_rate: Rate = Field(description="Closed for each opened; may exceed 100 % (M06).")
    time_to_close: Mean = Field(description="Of the cases closed in the period (M10).")


def closures(flow: Flow, *, of_agencies: bool) -> Closures:
    """Intake does not know who will answer: accesses and reports have no agency."""
    received = flow[tallies.RECEIVED]
    opened, closed = flow[tallies.OPENED], flow[tallies.CLOSED]
    on_the_table = flow.open_at_start + opened + flow[tallies.REOPENED] + flow[tallies.MOVED_IN]
    return Closures(
        **_stock_flow(flow),
        accesses=None if of_agencies else received + flow[tallies.FINISHED],
        received=None if of_agencies else received,
        closure_rate=Rate.of("M04", flow.registered_and_closed, flow.registered),
        workload_rate=Rate.of("M05", closed, on_the_table),
        clearance_rate=Rate.of("M06", closed, opened),
        time_to_close=Mean.of("M10", closed, flow.seconds_to_close),
    )


class Status(BaseModel):
    """What has become of the cases registered in the period."""

    group: str
    registered: int = Field(description="With the agency that has them now.")
    open: int
    closed: int
    handed_over: int = Field(description="To another unit or office (K24).")
    reasons: dict[str, int] = Field(examples=[{"K20": 7, "K22": 1}])


def status(flow: Flow) -> Status:
    closed, handed_over = flow.registered_and_closed, flow.registered_and_handed_over
    return Status(
        group=flow.group,
        registered=flow.registered,
        open=flow.registered - closed - handed_over,
        closed=closed,
        handed_over=handed_over,
        reasons=flow.reasons,
    )


class Requests(BaseModel):
    """What focal points did in the period, by the day on which they did it."""

    group: str
    acknowledged: int
    answered: int
    answered_in_time: Rate = Field(description="Of the answers given in the period.")
    returned: Rate = Field(description="Answers sent back, of the answers given in the period.")
    misrouted: int = Field(description="Requests that an agency said were not for it.")
    escalated: dict[Level, int] = Field(
        description="Delays by the level that they were taken to (domain B.4)."
    )


def requests(flow: Flow) -> Requests:
    in_time = flow[tallies.ANSWERED_IN_TIME]
    answered = in_time + flow[tallies.ANSWERED_LATE]
    return Requests(
        group=flow.group,
        acknowledged=flow[tallies.ACKNOWLEDGED],
        answered=answered,
        answered_in_time=Rate.of("answers-in-time", in_time, answered),
        returned=Rate.of("answers-returned", flow[tallies.RETURNED], answered),
        misrouted=flow[tallies.MISROUTED],
        escalated={level: flow[tallies.escalated(level)] for level in get_args(Level)},
    )


class Messages(BaseModel):
    """The fate of messages."""

    group: str
    sent: int
    sent_maybe_twice: int = Field(description="A process died before it could note the first.")
    failed: int


def messages(flow: Flow) -> Messages:
    return Messages(
        group=flow.group,
        sent=flow[tallies.SENT],
        sent_maybe_twice=flow[tallies.SENT_MAYBE_TWICE],
        failed=flow[tallies.FAILED],
    )


class TimeToClose(BaseModel):
    """Exact percentiles of the seconds from registration to closing."""

    group: str
    n: int
    median_seconds: int
    p90_seconds: int


def time_to_close(found: Durations) -> TimeToClose:
    return TimeToClose(
        group=found.group, n=found.n, median_seconds=found.median, p90_seconds=found.ninetieth
    )
