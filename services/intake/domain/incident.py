"""A mass incident: one cause, many complainants, one answer to all of them."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.complaint import Complaint, Rules
from services.intake.domain.dates import Day
from services.intake.domain.form import Region, Slug, Words
from shared.errors import Refused

Title = Annotated[
    Words, Field(min_length=3, max_length=200, description="Without the name of a person.")
]


class LikenessForm(BaseModel):
    """Two complaints are about the same; an incident that is opened for them has a title."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title | None = Field(None, description="If not given: the sector and the agency.")


class IncidentForm(BaseModel):
    """What staff say about the cause; complaints are joined to it one by one or in lots."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title
    office: Slug | None = Field(None, description="If not this one.")
    agency: Slug
    substance: Slug | None = None
    region: Region | None = Field(None, description="Kemendagri code; what lies in it belongs.")
    since: Day = Field(description="The first day of the cause.")


class NoAgency(Refused):
    """One answer is given to all of an incident, by an agency: somebody must say by which."""

    code = "no-agency"


def common_cause(one: Complaint, other: Complaint, rules: Rules, title: str | None) -> IncidentForm:
    """What two look-alikes say of their cause. A place is told only where both are open."""
    pair = (one, other)
    agency = other.told["agency"] or one.told["agency"]
    if agency is None:
        raise NoAgency("Neither complaint names an agency: classify one of them first.")
    substances = {each.told["substance"] for each in pair}
    places = {each.told["region"] for each in pair}
    is_open = all(each.told["confidentiality"] == "open" for each in pair)
    days = [
        each.event_date or rules.day_of(each.told["registered_at"], each.told["office"])
        for each in pair
    ]
    return IncidentForm(
        title=title or f"{other.told['substance']}, {agency}",
        agency=agency,
        substance=substances.pop() if len(substances) == 1 else None,
        region=places.pop() if is_open and len(places) == 1 else None,
        since=min(days),
    )


def may_belong(form: IncidentForm, *, substance: str, region: str | None, day: date) -> bool:
    """Whether staff should be asked about a complaint to the same agency.

    A complaint without a place may belong: many do not know the code of where they live.
    """
    if form.substance and substance != form.substance:
        return False
    if form.region and region and not (region + ".").startswith(form.region + "."):
        return False
    return day >= form.since
