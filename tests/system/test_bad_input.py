"""Whatever is sent, a service answers as its OpenAPI document says and stores nothing bad."""

import asyncio
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks
from sqlalchemy import func, select

from deploy import client as http
from deploy.permissions import SERVICES
from services.intake.models import ComplaintRow, ReporterRow
from services.routing.models import CaseRow
from shared.access.person import Person
from shared.db.transaction import table_of
from tests.system import books
from tests.system.leads import Known, let_in
from tests.system.stack import Stack
from tests.system.traffic import a_client, a_form, file_all

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

BOUNDED = settings(
    max_examples=15,  # of each kind (as documented, and not) for each operation
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),  # a service has a memory: the same request need not fail twice
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
PROBLEM = "application/problem+json"


@schemathesis.serializer("application/x-ndjson")
def one_line(_: Any, value: Any) -> bytes:
    """A batch of one line."""
    return json.dumps(value).encode()


@pytest.fixture(scope="module")
def known(stack: Stack) -> Known:
    """Complaints that have become cases, some of them unroutable."""

    async def filed() -> Known:
        async with a_client(stack) as client:
            receipts = list((await file_all(client, range(20))).values())
            for number in range(20):
                form = {**a_form(number), "agency": "nowhere"}
                receipts.append(await http.file_complaint(client, form, key=f"nowhere-{number}"))
            await books.until_quiet(stack, client)
        rows = await stack.read("routing", select(table_of(CaseRow).c.case_id))
        return Known(
            [receipt["tracking_code"] for receipt in receipts],
            [receipt["complaint_id"] for receipt in receipts],
            [str(row.case_id) for row in rows],
        )

    return asyncio.run(filed())


def _operations(url: str) -> Iterator[Any]:
    for found in schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_answers_as_its_document_says(
    stack: Stack, known: Known, service: str, subtests: pytest.Subtests
) -> None:
    service_token = Path(stack.addresses.secrets, "service.token").read_text().strip()
    head = stack.addresses.token_of(Person("siti", "head", "babel"))
    for operation in _operations(stack.addresses.service(service)):
        token = service_token if operation.path.endswith(("contacts", "/links")) else head
        headers = {"Authorization": f"Bearer {token}"}
        for mode in GenerationMode:
            with subtests.test(operation=operation.label, mode=mode.value):
                _try(operation, mode, headers, known)


def _try(operation: Any, mode: GenerationMode, headers: dict[str, str], known: Known) -> None:
    choice = random.Random(0)

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: Case[Any]) -> None:
        let_in(case, known, choice)
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    try:
        answered()
    except Unsatisfiable:  # what takes no parameters cannot be asked wrongly
        assert mode is GenerationMode.NEGATIVE


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.datetimes().map(str)
    | st.sampled_from(
        ["babel", "LM", "19.71", "\x00", "\ud800", "a@b.id", "' OR 1=1 --", "9" * 5000]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = (*a_form(0), "access_type", "campaign", "language", "office", "unknown")


@st.composite
def nearly_a_form(draw: st.DrawFn) -> Any:
    """A good form of which some fields are replaced or missing."""
    form = a_form(draw(st.integers(0, 9)))
    for field in draw(st.lists(st.sampled_from(FIELDS), max_size=3, unique=True)):
        if draw(st.booleans()):
            form[field] = draw(JSON)
        else:
            form.pop(field, None)
    if isinstance(form.get("reporter"), dict) and draw(st.booleans()):
        field = draw(st.sampled_from(["name", "email", "phone", "address", "identity_number"]))
        form["reporter"] = {**form["reporter"], field: draw(JSON)}
    return form


BODIES = (
    nearly_a_form().map(json.dumps).map(str.encode)
    | JSON.map(json.dumps).map(str.encode)
    | st.binary(max_size=200)
)
KEYS = st.none() | st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=210)


def test_any_body_is_a_complaint_or_a_clear_problem(stack: Stack) -> None:
    before = _stored(stack)
    accepted = set()

    with httpx.Client(base_url=stack.addresses.intake, trust_env=False) as client:

        @settings(BOUNDED, max_examples=300)
        @given(body=BODIES, key=KEYS)
        def answered(body: bytes, key: str | None) -> None:
            headers = {} if key is None else {"Idempotency-Key": key}
            answer = client.post("/complaints", content=body, headers=headers)
            if answer.status_code == 201:
                accepted.add(answer.json()["complaint_id"])
                return
            assert answer.headers["content-type"] == PROBLEM
            problem = answer.json()
            assert 400 <= answer.status_code == problem["status"] < 500
            assert "Traceback" not in answer.text

        answered()

    assert len(accepted) > 10
    assert _stored(stack) == {table: count + len(accepted) for table, count in before.items()}


def _stored(stack: Stack) -> dict[str, int]:
    """How much intake holds; what was announced has left the outbox and is not asked about."""

    async def counted() -> dict[str, int]:
        found = {}
        for row in (ComplaintRow, ReporterRow):
            table = table_of(row)
            [(count,)] = await stack.read("intake", select(func.count()).select_from(table))
            found[table.name] = count
        return found

    return asyncio.run(counted())


def test_what_was_accepted_goes_all_the_way(stack: Stack) -> None:
    """Last of this module: no odd but right complaint has become anybody's poison."""

    async def settled() -> None:
        async with a_client(stack) as client:
            await books.until_quiet(stack, client)
        await books.assert_nothing_is_left(stack)

    asyncio.run(settled())
