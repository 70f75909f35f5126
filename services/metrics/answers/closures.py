"""What metrics shows of one group: every figure with its halves, its rounding, its definition."""

from collections.abc import Mapping
from typing import Any, ClassVar, get_args

from pydantic import Field

from services.metrics.answers.grouped import Grouped
from services.metrics.answers.values import Count, Mean, Percentiles, Rate
from services.metrics.domain import tallies
from services.metrics.domain.figures import Flow
from services.metrics.domain.spread import NO_SPREAD, Spread
from services.metrics.domain.suppression import Suppressed
from shared.events.cases import Level

CAME = (tallies.MOVED_IN, tallies.CONVERTED_IN)
WENT = (tallies.MOVED_OUT, tallies.CONVERTED_OUT, tallies.HANDED_OVER)


class StockFlow(Grouped):
    """open_at_end = open_at_start + opened + reopened + transferred_in - transferred_out - closed
    (M03)."""

    view: ClassVar = "stock-flow"

    open_at_start: Count
    opened: Count = Field(description="Cases by the day of their registration (R).")
    reopened: Count = Field(description="Closed cases that go on (B).")
    transferred_in: Count = Field(description="From another agency or access type, or placed (Ti).")
    transferred_out: Count = Field(description="To another agency, type or office (To, K24).")
    closed: Count = Field(description="By the day of closing, without K24 (C).")
    open_at_end: Count


def _stock_flow(flow: Flow) -> dict[str, Any]:
    return {
        "group": flow.group,
        "open_at_start": flow.open_at_start,
        "opened": flow[tallies.OPENED],
        "reopened": flow[tallies.REOPENED],
        "transferred_in": sum(flow[one] for one in CAME),
        "transferred_out": sum(flow[one] for one in WENT),
        "closed": flow[tallies.CLOSED],
        "open_at_end": flow.open_at_end,
    }


def stock_flow(flow: Flow) -> StockFlow:
    return StockFlow(**_stock_flow(flow))


class Closures(StockFlow):
    """What came, what was closed, and the three rates that must not be taken for each other."""

    view: ClassVar = "closures"

    accesses: Count | None = Field(description="All access types (M01); null by agency.")
    received: Count | None = Field(description="Reports: LM, RCO, IAPS (M02); null by agency.")
    closure_rate: Rate | Suppressed = Field(
        description="Of the cases registered in the period (M04)."
    )
    workload_rate: Rate | Suppressed = Field(description="Of all that was on the table (M05).")
    clearance_rate: Rate | Suppressed = Field(
        description="Closed for each opened; may exceed 100 % (M06)."
    )
    time_to_close: Mean | Suppressed = Field(description="Of the cases closed in the period (M10).")


def closures(flow: Flow, *, of_agencies: bool) -> Closures:
    """Intake does not know who will answer: accesses and reports have no agency."""
    received = flow[tallies.RECEIVED]
    opened, closed = flow[tallies.OPENED], flow[tallies.CLOSED]
    on_the_table = flow.open_at_start + opened + flow[tallies.REOPENED]
    on_the_table += sum(flow[one] for one in CAME)
    return Closures(
        **_stock_flow(flow),
        accesses=None if of_agencies else received + flow[tallies.FINISHED],
        received=None if of_agencies else received,
        closure_rate=Rate.of("M04", flow.registered_and_closed, flow.registered),
        workload_rate=Rate.of("M05", closed, on_the_table),
        clearance_rate=Rate.of("M06", closed, opened, is_share=False),
        time_to_close=Mean.of("M10", closed, flow.seconds_to_close),
    )


class Status(Grouped):
    """What has become of the cases registered in the period."""

    view: ClassVar = "status"

    registered: Count = Field(description="With the agency that has them now.")
    open: Count
    closed: Count
    handed_over: Count = Field(description="To another unit or office (K24).")
    reasons: dict[str, Count] | Suppressed = Field(examples=[{"K20": 7, "K22": 1}])


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


class Requests(Grouped):
    """What focal points did in the period, by the day on which they did it."""

    view: ClassVar = "requests"

    acknowledged: Count
    answered: Count
    answered_in_time: Rate | Suppressed = Field(description="Of the answers given in the period.")
    returned: Rate | Suppressed = Field(
        description="Answers sent back, of the answers given in the period."
    )
    misrouted: Count = Field(description="Requests that an agency said were not for it.")
    escalated: dict[Level, Count] | Suppressed = Field(
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
        returned=Rate.of("answers-returned", flow[tallies.RETURNED], answered, is_share=False),
        misrouted=flow[tallies.MISROUTED],
        escalated={level: flow[tallies.escalated(level)] for level in get_args(Level)},
    )


class Messages(Grouped):
    """The fate of messages."""

    view: ClassVar = "messages"

    sent: Count
    sent_maybe_twice: Count = Field(description="A process died before it could note the first.")
    failed: Count


def messages(flow: Flow) -> Messages:
    return Messages(
        group=flow.group,
        sent=flow[tallies.SENT],
        sent_maybe_twice=flow[tallies.SENT_MAYBE_TWICE],
        failed=flow[tallies.FAILED],
    )


class TimeToClose(Grouped):
    """How long the cases closed in the period took (M10)."""

    view: ClassVar = "durations"

    closed: Count
    calendar_days: Percentiles | Suppressed = Field(description="From day to day of the office.")
    working_days: Percentiles | Suppressed = Field(
        description="Without those of a year that no decree was known for."
    )
    mean: Mean | Suppressed = Field(description="Exact, of the time between both moments.")


def time_to_close(group: str, found: Mapping[str, Spread], seconds: int) -> TimeToClose:
    days = found.get(tallies.DAYS_TO_CLOSE, NO_SPREAD)
    return TimeToClose(
        group=group,
        closed=days.n,
        calendar_days=Percentiles.of(days),
        working_days=Percentiles.of(found.get(tallies.WORKING_DAYS_TO_CLOSE, NO_SPREAD)),
        mean=Mean.of("M10", days.n, seconds),
    )
