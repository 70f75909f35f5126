"""What a scenario's data file may say, checked when it is read."""

from datetime import date
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from deploy.data_files import Ending, Slug, Strict
from deploy.refusal import StartRefused
from shared.events.intake import AccessType
from shared.yaml import from_yaml

FOLDER = Path(__file__).parent

State = Literal["sent", "acknowledged", "answered"]


class Period(Strict):
    """Local days of the office, from the first up to and without `to`."""

    from_: date = Field(alias="from")
    to: date

    @property
    def asked(self) -> dict[str, str]:
        return {"from": self.from_.isoformat(), "to": self.to.isoformat()}


class Press(Strict):
    """What was published."""

    received: int
    peak: int
    examined: int
    closed_percent: str
    carried_over: int


class Place(Strict):
    name: str
    region: str


class Topic(Strict):
    """What is complained of, in words that have a place for the place."""

    substance: Slug
    agency: Slug | None = None
    narratives: list[str] = Field(min_length=1)


class Settled(Strict):
    """How a group's reports end: so many hours after their receipt, in turn."""

    hours: list[int]
    endings: list[str]


class Group(Strict):
    """Many complaints of a kind."""

    id: Slug
    count: int = Field(ge=1)
    first: date
    last: date
    access_type: AccessType
    channel: Slug
    campaign: Slug | None = None
    criterion: str | None = None
    topics: list[str]
    settled: Settled | None = None


class Report(Strict):
    """One report, told by itself."""

    id: str
    topic: str
    place: str
    channel: Slug
    access_type: AccessType = "LM"
    received: date
    state: State = "answered"
    closed: date | None = None
    ending: str | None = None

    @model_validator(mode="after")
    def _an_end_has_a_date_and_a_reason(self) -> Self:
        if (self.closed is None) != (self.ending is None):
            raise ValueError("closed and ending belong together")
        return self


class Script(Strict):
    """All that a scenario's file says."""

    name: Slug
    office: Slug
    zone: str
    period: Period
    peak_month: str = Field(pattern=r"^\d{4}-\d{2}$")
    year_before: Period
    press: Press
    holidays: list[date]
    last_closing: AwareDatetime
    places: list[Place]
    topics: dict[str, Topic]
    endings: dict[str, Ending]
    groups: list[Group]
    reports: list[Report]
    carried_over: list[Report]

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def place(self, name: str) -> Place:
        return next(place for place in self.places if place.name == name)


def read_script(name: str) -> Script:
    """The scenario of that name. Raises `StartRefused` where there is none."""
    known = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
    if name not in known:
        raise StartRefused(f"there is no scenario {name}: choose one of {', '.join(known)}")
    return Script.model_validate(from_yaml(known[name].read_bytes()))
