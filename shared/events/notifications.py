"""What notifications announces: the fate of each message, never its address or its words."""

from typing import ClassVar, Literal, get_args
from uuid import UUID

from pydantic import Field

from shared.events.base import ComplaintBound

ToReporter = Literal[
    "complaint-received",
    "complaint-registered",
    "complaint-accepted",
    "complaint-completed",
    "complaint-withdrawn",
    "complaint-joined",
    "case-closed",
    "case-converted",
    "case-reopened",
]
ToAgency = Literal[
    "case-assigned",
    "request-sent",
    "request-returned",
    "request-reminded",
    "request-accepted",
    "request-cancelled",
    "request-escalated",
    "deadline-moved",
    "correction-ordered",
    "correction-done",
    "case-ended",
]
ToDesk = Literal["case-undecided", "complaint-overdue", "message-failed", "officer-missing"]

Notice = Literal["completion-requested", "complaint-declined"]
"""Letters whose delivery starts or stops a clock of law (domain D04, D05)."""

NOTICES: frozenset[str] = frozenset(get_args(Notice))

Template = ToReporter | ToAgency | ToDesk | Notice

TEMPLATES: tuple[Template, ...] = tuple(
    name for group in (ToReporter, ToAgency, ToDesk, Notice) for name in get_args(group)
)

BRINGS_REQUEST: frozenset[Template] = frozenset(
    {"case-assigned", "request-sent", "request-returned", "request-reminded"}
)
"""Letters that put a request to its officer: only their delivery proves that it has arrived."""

Role = Literal[
    "focal-point",
    "deputy",
    "internal-supervisor",
    "superior",
    "office-head",
    "head-office",
    "resolution-and-monitoring",
    "ministry",
    "office-desk",
]
"""In what capacity somebody is written to: the officer of an agency, a level of the ladder above
(domain B.4), or the office's own desk."""

Recipient = Literal["reporter"] | Role

RECIPIENTS: tuple[Recipient, ...] = ("reporter", *get_args(Role))


class MessageFact(ComplaintBound):
    """One message to one recipient over one channel."""

    source: ClassVar[str] = "notifications"

    message_id: UUID
    cause: UUID = Field(description="Id of the event that the message tells of.")
    recipient: Recipient
    recipient_id: str = Field(
        description="Complaint id of a reporter, appointment id of an officer; of a role its"
        " office, agency and, once it is known, bearer, between slashes."
    )
    channel: Literal["mail"]
    template: Template
    request_id: UUID | None = Field(None, description="The request that the message is about.")

    @property
    def about(self) -> UUID | str:
        return self.complaint_id


class MessageSent(MessageFact):
    """The receiving server has taken the message over: proof of sending, not of reading."""

    type: ClassVar[str] = "notifications.message.sent.v1"

    attempts: int = Field(ge=1)
    maybe_twice: bool = Field(
        description="A process died between the server's acceptance and our record of it."
    )


class MessageFailed(MessageFact):
    """The message will not be tried again."""

    type: ClassVar[str] = "notifications.message.failed.v1"

    attempts: int = Field(ge=0)
    why: str = Field(max_length=300, description="The server's answer, without any address.")


class NoticeDelivered(MessageFact):
    """The reporter's mail server has a letter of `NOTICES`; said besides `message.sent`.

    A subject of its own: who waits for the few notices need not hear of every message.
    """

    type: ClassVar[str] = "notifications.notice.delivered.v1"

    template: Notice


ANNOUNCED: tuple[type[MessageFact], ...] = (MessageSent, MessageFailed, NoticeDelivered)
