"""What makes a complaint, and what intake decides about it: pure functions of facts and time."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import mul
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from shared.errors import NotFound, Unacceptable
from shared.events.base import SLUG_PATTERN
from shared.events.intake import (
    REPORTS,
    AccessType,
    ComplaintAccepted,
    ComplaintFinished,
    Language,
)
from shared.ids import CROCKFORD

Words = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN)]

SourceNumber = tuple[str, str]
"""A system that complaints are taken over from, and the number that it gave to one."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far a sender's clock may run ahead of ours before its time counts as the future."""

EARLIEST_YEAR = 2000
"""A receipt before the Ombudsman of Indonesia existed (Keppres 44/2000) is a typing error."""

CODE_SYMBOLS = 16
"""80 bits: at a thousand guesses a second, no hit in the age of the universe."""

WEIGHTS = range(1, 2 * CODE_SYMBOLS, 2)


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

    reporter: Reporter = Field(description="Who complains: kept sealed, in no event.")
    narrative: Words = Field(min_length=10, max_length=20_000, description="Kept sealed as well.")
    access_type: AccessType = Field("LM", description="KNL and TEMBUSAN end at intake.")
    channel: Slug = Field("website", description="How it arrived: posko, surat, whatsapp …")
    substance: Slug = Field("lainnya", description="Sector: kesehatan, energi-kelistrikan …")
    agency: Slug | None = Field(None, description="Code of the agency, as far as it is known.")
    region: str | None = Field(
        None, pattern=r"^[0-9]{2}(\.[0-9]{2}){0,3}$", description="Kemendagri code of the place."
    )
    campaign: Slug | None = Field(None, description="Code of the posko or other campaign.")
    language: Language = Field("id", description="Of the letters to the reporter.")
    office: Slug | None = Field(None, description="The office that it is for, if not this one.")


class DeskForm(ComplaintForm):
    """One line of a desk's or a posko's batch: written down elsewhere, earlier."""

    received_at: AwareDatetime | None = Field(None, description="When the office was told.")
    source: Slug | None = Field(None, description="The system or list that it is taken from.")
    source_number: Annotated[Words | None, Field(min_length=1, max_length=100)] = Field(
        None, description="Its number there; sent again, it is known and not taken twice."
    )
    silent: bool = Field(False, description="History: it counts, and nobody is written to.")

    @model_validator(mode="after")
    def _a_number_needs_its_source(self) -> Self:
        if (self.source is None) != (self.source_number is None):
            raise ValueError("source and source_number belong together")
        return self

    @property
    def number(self) -> SourceNumber | None:
        """What makes a line, sent again, the same line."""
        return (self.source, self.source_number) if self.source and self.source_number else None


@dataclass(frozen=True, slots=True)
class Registration:
    """A complaint that intake has taken in, and what there is to announce about it."""

    complaint_id: UUID
    tracking_code: str
    form: ComplaintForm
    fact: ComplaintAccepted | ComplaintFinished
    registered_at: datetime

    @property
    def state(self) -> str:
        return "accepted" if isinstance(self.fact, ComplaintAccepted) else "finished"


def register(
    form: ComplaintForm, *, complaint_id: UUID, tracking_code: str, office: str, now: datetime
) -> Registration:
    """Take a complaint in; reports are accepted at once (automatic verification).

    Consultations and copies are finished here (domain A.3). Raises `Unacceptable` for a receipt
    in the future or before the office existed.
    """
    received = form.received_at if isinstance(form, DeskForm) else None
    registered_at = received or now
    if registered_at > now + CLOCK_SKEW:
        raise Unacceptable("received_at lies in the future.")
    if registered_at.year < EARLIEST_YEAR:
        raise Unacceptable(f"received_at lies before the year {EARLIEST_YEAR}.")
    told: dict[str, Any] = {
        "complaint_id": complaint_id,
        "office": form.office or office,
        "access_type": form.access_type,
        "channel": form.channel,
        "substance": form.substance,
        "agency": form.agency,
        "region": form.region,
        "campaign": form.campaign,
        "language": form.language,
        "reachable": form.reporter.email is not None,
        "silent": form.silent if isinstance(form, DeskForm) else False,
        "registered_at": registered_at,
    }
    fact: ComplaintAccepted | ComplaintFinished
    if form.access_type in REPORTS:
        fact = ComplaintAccepted(**told)
    else:
        told["reason"] = "K01" if form.access_type == "KNL" else "K02"
        fact = ComplaintFinished(**told)
    return Registration(complaint_id, tracking_code, form, fact, registered_at)


def new_tracking_code() -> str:
    """A code that cannot be guessed, with a symbol at its end that catches typing errors."""
    return _grouped([byte & 31 for byte in secrets.token_bytes(CODE_SYMBOLS)])


def read_tracking_code(typed: str) -> str:
    """The code in its one written form; forgives case, spaces, hyphens and O, I, L.

    Raises `Unacceptable` when it cannot be a code of ours: then looking it up is no use.
    """
    plain = typed.upper().translate(str.maketrans("OIL", "011", " -"))
    values = [CROCKFORD.find(symbol) for symbol in plain]
    if len(values) != CODE_SYMBOLS + 1 or -1 in values:
        raise Unacceptable("A tracking code has 17 letters and digits.")
    *symbols, check = values
    if _check_symbol(symbols) != check:
        raise Unacceptable("This tracking code has a typing error.")
    return _grouped(symbols)


def _check_symbol(symbols: list[int]) -> int:
    """Weighted by odd numbers: finds each single wrong symbol and most swaps of neighbours."""
    total: int = sum(map(mul, WEIGHTS, symbols))
    return total % 32


def _grouped(symbols: list[int]) -> str:
    text = "".join([CROCKFORD[value] for value in [*symbols, _check_symbol(symbols)]])
    return "-".join((text[:4], text[4:8], text[8:12], text[12:]))


def no_such_complaint() -> NotFound:
    return NotFound("There is no complaint with this tracking code.")
