"""What the address of a page narrows its figures to, and who is looking."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from fastapi import Request
from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.metrics import knowing, offices, signing
from services.metrics.domain.span import Span, read_span
from services.metrics.pages import choosing
from services.metrics.questions import Day, Slug
from services.metrics.store import Incidents
from services.metrics.telling.hiding import NotForThePublic
from shared.access.person import Person


class Chosen(BaseModel):
    """The filters as they stand in the address."""

    model_config = ConfigDict(extra="ignore")

    period: str = ""
    office: Slug | Literal[""] = ""
    agency: Slug | Literal[""] = ""
    incidents: Incidents | Literal[""] = ""
    as_of: Day | AwareDatetime | Literal[""] = ""
    lang: str = "id"


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters with what they leave open filled in."""

    person: Person | None
    span: Span
    office: str | None
    agency: str | None
    incidents: Incidents | Literal[""]
    as_of: datetime | None
    """What was known at this past moment; else all that is known."""
    public: bool
    today: date

    @property
    def filters(self) -> dict[str, str]:
        """As they stand in the address of the next page, and of the statistics."""
        return {
            "period": self.span.name,
            "office": self.office or "",
            "agency": self.agency or "",
            "incidents": self.incidents,
            "as_of": self.as_of.isoformat() if self.as_of else "",
        }


def choice(chosen: Chosen, request: Request, now: datetime) -> Choice:
    """Raises `NotForThePublic` and `NotKnownYet` for moments, as the statistics do."""
    person = signing.asker(request, now)
    office = chosen.office or signing.own_office(person)
    agency = chosen.agency or signing.own_agency(person)
    public = not signing.sees_all(person, office, agency)
    as_of = _moment(chosen.as_of, office, now)
    if public and as_of is not None:
        raise NotForThePublic("Without a token figures are told as they are known now.")
    known = knowing.moment(as_of, now)
    return Choice(
        person=person,
        span=read_span(chosen.period) if chosen.period else choosing.usual(office, known),
        office=office,
        agency=agency,
        incidents=chosen.incidents,
        as_of=as_of,
        public=public,
        today=known.astimezone(offices.zone_of(office or "")).date(),
    )


def _moment(told: date | str, office: str | None, now: datetime) -> datetime | None:
    """A day means its end on the wall of the office; of today, all that is known."""
    if isinstance(told, datetime):
        return told
    if not isinstance(told, date):
        return None
    zone = offices.zone_of(office or "")
    if told == now.astimezone(zone).date():
        return None
    return datetime.combine(told + timedelta(days=1), time.min, zone)
