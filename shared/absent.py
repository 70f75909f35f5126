"""Importing a library without what it would like to have beside it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


@contextmanager
def absent(name: str) -> Iterator[None]:
    """Inside, a package that is not imported yet cannot be; for libraries that do without it."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = cast(ModuleType, None)  # how Python marks what must not be imported
    try:
        yield
    finally:
        del sys.modules[name]


def keep_out(name: str) -> None:
    """From now on a package that is not imported yet cannot be, as if it were not installed."""
    sys.modules.setdefault(name, cast(ModuleType, None))
