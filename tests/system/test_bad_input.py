"""Whatever is sent, a service answers as its OpenAPI document says and stores nothing bad."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
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

from deploy.permissions import SERVICES
from services.intake.models import ComplaintRow, ReporterRow
from shared.db.transaction import table_of
from tests.databases import KINDS, Databases
from tests.system import books
from tests.system.leads import Known, led
from tests.system.prepared import person_of, prepared
from tests.system.stack import Stack, a_stack
from tests.system.traffic import a_client, a_form

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("bad-input"),
]

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
SURELY = 3
"""So many well-formed requests of each operation have a good chance to be done."""
LET_IN = 0.5
"""The share of well-formed requests that must get as far as to a decision, yes or no."""

Generated = tuple[str, GenerationMode, list[Case[Any]]]


@schemathesis.serializer("application/x-ndjson")
def one_line(_: Any, value: Any) -> bytes:
    """A batch of one line."""
    return json.dumps(value).encode()


@pytest.fixture(scope="module", params=KINDS)
def stack(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Both in one worker, one after the other: what is generated for one is sent to the other."""
    with a_stack(tmp_path_factory.mktemp(request.param), databases, request.param) as started:
        yield started


@pytest.fixture(scope="module")
def known(stack: Stack) -> Known:
    return asyncio.run(prepared(stack))


@cache
def generated(document: str) -> list[Generated]:
    """Requests for each operation of an OpenAPI document, as documented and not."""
    found: list[Generated] = []
    for operation in schemathesis.openapi.from_dict(json.loads(document)).get_all_operations():
        assert isinstance(operation, Ok), operation
        found += [_generate(operation.ok(), mode) for mode in GenerationMode]
    return found


def _generate(operation: Any, mode: GenerationMode) -> Generated:
    cases: list[Case[Any]] = []

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def draw(case: Case[Any]) -> None:
        cases.append(case)

    try:
        draw()
    except Unsatisfiable:  # what takes no parameters cannot be asked wrongly
        assert mode is GenerationMode.NEGATIVE
    return operation.label, mode, cases


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_answers_as_its_document_says(
    stack: Stack, known: Known, service: str, subtests: pytest.Subtests
) -> None:
    url = stack.addresses.service(service)
    answered: dict[str, Counter[int]] = {}
    well_formed: Counter[int] = Counter()
    document = httpx.get(f"{url}/openapi.json", trust_env=False).text
    for operation, mode, cases in generated(document):
        headers = {"Authorization": f"Bearer {_token(stack, operation)}"}
        statuses = answered.setdefault(operation, Counter())
        with subtests.test(operation=operation, mode=mode.value):
            choice = random.Random(0)
            for place, case in enumerate(cases):
                is_sure = place < SURELY and mode is GenerationMode.POSITIVE
                sent = led(case, known, choice, is_sure=is_sure)
                answer = sent.call(base_url=url, headers=headers)
                statuses[answer.status_code] += 1
                well_formed[answer.status_code] += mode is GenerationMode.POSITIVE
                sent.validate_response(answer, checks=CHECKS)
    print(service, dict(well_formed))
    decided = sum(well_formed[one] for one in (200, 201, 409))
    assert decided >= well_formed.total() * LET_IN
    never = [name for name, found in answered.items() if not any(one < 300 for one in found)]
    assert never == [], "behind these doors nothing was tried"


def _token(stack: Stack, operation: str) -> str:
    if operation.endswith(("contacts", "/links")):
        return Path(stack.addresses.secrets, "service.token").read_text().strip()
    return stack.addresses.token_of(person_of(operation))


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
