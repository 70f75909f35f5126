"""Reading the headers of messages: each has three, which nobody looks at unless it is set aside."""

from collections.abc import Iterator, Mapping

from nats.aio.client import Client


def read_them_late(client: Client) -> None:
    """Have this client read headers when somebody asks for one.

    Its own way looks at each letter of each name: as much as all the rest of taking a message in.
    """
    client._parse_header_lines = Unread  # type: ignore[method-assign, assignment]


def leave_them(client: Client) -> None:
    """Have this client read no headers: for whoever reads all that a stream keeps."""
    client._parse_header_lines = _nothing  # type: ignore[method-assign]


def _nothing(raw: bytes) -> dict[str, str]:
    return {}


class Unread(Mapping[str, str]):
    """A block of headers as it came, read at the first question."""

    __slots__ = ("_raw", "_read")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._read: dict[str, str] | None = None

    def _lines(self) -> dict[str, str]:
        if self._read is None:
            self._read = parsed(self._raw)
        return self._read

    def __getitem__(self, name: str) -> str:
        return self._lines()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines())

    def __bool__(self) -> bool:
        """Whether there are any is not asked either: the client would, of each message."""
        return True

    def __len__(self) -> int:
        return len(self._lines())


def parsed(raw: bytes) -> dict[str, str]:
    """Names and values of a block of `Name: value` lines; bytes that are no text are replaced."""
    found: dict[str, str] = {}
    for line in raw.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found
