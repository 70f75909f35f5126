"""The client asks again while something is in trouble, and says clearly when it gives up."""

from pathlib import Path
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from deploy import client as client_module
from deploy import deeds
from deploy.addresses import addresses_from
from deploy.client import Rejected, Unreachable, connected, file_batch, file_complaint
from deploy.deeds import Order, carry_out
from deploy.refusal import StartRefused
from tests.unit.replay.server import Handler, Server, filed

FORMS = [{"source_number": str(number)} for number in range(3)]


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "WAITS_SECONDS", (0.0, 0.0))
    monkeypatch.setattr(deeds, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(deeds, "STANDSTILL_SECONDS", 0.02)


def failing_first(then: Handler, *, broken: bool) -> Handler:
    calls = iter(range(10))

    def handler(request: httpx.Request) -> httpx.Response:
        if next(calls):
            return then(request)
        if broken:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(503, json={"detail": "not now"})

    return handler


@pytest.mark.parametrize("broken", [True, False])
async def test_a_batch_is_sent_again_when_the_connection_or_the_service_fails(
    broken: bool,
) -> None:
    server = Server(failing_first(filed, broken=broken))
    async with server as client:
        found = await file_batch(client, FORMS)
    assert [one.is_new for one in found] == [True] * 3
    assert len({request.content for request in server.asked}) == 1
    assert len(server.asked) == 2


async def test_who_never_answers_is_unreachable() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    async with Server(away) as client:
        with pytest.raises(Unreachable, match="refused"):
            await file_batch(client, FORMS)


async def test_a_no_is_not_asked_again() -> None:
    server = Server(lambda _: httpx.Response(403, json={"detail": "This token is none."}))
    async with server as client:
        with pytest.raises(Rejected, match=r"403, This token is none\."):
            await file_batch(client, FORMS)
    assert len(server.asked) == 1


async def test_a_line_that_could_not_be_stored_is_sent_again_alone() -> None:
    lost = {"line": 2, "result": "refused", "code": "not-stored", "detail": "later"}

    def losing(request: httpx.Request) -> httpx.Response:
        answer = orjson.loads(filed(request).content)
        if len(answer["lines"]) == 3:
            answer["lines"][1] = lost
        return httpx.Response(200, json=answer)

    server = Server(losing)
    async with server as client:
        found = await file_batch(client, FORMS)
    assert all(one.complaint_id for one in found)
    assert orjson.loads(server.asked[1].content) == FORMS[1]


async def test_a_batch_that_is_too_large_goes_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "BYTES_A_REQUEST", 30)
    server = Server(filed)
    async with server as client:
        found = await file_batch(client, FORMS)
    assert len(found) == 3
    assert [len(request.content.splitlines()) for request in server.asked] == [1, 1, 1]


async def test_one_complaint_bears_its_key() -> None:
    server = Server(lambda _: httpx.Response(201, json={"tracking_code": "X"}))
    async with server as client:
        assert await file_complaint(client, {}, key="k-1") == {"tracking_code": "X"}
    assert server.asked[0].headers["idempotency-key"] == "k-1"


def opening_after(tries: int) -> Handler:
    """A routing whose cases open one by one."""
    asked: dict[UUID, int] = {}

    def handler(request: httpx.Request) -> httpx.Response:
        lines = []
        for number, line in enumerate(request.content.splitlines(), 1):
            case = UUID(orjson.loads(line)["complaint_id"])
            asked[case] = asked.get(case, 0) + 1
            early = asked[case] <= tries
            answer = {"result": "refused", "code": "not-found", "detail": "no such case"}
            lines.append({"line": number, **(answer if early else {"result": "done"})})
        return httpx.Response(200, json={"lines": lines})

    return handler


@pytest.fixture
def orders() -> list[Order]:
    return [Order(uuid4(), {"deed": "acknowledge"}) for _ in range(3)]


async def test_a_deed_waits_for_its_case(orders: list[Order]) -> None:
    told: list[int] = []
    async with Server(opening_after(2)) as client:
        outcomes = await carry_out(client, orders, told.append)
    assert [one.order for one in outcomes] == orders
    assert not any(one.code for one in outcomes)
    assert sum(told) == 3


async def test_a_deed_whose_case_never_opens_is_given_up_and_named(orders: list[Order]) -> None:
    told: list[int] = []
    async with Server(opening_after(10**9)) as client:
        outcomes = await carry_out(client, orders, told.append)
    assert [one.code for one in outcomes] == ["not-found"] * 3
    assert sum(told) == 3


async def test_without_the_key_of_tokens_nothing_is_asked(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match=r"tokens\.key"):
        async with connected(addresses_from(8400, tmp_path), "babel"):
            pass
