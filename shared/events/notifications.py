"""What notifications announces: the fate of each message, never its address or its words."""

from typing import ClassVar, Literal, get_args
from uuid import UUID

from pydantic import Field

from shared.events.base import Fact

Template = Literal["complaint-received", "case-assigned", "case-closed"]

Notice = Literal["completion-requested", "complaint-declined"]
"""Letters whose delivery starts or stops a clock of law (domain D04, D05)."""

NOTICES: frozenset[str] = frozenset(get_args(Notice))


class MessageFact(Fact):
    """One message to one recipient over one channel."""

    source: ClassVar[str] = "notifications"

    message_id: UUID
    cause: UUID = Field(description="Id of the event that the message tells of.")
    recipient: Literal["reporter", "focal-point"]
    recipient_id: str = Field(description="Complaint id for a reporter, appointment id otherwise.")
    channel: Literal["mail"]
    template: Template | Notice

    @property
    def about(self) -> UUID:
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
