"""By which rule a case is placed: versioned lines that hold from a day on; the first decides."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Literal

from pydantic import Field

from services.routing.domain.records import Record, Slug, Strict, Words

NAMED = "named"

HIGHEST_VERSION = 2**31 - 1

RULE_FACTS = ("agency", "substance", "region", "access_type", "channel", "campaign", "keywords")
"""What is known of a complaint beyond intake's walls."""


class Rule(Strict):
    """Places a case with an agency if each condition's fact is among its values.

    A region holds for all that lies in it; of keywords one is enough.
    """

    name: Slug
    when: dict[
        Literal["agency", "substance", "region", "access_type", "channel", "campaign", "keywords"],
        list[Words],
    ] = Field(default_factory=dict)
    agency: Slug = Field(description="An agency, or `named` for the one that the reporter named.")


class RuleSet(Record):
    """One version of an office's rules."""

    noun: ClassVar[str] = "rules"

    name: Slug
    version: int = Field(ge=1, le=HIGHEST_VERSION)
    valid_from: date | None = Field(None, description="None: for every day that has no other.")
    rules: list[Rule]

    @property
    def key(self) -> str:
        return f"{self.name}-{self.version}"

    def began(self, day: date) -> bool:
        """Whether it had begun to hold by that day: cases may have been placed by it."""
        return self.valid_from is None or self.valid_from <= day


def in_force(versions: Iterable[RuleSet], day: date) -> RuleSet | None:
    """The highest version that holds on that day."""
    holding = [one for one in versions if one.began(day)]
    return max(holding, key=lambda one: one.version, default=None)


@dataclass(frozen=True, slots=True)
class Line:
    """A rule, arranged for asking it of thousands of complaints."""

    rule: Rule
    conditions: tuple[tuple[str, frozenset[str]], ...]

    @classmethod
    def of(cls, rule: Rule) -> "Line":
        return cls(rule, tuple((name, frozenset(values)) for name, values in rule.when.items()))

    def matches(self, facts: Mapping[str, Any]) -> bool:
        """Whether every condition holds."""
        return all(_holds(values, name, facts.get(name)) for name, values in self.conditions)

    def reasons(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts by which its conditions hold; of several keywords those that it asks for."""
        return {
            name: [one for one in facts[name] if one in values]
            if name == "keywords"
            else facts[name]
            for name, values in self.conditions
        }


def _holds(values: Collection[str], name: str, fact: Any) -> bool:
    if fact is None:
        return False
    if name == "region":
        return any(code in values for code in path(fact))
    if name == "keywords":
        return any(word in values for word in fact)
    return fact in values


def unknown_keywords(version: RuleSet, known: Collection[str]) -> list[str]:
    """What is asked for and on no list."""
    asked = {word for rule in version.rules for word in rule.when.get("keywords", ())}
    return sorted(asked - set(known))


@lru_cache(maxsize=4_096)
def path(region: str) -> tuple[str, ...]:
    """A region's code and those of all that it lies in, by Kemendagri's hierarchy."""
    parts = region.split(".")
    return tuple(".".join(parts[:length]) for length in range(len(parts), 0, -1))
