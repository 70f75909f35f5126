"""The scales that zones are read from: data of each year."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.metrics.domain.checklist import Band, Scale
from shared.yaml import from_yaml

FILE = Path(__file__).with_name("scales.yaml")


@lru_cache
def scales() -> tuple[Scale, ...]:
    """All of them, as the file has them."""
    return tuple(_scale(one) for one in from_yaml(FILE.read_bytes()))


def _scale(told: dict[str, Any]) -> Scale:
    bands = [{**one, "least": Decimal(one["least"])} for one in told["bands"]]
    first, last = told["years"]
    return Scale(first, last, tuple(Band(**one) for one in bands))
