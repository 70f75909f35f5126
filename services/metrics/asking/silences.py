"""Looks for agencies of which nothing is heard, and says in which of three ways."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import store
from services.metrics.domain import figures, silence, tallies
from services.metrics.domain.figures import Flow
from services.metrics.domain.predicting import Seen
from services.metrics.domain.silence import Heard, Silence
from services.metrics.store import Question

PAST = timedelta(days=365)
ASKED = (tallies.OPENED, tallies.MOVED_IN)
MEASURES = (
    *ASKED,
    tallies.COHORT_MOVED,
    tallies.ACKNOWLEDGED,
    tallies.ANSWERED_IN_TIME,
    tallies.ANSWERED_LATE,
    tallies.MISROUTED,
    tallies.MOVED_OUT,
)
NOTHING = Flow("", 0, {}, 0)

Flows = Mapping[str, Flow]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was counted of all agencies in the period, and in the stretches that it is held to."""

    days: int
    before_days: int
    now: Flows
    before: Flows
    to_be_seen: Flows
    to_be_answered: Flows


async def find_silences(
    connection: AsyncConnection, question: Question, today: date
) -> list[Silence]:
    """Of the agencies that are to answer at the end of the period, in the order of their codes.

    Peers are agencies of the same group under the same office: offices count in their own ways.
    """
    end = min(question.end - timedelta(days=1), today) + timedelta(days=1)
    if end <= question.start:
        return []
    registry = await store.registry(connection, question.as_of)
    agencies = registry.answering(end - timedelta(days=1), question.office)
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in agencies:
        groups[one.office, store.group_of(registry, one.agency)].append(one.agency)
    counted = await _counted(connection, replace(question, by="agency", agency=None, end=end))
    found: list[Silence] = []
    for one in agencies:
        if question.agency in (None, one.agency):
            group = groups[one.office, store.group_of(registry, one.agency)]
            peers = [peer for peer in group if peer != one.agency]
            found += silence.silences(_heard(one.agency, peers, counted))
    return found


async def _counted(connection: AsyncConnection, question: Question) -> _Counted:
    since = await store.first_day(connection, question) or question.start
    first = max(since, question.start - PAST)

    async def flows(start: date, end: date) -> Flows:
        if end <= start:
            return {}
        asked = replace(question, start=start, end=end)
        sums = await store.sums(connection, asked, MEASURES, stock=False)
        return {flow.group: flow for flow in figures.flows(sums)}

    start, end = question.start, question.end
    return _Counted(
        days=(end - max(start, since)).days,
        before_days=max(0, (start - first).days),
        now=await flows(start, end),
        before=await flows(first, start),
        to_be_seen=await flows(start, end - timedelta(days=silence.SEEN_WITHIN)),
        to_be_answered=await flows(start, end - timedelta(days=silence.ANSWERED_WITHIN)),
    )


def _heard(agency: str, peers: Sequence[str], counted: _Counted) -> Heard:
    """ "Not ours" is a sign of life and an answer, and what has moved on was not asked in vain."""
    now = counted.now.get(agency, NOTHING)
    not_ours, moved_on = now[tallies.MISROUTED], now[tallies.MOVED_OUT]
    of_peers = sum(counted.now.get(peer, NOTHING).registered for peer in peers)
    return Heard(
        agency=agency,
        days=counted.days,
        complaints=now.registered,
        before=Seen(counted.before.get(agency, NOTHING).registered, counted.before_days),
        peers=Seen(of_peers, len(peers) * counted.days),
        peer_count=len(peers),
        to_be_seen=max(0, _asked(counted.to_be_seen, agency) - moved_on),
        seen=now[tallies.ACKNOWLEDGED] + not_ours,
        to_be_answered=max(0, _asked(counted.to_be_answered, agency) - moved_on),
        answered=now[tallies.ANSWERED_IN_TIME] + now[tallies.ANSWERED_LATE] + not_ours,
    )


def _asked(flows: Flows, agency: str) -> int:
    flow = flows.get(agency, NOTHING)
    return sum(flow[measure] for measure in ASKED)
