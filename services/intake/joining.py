"""Says of two complaints that they are about the same: in one step both are of one incident."""

from dataclasses import dataclass
from uuid import UUID

from services.intake import store
from services.intake.desk import Changed, Desk, Order, do_loaded
from services.intake.domain import no_such_complaint
from services.intake.domain.deeds import Join
from services.intake.domain.incident import common_cause
from services.intake.domain.moves import IllegalMove
from services.intake.store import Loaded
from shared.access.person import Person
from shared.again import again
from shared.db.transaction import Transaction
from shared.errors import Unacceptable
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Pair:
    """A complaint and its look-alike, found to be one by whom; to the version that they saw."""

    complaint_id: UUID
    other_id: UUID
    person: Person
    version: int | None
    title: str | None


async def join_alike(desk: Desk, pair: Pair) -> None:
    """Join the complaint to the incident of the other, or both to one. Raises the refusal."""
    if pair.complaint_id == pair.other_id:
        raise Unacceptable("A complaint is no look-alike of itself.")
    await again(lambda: _join_once(desk, pair))


async def _join_once(desk: Desk, pair: Pair) -> None:
    """Both are locked at once: who finds the same pair at the same time sees one incident."""
    async with desk.database.transaction(desk.clock()) as tx:
        loaded = await store.to_change(tx, {pair.complaint_id, pair.other_id})
        mine, other = _seen(loaded.get(pair.complaint_id), loaded.get(pair.other_id), pair.person)
        version = mine.complaint.standing.version
        if pair.version not in (None, version):
            raise Changed(f"It has version {version} by now.")
        incident_id = await _incident(desk, tx, pair, mine, other)
        strangers = [one for one in (mine, other) if one.complaint.standing.incident != incident_id]
        if not strangers:
            raise IllegalMove("join: both are part of this incident already.")
        for one in strangers:
            deed = Join(incident=incident_id)
            await do_loaded(desk, tx, Order.of(one.complaint.complaint_id, deed, pair.person), one)


def _seen(mine: Loaded | None, other: Loaded | None, person: Person) -> tuple[Loaded, Loaded]:
    """Raises `NotFound` unless both are of one office, which the person sees."""
    if mine is None or other is None:
        raise no_such_complaint()
    office = mine.complaint.told["office"]
    if not person.sees_office(office) or other.complaint.told["office"] != office:
        raise no_such_complaint()
    return mine, other


async def _incident(desk: Desk, tx: Transaction, pair: Pair, mine: Loaded, other: Loaded) -> UUID:
    known = other.complaint.standing.incident or mine.complaint.standing.incident
    if known:
        return known
    form = common_cause(mine.complaint, other.complaint, desk.rules, pair.title)
    told = {"office": mine.complaint.told["office"], "actor": pair.person.signature}
    incident_id = new_id()
    store.add_incident(tx, incident_id, form, **told)
    await tx.flush()  # joining looks whether there is such an incident
    return incident_id
