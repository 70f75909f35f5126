"""What is asked of whoever files a complaint, alone or in a batch."""

from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from services.intake.domain.dates import Day, Weekday
from shared.events.base import SLUG_PATTERN
from shared.events.intake import AccessType, Confidentiality, Language

Words = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN)]
Region = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}(\.[0-9]{2}){0,3}$")]
Province = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]

SourceNumber = tuple[str, str]
"""A system that complaints are taken over from, and the number that it gave to one."""

Criterion = Literal["emergency", "life", "right-to-life"]
"""Why a report takes the fast route (RCO, domain A.10): any one is enough."""

KINDS_LIMIT = 10
"""Alleged kinds of one complaint; the list of 2017 has no more."""


class Reporter(BaseModel):
    """Who complains (formal requirement F1, domain A.4): kept sealed, in no event."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Words, Field(min_length=1, max_length=200)]
    email: Annotated[
        Words | None, Field(max_length=254, pattern=r"^[^@\s<>\"]{1,64}@[^@\s<>\"]+\.[^@\s<>\"]+$")
    ] = None
    phone: Annotated[Words | None, Field(max_length=40)] = None
    identity_number: Annotated[Words | None, Field(max_length=40)] = None
    address: Annotated[Words | None, Field(max_length=500)] = None
    recognisable: Literal["yes", "no"] | None = Field(
        None,
        description="Whether the story itself shows who complains, as a land certificate does;"
        " `yes` is the informed choice to go on all the same.",
    )


class ComplaintForm(BaseModel):
    """What is asked of whoever files a complaint."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "reporter": {"name": "Siti Rahma", "email": "siti@contoh.id"},
                    "narrative": "Listrik di rumah kami padam tiga hari, dan tidak ada kabar.",
                    "substance": "energi-kelistrikan",
                    "agency": "pln-uiw-babel",
                    "region": "19.71",
                }
            ]
        },
    )

    reporter: Reporter | None = Field(None, description="Who complains: kept sealed, in no event.")
    narrative: Words = Field(min_length=10, max_length=20_000, description="Kept sealed as well.")
    access_type: AccessType = Field("LM", description="KNL and TEMBUSAN end at intake.")
    channel: Slug = Field("website", description="How it arrived: posko, surat, whatsapp …")
    substance: Slug = Field("lainnya", description="Sector: kesehatan, energi-kelistrikan …")
    agency: Slug | None = Field(None, description="Code of the agency, as far as it is known.")
    region: Region | None = Field(None, description="Kemendagri code of the place.")
    campaign: Slug | None = Field(None, description="Code of the posko or other campaign.")
    language: Language = Field("id", description="Of the letters to the reporter.")
    office: Slug | None = Field(None, description="The office that it is for, if not this one.")
    event_date: Day | None = Field(None, description="The day of what is complained about.")
    event_weekday: Weekday | None = Field(
        None, description="As it was told or written: must be that of `event_date`."
    )
    reporter_class: Slug | None = Field(
        None, description="What kind of reporter it is (`GET /reporter-classes`), never who."
    )
    reporter_province: Province | None = Field(
        None, description="Kemendagri code of the province where the reporter lives."
    )
    maladministration: Annotated[tuple[Slug, ...], Field(max_length=KINDS_LIMIT)] = Field(
        (), description="Alleged kinds (`GET /maladministration`), the primary one first."
    )
    confidentiality: Confidentiality = Field(
        "open", description="Whether the agency may learn who complains, and what exactly about."
    )


class PublicForm(ComplaintForm):
    """What anybody may file. The fast route and own investigations are decisions of staff."""

    reporter: Reporter = Field(description="Who complains: kept sealed, in no event.")
    access_type: Literal["LM", "KNL", "TEMBUSAN"] = Field(
        "LM", description="KNL and TEMBUSAN end at intake; RCO and IAPS are for staff to choose."
    )


class DeskForm(ComplaintForm):
    """One line of a desk's or a posko's batch: written down elsewhere, earlier."""

    reporter: Reporter | None = Field(
        None,
        description="Who complains: kept sealed, in no event. May be left out where the policies"
        " of the office say so: of an own investigation, IAPS.",
    )
    received_at: AwareDatetime | None = Field(None, description="When the office was told.")
    source: Slug | None = Field(None, description="The system or list that it is taken from.")
    source_number: Annotated[Words | None, Field(min_length=1, max_length=100)] = Field(
        None, description="Its number there; sent again, it is known and not taken twice."
    )
    criterion: Criterion | None = Field(
        None, description="Why it takes the fast route: needed for RCO, but of history."
    )
    silent: bool = Field(False, description="History: it counts, and nobody is written to.")

    @model_validator(mode="after")
    def _a_number_needs_its_source(self) -> Self:
        if (self.source is None) != (self.source_number is None):
            raise ValueError("source and source_number belong together")
        return self

    @model_validator(mode="after")
    def _the_fast_route_has_a_reason(self) -> Self:
        if self.access_type == "RCO":
            wrong = self.criterion is None and not self.silent
        else:
            wrong = self.criterion is not None
        if wrong:
            raise ValueError("access_type RCO and criterion belong together")
        return self

    @property
    def number(self) -> SourceNumber | None:
        """What makes a line, sent again, the same line."""
        return (self.source, self.source_number) if self.source and self.source_number else None
