"""Somebody who adds and subtracts everything that is told, and finds out all that follows."""

from collections.abc import Hashable, Mapping
from fractions import Fraction

Equation = Mapping[Hashable, int]


class Adversary:
    """Solves by fractions, in the order in which it is told; slow, and nobody's own code."""

    def __init__(self) -> None:
        self._rows: list[tuple[Hashable, dict[Hashable, Fraction]]] = []

    def hears(self, told: Equation) -> None:
        left = self._left(told)
        if left:
            first = next(iter(left))
            scaled = {name: sign / left[first] for name, sign in left.items()}
            self._rows.append((first, scaled))

    def knows(self, asked: Equation) -> bool:
        return not self._left(asked)

    def _left(self, told: Equation) -> dict[Hashable, Fraction]:
        left = {name: Fraction(sign) for name, sign in told.items() if sign}
        for first, row in self._rows:
            if times := left.get(first):
                for name, sign in row.items():
                    left[name] = left.get(name, Fraction(0)) - times * sign
                left = {name: sign for name, sign in left.items() if sign}
        return left
