"""The streams and durable consumers of the product, as data that `narahubung provision` applies."""

from dataclasses import dataclass

ACK_WAIT_SECONDS = 30
"""Longer than any batch takes to commit, short enough that a killed process is soon replaced."""

REPEAT_WINDOW_SECONDS = 600
"""How long the broker itself drops a repeated event id; the inbox covers everything later."""

MAX_UNACKNOWLEDGED = 5_000


@dataclass(frozen=True)
class Stream:
    """One announcing service's events, kept in files in the order in which they were announced."""

    name: str
    subjects: tuple[str, ...]
    description: str
    deny_delete: bool = True


@dataclass(frozen=True)
class Durable:
    """The place of one hearing service in one stream."""

    service: str
    stream: str
    subjects: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.service}_{self.stream}"


STREAMS = (
    Stream("intake", ("intake.>",), "What intake announces: complaints"),
    Stream("routing", ("routing.>",), "What routing announces to agencies: cases and requests"),
    Stream("notifications", ("notifications.>",), "What notifications announces: messages"),
    Stream("commands", ("commands.>",), "What agencies ask of routing"),
    Stream("dead", ("dead.>",), "What a consumer set aside; operators read it", deny_delete=False),
)

DURABLES = (
    Durable("intake", "routing", ("routing.>",)),
    Durable("intake", "notifications", ("notifications.notice.>",)),
    Durable("routing", "intake", ("intake.>",)),
    Durable("routing", "notifications", ("notifications.>",)),
    Durable("notifications", "intake", ("intake.>",)),
    Durable("notifications", "routing", ("routing.>",)),
    Durable("metrics", "intake", ("intake.>",)),
    Durable("metrics", "routing", ("routing.>",)),
    Durable("metrics", "notifications", ("notifications.>",)),
)
