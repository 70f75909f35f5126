"""Refuses rules that ask for keywords of no list: they would be waited for in vain."""

from services.routing.domain.records import Record
from services.routing.domain.registry import Registry
from services.routing.domain.rules import RuleSet, unknown_keywords
from shared.errors import Unacceptable
from shared.keywords import shipped


def unknown(rules: RuleSet) -> list[str]:
    """What is wrong with a version of the rules, in words."""
    return [
        f"rules: the list has no keyword {word}"
        for word in unknown_keywords(rules, shipped().codes)
    ]


def unknown_in(registry: Registry) -> list[str]:
    """The same of all versions in a document: not only the last of them may hold today."""
    return [wrong for version in registry.versions for wrong in unknown(version)]


def refuse_unknown(record: Record) -> None:
    """Raises `Unacceptable`; of a version that holds already nothing is asked."""
    if isinstance(record, RuleSet) and (wrong := unknown(record)):
        raise Unacceptable("; ".join(wrong[:5]))
