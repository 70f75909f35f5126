"""What metrics shows of reporters: how many reports came from each kind of them."""

from typing import ClassVar

from services.metrics.answers.grouped import Grouped
from services.metrics.answers.values import Count


class Reporters(Grouped):
    """Reports received (M02) of one class of reporters, or of one province (T4)."""

    view: ClassVar = "closures"

    received: Count
