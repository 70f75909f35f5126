"""What goes wrong is logged with its place and kind, and without the values it went wrong with."""

import io
from typing import Any

import httpx
import orjson
import pytest

from services.intake import domain, store
from tests.service.intake.staff import STAFF

CODE = domain.new_tracking_code()
FORM: dict[str, Any] = {
    "reporter": {"name": "Siti Rahma", "phone": "0812 0000 0000"},
    "narrative": "Air tidak mengalir sejak tiga hari.",
    "channel": "website",
}


@pytest.fixture
def only_one_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second complaint collides with the first one: PostgreSQL names the value of the key."""
    monkeypatch.setattr(domain, "new_tracking_code", lambda: CODE)


def _exception(logged: io.BytesIO, event: str) -> str:
    lines = [orjson.loads(line) for line in logged.getvalue().splitlines()]
    (exception,) = [line["exception"] for line in lines if line["event"] == event]
    return str(exception)


@pytest.mark.usefixtures("only_one_code")
async def test_a_unique_violation_is_logged_without_the_key(
    client: httpx.AsyncClient, logged: io.BytesIO
) -> None:
    assert (await client.post("/complaints", json=FORM)).status_code == 201
    assert (await client.post("/complaints", json=FORM)).status_code == 500
    said = _exception(logged, "unexpected error")
    assert "uq_complaints_tracking_code" in said or "IntegrityError" in said
    assert "registrar.py" in said
    assert CODE not in logged.getvalue().decode()


@pytest.mark.usefixtures("only_one_code")
async def test_a_line_that_collides_is_logged_without_the_key(
    client: httpx.AsyncClient, logged: io.BytesIO
) -> None:
    answer = await _file(client, FORM, FORM)
    assert [line["result"] for line in answer["lines"]] == ["accepted", "refused"]
    assert "registrar.py" in _exception(logged, "line not stored")
    assert CODE not in logged.getvalue().decode()


async def test_a_value_that_no_database_takes_is_the_fault_of_its_line_alone(
    client: httpx.AsyncClient, logged: io.BytesIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = store.add_registration

    def half_a_character(tx: Any, registration: Any, labels: Any, seals: Any) -> None:
        if registration.form.campaign == "banjir":
            labels = store.Labels(source="Siti\ud800Rahma")
        save(tx, registration, labels, seals)

    monkeypatch.setattr(store, "add_registration", half_a_character)
    answer = await _file(client, FORM, {**FORM, "campaign": "banjir"}, FORM)
    assert [line["result"] for line in answer["lines"]] == ["accepted", "refused", "accepted"]
    assert "registrar.py" in _exception(logged, "line not stored")
    assert b"Siti" not in logged.getvalue()


async def _file(client: httpx.AsyncClient, *lines: dict[str, Any]) -> Any:
    headers = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {STAFF}"}
    content = b"\n".join(orjson.dumps(line) for line in lines)
    return (await client.post("/complaints/batch", content=content, headers=headers)).json()
