"""What kind of reporter reports came from, and from which province: counted beside the reports."""

from collections.abc import Iterable
from typing import Final, Literal, get_args

from services.metrics.domain.tallies import RECEIVED, Tally

ReportersBy = Literal["reporter_class", "reporter_province"]
BYS: Final = get_args(ReportersBy)


def of(by: str, code: str) -> str:
    """The measure of the reports whose reporters are of one class, or from one province."""
    return f"{by}={code}"


def beside(tallies: Iterable[Tally], kind: str | None, province: str | None) -> tuple[Tally, ...]:
    """Where a report counts as received, or does so no more, its reporter does as well."""
    told = zip(BYS, (kind, province), strict=True)
    measures = [of(by, code) for by, code in told if code is not None]
    received = [one for one in tallies if one.measure == RECEIVED]
    return tuple(one._replace(measure=name) for one in received for name in measures)
