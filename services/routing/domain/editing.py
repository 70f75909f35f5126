"""Whether a record may become what somebody says, and what it becomes when it ends."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from services.routing.domain.agencies import Office
from services.routing.domain.records import Dated, Record
from services.routing.domain.registry import Registry, contradictions, field_of
from services.routing.domain.registry_facts import RecordDeed
from services.routing.domain.rules import RuleSet
from services.routing.domain.versions import Seen, Unseen, unchanged
from shared.errors import Refused, Unacceptable

SHOWN = 5


class Stands(Protocol):
    """A record as it is kept."""

    @property
    def record(self) -> Record: ...
    @property
    def version(self) -> int: ...
    @property
    def is_withdrawn(self) -> bool: ...


class InForce(Refused):
    """Cases were placed by it: another version may be added, and this one stays what it is."""

    code = "in-force"


def allowed(
    stands: Stands | None, record: Record, registry: Registry, seen: Seen, today: date
) -> None:
    """Raises `Stale`, `Unseen`, `InForce`, or `Unacceptable` for what contradicts the rest."""
    unchanged("record", stands.version if stands else None, seen)
    if seen is None and stands is not None and changes(stands, record):
        raise Unseen("The record is there: If-Match says which version of it you have read.")
    if isinstance(record, RuleSet) and stands is not None:
        _unchanged_in_force(stands.record, record, today)
    bearable(registry, record, "put")


def changes(stands: Stands | None, record: Record) -> bool:
    """Whether saying this of a record says anything new."""
    return stands is None or stands.is_withdrawn or stands.record != record


def rules_stay(versions: Iterable[RuleSet], document: Registry, today: date) -> None:
    """A document says what the versions in force say, or nothing of them: it only adds.

    Raises `InForce`.
    """
    said = {one.key: one for one in document.versions}
    for version in versions:
        if version.key in said:
            _unchanged_in_force(version, said[version.key], today)
        elif version.began(today) and version.version >= document.rule_set.version:
            raise InForce(
                f"Version {version.version} of the rules is in force, and the document knows only"
                " earlier ones: add a higher one, or end it by itself."
            )


def _unchanged_in_force(before: Record, record: RuleSet, today: date) -> None:
    if isinstance(before, RuleSet) and before != record and before.began(today):
        raise InForce(f"Version {record.version} of the rules is in force: add a higher one.")


def bearable(registry: Registry, record: Record, deed: RecordDeed) -> None:
    """The registry as it would be. Raises `Unacceptable`."""
    if wrong := list(contradictions(_with(registry, record, deed)))[:SHOWN]:
        raise Unacceptable("; ".join(wrong))


def _with(registry: Registry, record: Record, deed: RecordDeed) -> Registry:
    if isinstance(record, RuleSet):
        others = [one for one in registry.versions if one.key != record.key]
        versions = others if deed == "withdraw" else [*others, record]
        if not versions:
            raise Unacceptable("An office has rules.")
        *earlier, newest = sorted(versions, key=lambda one: one.version)
        return registry.model_copy(update={"rule_set": newest, "rule_sets": earlier})
    if isinstance(record, Office):
        if deed == "withdraw" or record.office != registry.office:
            raise Unacceptable("An office is what it is, and goes on.")
        return registry.model_copy(update=dict(record))
    others_ = [one for one in registry.lists[record.noun] if one.key != record.key]
    records = others_ if deed == "withdraw" else [*others_, record]
    return registry.model_copy(update={field_of(record.noun): records})


def ended(stands: Stands, last: date, seen: Seen) -> tuple[Record, RecordDeed]:
    """What holds on no day at all was recorded in error. Raises `Stale`."""
    unchanged("record", stands.version, seen)
    record = stands.record
    if isinstance(record, Dated) and (record.valid_from is None or record.valid_from <= last):
        return record.model_copy(update={"valid_to": last}), "end"
    return record, "withdraw"


def happened(at: datetime | None, now: datetime) -> datetime:
    """Raises `Unacceptable` for what lies in the future."""
    if at is not None and at > now:
        raise Unacceptable("`at` lies in the future.")
    return at or now
