"""What every event is: a fact with two times, in an envelope of CloudEvents 1.0."""

from datetime import datetime
from typing import Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.json import to_json

Classification = Literal["internal", "agency", "public"]

Slug = str
"""A code of reference data: lower case letters, digits and hyphens."""

SLUG_PATTERN = r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$"


class Fact(BaseModel):
    """Something that has happened, told to whom it concerns.

    Never the identity, the contact or the unreviewed words of a person. Within a version only
    optional fields are added. Each service names all of them and uses a few: only these are built.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    type: ClassVar[str]
    """The CloudEvents type: the subject without the agency token."""
    source: ClassVar[str]
    """The service that announces it."""
    classification: ClassVar[Classification] = "internal"

    @property
    def about(self) -> UUID | str:
        """What the fact is about: the case, the complaint, or a record of the registry."""
        raise NotImplementedError

    @property
    def complaint(self) -> UUID | None:
        """The complaint that it belongs to, if it belongs to one."""
        return None

    @property
    def subject(self) -> str:
        """Where it is published."""
        return self.type

    @classmethod
    def address(cls) -> str:
        """Where all of its kind are published, with an asterisk for what varies."""
        return cls.type


class ComplaintBound(Fact):
    """What belongs to a complaint, as nearly everything does."""

    complaint_id: UUID = Field(description="The complaint: the correlation id of everything.")

    @property
    def about(self) -> UUID | str:
        return self.complaint_id

    @property
    def complaint(self) -> UUID | None:
        return self.complaint_id


F = TypeVar("F", bound=Fact)
F_co = TypeVar("F_co", bound=Fact, covariant=True)


class Envelope(BaseModel, Generic[F_co]):
    """A CloudEvents 1.0 event in structured JSON."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    specversion: Literal["1.0"] = "1.0"
    id: UUID = Field(description="Of this event; also Nats-Msg-Id. Heard twice, it counts once.")
    source: str = Field(description="/services/<name of the announcing service>")
    type: str = Field(description="<owner>.<noun>.<participle>.v1")
    subject: str = Field(description="Id of the case, complaint or record that it is about.")
    time: AwareDatetime = Field(description="When it happened.")
    recordedtime: AwareDatetime = Field(description="When we learnt it.")
    sequence: str = Field(description="Rank of the event in the life of its subject, from 1.")
    traceparent: str | None = Field(None, description="W3C trace context, if the cause had one.")
    dataclassification: Classification = "internal"
    datacontenttype: Literal["application/json"] = "application/json"
    data: F_co


def _context(
    fact: Fact,
    event_id: UUID,
    *,
    time: datetime,
    recorded: datetime,
    sequence: int,
    traceparent: str | None,
) -> dict[str, Any]:
    """Everything of an envelope but its data; as a value, what JSON writes as text."""
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/services/{fact.source}",
        "type": fact.type,
        "subject": fact.about,
        "time": time,
        "recordedtime": recorded,
        "sequence": str(sequence),
        "traceparent": traceparent,
        "dataclassification": fact.classification,
        "datacontenttype": "application/json",
    }


def envelop(
    fact: F, event_id: UUID, *, time: datetime, recorded: datetime, sequence: int = 1
) -> Envelope[F]:
    """Put a fact into its envelope; `time` is when it happened, `recorded` when we learnt it."""
    context = _context(
        fact, event_id, time=time, recorded=recorded, sequence=sequence, traceparent=None
    )
    envelope: type[Envelope[F]] = Envelope[type(fact)]  # type: ignore[misc, assignment]
    return envelope(**{**context, "subject": str(fact.about)}, data=fact)


def written(
    fact: Fact,
    event_id: UUID,
    *,
    time: datetime,
    recorded: datetime,
    sequence: int = 1,
    traceparent: str | None = None,
) -> bytes:
    """The envelope as JSON, straight from the fact: for what says thousands of them a second."""
    context = _context(
        fact, event_id, time=time, recorded=recorded, sequence=sequence, traceparent=traceparent
    )
    context["data"] = fact.__dict__
    return bytes(memoryview(to_json(context)))  # without the room that its maker keeps behind it
