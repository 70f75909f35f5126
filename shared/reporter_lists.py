"""The lists of reporters that are shipped: one for all services, to mean the same by a code."""

from functools import lru_cache
from pathlib import Path

from shared.reporters import Reporters
from shared.yaml import from_yaml

SHIPPED = Path(__file__).with_name("reporters.yaml")


@lru_cache
def shipped() -> Reporters:
    return Reporters.model_validate(from_yaml(SHIPPED.read_bytes()))
