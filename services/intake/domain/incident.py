"""A mass incident: one cause, many complainants, one answer to all of them."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.dates import Day
from services.intake.domain.form import Region, Slug, Words


class IncidentForm(BaseModel):
    """What staff say about the cause; complaints are joined to it one by one or in lots."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words = Field(min_length=3, max_length=200, description="Without the name of a person.")
    office: Slug | None = Field(None, description="If not this one.")
    agency: Slug
    substance: Slug | None = None
    region: Region | None = Field(None, description="Kemendagri code; what lies in it belongs.")
    since: Day = Field(description="The first day of the cause.")


def may_belong(form: IncidentForm, *, substance: str, region: str | None, day: date) -> bool:
    """Whether staff should be asked about a complaint to the same agency.

    A complaint without a place may belong: many do not know the code of where they live.
    """
    if form.substance and substance != form.substance:
        return False
    if form.region and region and not (region + ".").startswith(form.region + "."):
        return False
    return day >= form.since
