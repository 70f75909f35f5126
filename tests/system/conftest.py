"""A running installation for each module and kind of database."""

from collections.abc import Iterator

import pytest

from tests.databases import KINDS, Databases
from tests.system.stack import Stack, a_stack

PARAMS = [pytest.param(kind, marks=pytest.mark.xdist_group(f"stack-{kind}")) for kind in KINDS]


@pytest.fixture(scope="module", params=PARAMS)
def stack(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The product, started once for the tests of a module on each database."""
    with a_stack(tmp_path_factory.mktemp(request.param), databases, request.param) as started:
        yield started
