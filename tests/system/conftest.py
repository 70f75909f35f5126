"""A running installation for each module and kind of database."""

from collections.abc import Iterator

import pytest

from tests.system.stack import Stack, a_stack

KINDS = [
    pytest.param(kind, marks=pytest.mark.xdist_group(f"stack-{kind}"))
    for kind in ("sqlite", "postgresql")
]


@pytest.fixture(scope="module", params=KINDS)
def stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The product, started once for the tests of a module on each database."""
    server = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    with a_stack(tmp_path_factory.mktemp(request.param), server) as started:
        yield started
