"""What is inside of a service knows nothing of what is around it, whatever that is called."""

import grimp
import pytest

from deploy.permissions import SERVICES

KNOWS = {
    "domain": set[str](),
    "table": set[str](),
    "models": {"table"},
    "store": {"domain", "models", "sealing"},
    "sealing": set[str](),
}
"""By room, what of its own service it may import; rooms with `_models` count as models."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("services", cache_dir=None)


def _room(service: str, module: str) -> str | None:
    inside = module.removeprefix(f"services.{service}.")
    if inside == module:
        return None
    room = inside.partition(".")[0]
    return "models" if room.endswith("_models") else room


@pytest.mark.parametrize("service", SERVICES)
def test_inner_rooms_import_only_what_is_further_inside(
    graph: grimp.ImportGraph, service: str
) -> None:
    seen = set()
    for module in graph.modules:
        room = _room(service, module)
        if room not in KNOWS:
            continue
        seen.add(room)
        for imported in graph.find_modules_directly_imported_by(module):
            other = _room(service, imported)
            assert other in KNOWS[room] | {room, None}, f"{module} imports {imported}"
    assert seen >= {"domain", "models", "store"}


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_imports_the_wiring(graph: grimp.ImportGraph, service: str) -> None:
    assert graph.find_modules_that_directly_import(f"services.{service}.app") == set()
