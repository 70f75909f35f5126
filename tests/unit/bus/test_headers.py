"""Headers are read as the broker's client would read them, only later and faster."""

import pytest
from nats.aio.client import Client

from shared.bus.headers import Unread, parsed, read_them_late


@pytest.mark.parametrize(
    "block",
    [
        b"Nats-Msg-Id: 0193\r\nNats-Batch-Id: ab12\r\nNats-Batch-Sequence: 7\r\n\r\n",
        b"Dead-Error: a: b, c\r\nDead-Event:\r\n\r\n",
        b"Tight:value\r\nWide:\t value \r\n\r\n",
        b"Broken: \xff\xfe\r\nno colon\r\n\r\n",
        "Words: Bangka Belitung – é\r\n\r\n".encode(),
        b"\r\n",
        b"",
    ],
)
def test_a_block_is_read_as_the_client_reads_it(block: bytes) -> None:
    assert parsed(block) == Client._parse_header_lines(block)
    assert dict(Unread(block)) == parsed(block)


def test_the_client_reads_by_it() -> None:
    client = Client()
    assert hasattr(client, "_parse_header_lines"), "the client reads its headers in another way now"
    read_them_late(client)
    assert isinstance(client._parse_header_lines(b"A: b"), Unread)


def test_what_nobody_asks_for_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []

    def reading(raw: bytes) -> dict[str, str]:
        read.append(raw)
        return {"A": "b"}

    monkeypatch.setattr("shared.bus.headers.parsed", reading)

    headers = Unread(b"A: b\r\n\r\n")

    assert headers
    assert not read
    assert headers["A"] == headers.get("A") == "b"
    assert len(read) == 1
