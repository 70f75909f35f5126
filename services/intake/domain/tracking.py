"""The code with which a reporter follows a complaint: cannot be guessed, survives handwriting."""

import secrets
from operator import mul

from shared.errors import NotFound, Unacceptable
from shared.ids import CROCKFORD

CODE_SYMBOLS = 16
"""80 bits: at a thousand guesses a second, no hit in the age of the universe."""

WEIGHTS = range(1, 2 * CODE_SYMBOLS, 2)


def new_tracking_code() -> str:
    """A code that cannot be guessed, with a symbol at its end that catches typing errors."""
    return _grouped([byte & 31 for byte in secrets.token_bytes(CODE_SYMBOLS)])


def read_tracking_code(typed: str) -> str:
    """The code in its one written form; forgives case, spaces, hyphens and O, I, L.

    Raises `Unacceptable` when it cannot be a code of ours: then looking it up is no use.
    """
    plain = typed.upper().translate(str.maketrans("OIL", "011", " -"))
    values = [CROCKFORD.find(symbol) for symbol in plain]
    if len(values) != CODE_SYMBOLS + 1 or -1 in values:
        raise Unacceptable("A tracking code has 17 letters and digits.")
    *symbols, check = values
    if _check_symbol(symbols) != check:
        raise Unacceptable("This tracking code has a typing error.")
    return _grouped(symbols)


def _check_symbol(symbols: list[int]) -> int:
    """Weighted by odd numbers: finds each single wrong symbol and most swaps of neighbours."""
    total: int = sum(map(mul, WEIGHTS, symbols))
    return total % 32


def _grouped(symbols: list[int]) -> str:
    text = "".join([CROCKFORD[value] for value in [*symbols, _check_symbol(symbols)]])
    return "-".join((text[:4], text[4:8], text[8:12], text[12:]))


def no_such_complaint() -> NotFound:
    return NotFound("There is no such complaint.")
