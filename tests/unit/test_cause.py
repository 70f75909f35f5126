"""What caused something is handed on as it came, or not at all."""

import pytest

from shared import cause

GOOD = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_trace_context_is_read() -> None:
    assert cause.read(GOOD) == GOOD.decode()


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"nonsense",
        GOOD.upper(),
        GOOD + b"-more",
        GOOD[:-1],
        b"ff" + GOOD[2:],
        GOOD.replace(b"4bf92f3577b34da6a3ce929d0e0e4736", b"0" * 32),
        GOOD.replace(b"00f067aa0ba902b7", b"0" * 16),
        b"00-" + b"\xff" * 32 + b"-00f067aa0ba902b7-01",
    ],
)
def test_what_the_standard_does_not_know_is_left_out_of_account(value: bytes) -> None:
    assert cause.read(value) is None
