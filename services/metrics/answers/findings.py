"""What metrics shows of findings: with their evidence, and the public without small numbers."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from services.metrics.answers.values import Rate
from services.metrics.domain import predicting, suppression
from services.metrics.domain.bursts import FoundBurst
from services.metrics.domain.checklist import Assessor, Checked, Score, Zone
from services.metrics.domain.registry import Covered
from services.metrics.domain.silence import Finding, Silence
from services.metrics.scales import scales


class Interval(BaseModel):
    """Of a hundred counts without a cause, ninety-five lie in it."""

    low: int
    high: int

    @classmethod
    def of(cls, told: predicting.Interval | None) -> Self | None:
        return cls(low=told.low, high=told.high) if told else None


class Evidence(BaseModel):
    """What a silence rests on."""

    count: int = Field(description="Complaints, or requests with a sign.")
    asked: int | None = Field(description="Requests that were to have one; null for complaints.")
    own: Interval | None = Field(description="What the agency's own past lets expect.")
    peers: Interval | None = Field(description="What agencies of its group let expect.")


class SilentAgency(BaseModel):
    """An agency of which nothing is heard, in one of three ways; there is no order among them."""

    agency: str
    finding: Finding = Field(
        description="`needs-outreach`: no complaints; `broken-contact`: no acknowledgement;"
        " `not-handling`: no answers."
    )
    evidence: Evidence | None = Field(description="Null for the public: the numbers are small.")

    @classmethod
    def of(cls, found: Silence, *, public: bool) -> Self:
        evidence = Evidence(
            count=found.count,
            asked=found.of,
            own=Interval.of(found.own),
            peers=Interval.of(found.peers),
        )
        return cls(
            agency=found.agency, finding=found.finding, evidence=None if public else evidence
        )


class Offer(BaseModel):
    """What may be sent to intake as `POST /staff/incidents`, with a title of one's own."""

    agency: str
    substance: str
    since: date


class Surge(BaseModel):
    """Far more complaints about one thing than is usual."""

    agency: str
    substance: str
    first: date
    last: date
    count: int
    expected: Interval | None = Field(description="Without a cause; null where it would tell few.")
    usual_count: int | None = Field(description="In the days that say what is usual.")
    usual_days: int
    joined: int | None = Field(description="That belong to a mass incident; null for the public.")
    incident: Offer | None = Field(description="For staff: the mass incident that this may be.")

    @classmethod
    def of(cls, found: FoundBurst, *, public: bool) -> Self:
        burst = found.burst
        tells_few = public and suppression.is_small(burst.usual.events)
        offer = Offer(agency=found.agency, substance=found.substance, since=burst.first)
        return cls(
            agency=found.agency,
            substance=found.substance,
            first=burst.first,
            last=burst.last,
            count=burst.count,
            expected=None if tells_few else Interval.of(burst.expected),
            usual_count=None if tells_few else burst.usual.events,
            usual_days=burst.usual.days,
            joined=None if public else found.joined,
            incident=None if public else offer,
        )


class Gap(BaseModel):
    """A component that some units lack."""

    component: str
    units: int


class YearScore(BaseModel):
    """What was found in one year."""

    year: int
    score: Rate
    zone: Zone | None
    grade: str | None


class CheckedAgency(BaseModel):
    """Where an agency stands by its check-lists, by one kind of assessor."""

    agency: str
    assessed_by: Assessor
    newest: date
    units: int = Field(description="Units with a list.")
    score: Rate
    evidenced: Rate = Field(description="Of what is said to be fulfilled.")
    zone: Zone | None = Field(
        description="Null where the year has no scale, or the lists are of years with several."
    )
    grade: str | None
    gaps: list[Gap]
    trend: list[YearScore]

    @classmethod
    def of(cls, found: Checked, trend: list[YearScore]) -> Self:
        band = found.band(scales())
        return cls(
            agency=found.agency,
            assessed_by=found.assessor,
            newest=found.newest,
            units=len(found.lists),
            score=score(found.score),
            evidenced=score(found.evidenced),
            zone=band.zone if band else None,
            grade=band.grade if band else None,
            gaps=[Gap(component=name, units=units) for name, units in found.gaps],
            trend=trend,
        )


def score(told: Score) -> Rate:
    return Rate.of("P03", told.fulfilled, told.applicable)


def trend(by_year: dict[int, list[Checked]], agency: str, assessor: Assessor) -> list[YearScore]:
    """Each year in which the agency was checked."""
    found = []
    for year, lists in by_year.items():
        for one in lists:
            if (one.agency, one.assessor) == (agency, assessor):
                band = one.score.band(year, scales())
                zone, grade = (band.zone, band.grade) if band else (None, None)
                told = YearScore(year=year, score=score(one.score), zone=zone, grade=grade)
                found.append(told)
    return found


class Coverage(BaseModel):
    """How many agencies of a group have an officer in office."""

    group: str
    covered: Rate
    lacking: list[str] = Field(description="Agencies without one, by code.")

    @classmethod
    def of(cls, found: Covered) -> Self:
        rate = Rate.of("P04", found.covered, found.agencies)
        return cls(group=found.group, covered=rate, lacking=list(found.lacking))
