"""Reading the headers of messages: each has three, which nobody looks at unless it is set aside."""

from nats.aio.client import Client


def read_them_fast(client: Client) -> None:
    """Have this client read headers by `parsed`.

    Its own way looks at each letter of each name: as much as all the rest of taking a message in.
    """
    client._parse_header_lines = parsed  # type: ignore[method-assign]


def leave_them(client: Client) -> None:
    """Have this client read no headers: for whoever reads all that a stream keeps."""
    client._parse_header_lines = _nothing  # type: ignore[method-assign]


def _nothing(raw: bytes) -> dict[str, str]:
    return {}


def parsed(raw: bytes) -> dict[str, str]:
    """Names and values of a block of `Name: value` lines; bytes that are no text are replaced."""
    found: dict[str, str] = {}
    for line in raw.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found
