"""Models that are built when they are first asked, for who may never ask."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel


@contextmanager
def unbuilt() -> Iterator[None]:
    """Models that are defined inside wait; for libraries whose models cannot say so themselves."""
    BaseModel.model_config["defer_build"] = True
    try:
        yield
    finally:
        del BaseModel.model_config["defer_build"]
