"""No address of the product is without a line in the matrix of rights."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from fastapi import FastAPI

from deploy.contracts import RIGHTS
from deploy.rights_document import rights_document
from shared import service
from shared.access.person import ROLES, SCOPES
from shared.access.table import MEANINGS, TABLE, Right
from shared.web.answers import operations
from tests.pages import PAGES
from tests.rights import ENDPOINTS, OF_EVERY_SERVICE, PEOPLE
from tests.tokens import KEY

OF_THE_FRAMEWORK = ("/static", "/docs", "/openapi.json", "/asyncapi", "/metrics")


def application(name: str, secrets: Path) -> FastAPI:
    (secrets / "links.key").write_text(KEY)
    settings = getattr(
        importlib.import_module(f"services.{name}.settings"), f"{name.capitalize()}Settings"
    )
    told = {
        "database_url": "sqlite+aiosqlite:////nowhere/nothing.sqlite",
        "nats_url": "nats://127.0.0.1:1",
        **{"nats_creds": "none", "secrets": secrets, "port": 1},
        **{"intake_url": "http://intake", "routing_url": "http://routing", "smtp_port": 1},
    }
    known = {key: value for key, value in told.items() if key in settings.model_fields}
    blueprint = importlib.import_module(f"services.{name}.app").BLUEPRINT
    return service.build(blueprint, settings(**known))


def addresses(router: object) -> Iterator[str]:
    """Every address that is answered, in the document or not."""
    for route in getattr(router, "routes", []):
        if inner := getattr(route, "original_router", None):
            yield from addresses(inner)
            continue
        path = getattr(route, "path", "")
        if path.startswith(OF_THE_FRAMEWORK):
            continue
        for method in (getattr(route, "methods", None) or set()) - {"HEAD"}:
            yield f"{method} {path}"


@pytest.mark.parametrize("name", ENDPOINTS)
def test_every_endpoint_says_what_it_needs(name: str, tmp_path: Path) -> None:
    app = application(name, tmp_path)
    known = {**OF_EVERY_SERVICE, **ENDPOINTS[name]}
    document = {
        f"{method.upper()} {path}": bool(operation.get("security"))
        for path, method, operation in operations(app.openapi())
    }
    assert set(document) == set(known)
    assert document == {address: one.right != "anyone" for address, one in known.items()}
    assert set(addresses(app.router)) == {*known, *PAGES[name]}


def test_the_table_is_whole() -> None:
    rights = set(get_args(Right))
    assert set(TABLE) == set(MEANINGS) == rights
    for reach in TABLE.values():
        assert set(reach) <= set(ROLES)
        assert set(reach.values()) <= set(SCOPES)
    assert [person.role for person in PEOPLE] == list(ROLES)


def test_who_complained_and_what_they_wrote_stays_with_the_office() -> None:
    assert set(TABLE["complaint.story"]) == {"examiner", "head"}
    for right, reach in TABLE.items():
        if right.startswith("complaint."):
            assert not {"focal-point", "supervisor", "operator"} & set(reach)


def test_whoever_runs_the_machines_sees_no_case() -> None:
    seen = {right for right, reach in TABLE.items() if "operator" in reach}
    assert seen == {"registry.read", "message.count"}


def test_the_page_shows_the_table_as_it_is() -> None:
    page = (Path(__file__).resolve().parents[3] / RIGHTS).read_text("utf-8")
    assert page == rights_document(), "renew it with `make contracts`"


def test_every_right_opens_some_address() -> None:
    named = {needs.right for addresses in ENDPOINTS.values() for needs in addresses.values()}
    assert set(get_args(Right)) <= named
