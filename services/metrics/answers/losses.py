"""What metrics shows of the losses that reporters were saved."""

from typing import ClassVar

from pydantic import Field

from services.metrics.answers.grouped import Grouped
from services.metrics.answers.values import Count
from services.metrics.domain import benefits
from services.metrics.domain.figures import Flow


class Losses(Grouped):
    """What the closings of the period say was saved (T16)."""

    view: ClassVar = "losses"

    valued: Count = Field(description="Closings that say it; of the others it is not known.")
    rupiah: Count = Field(description="Whole rupiah, added up exactly.")


def losses(flow: Flow) -> Losses:
    return Losses(group=flow.group, valued=flow[benefits.VALUED], rupiah=flow[benefits.LOSS_SAVED])
