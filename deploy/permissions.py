"""Says what each service may do at the broker, and what agencies may be given one day."""

from typing import Any

from shared.bus.topology import DURABLES, STREAMS

SERVICES = ("intake", "routing", "notifications", "metrics")

Permissions = dict[str, Any]


def of_service(service: str) -> Permissions:
    """Publish its own stream, read and acknowledge its own durables, hear its own inbox.

    One hole stays among the services of one account: the reply subject of a pull is not checked,
    so a service could make the broker store again, elsewhere, a message that it may read.
    Agencies, whom we trust less, get accounts of their own, where this does not work.
    """
    publish = [f"{stream.name}.>" for stream in STREAMS if stream.name == service]
    for durable in DURABLES:
        if durable.service == service:
            publish += _of_durable(durable.stream, durable.name)
    subscribe = [f"_INBOX_{service}.>"]
    return {"pub": {"allow": sorted(publish)}, "sub": {"allow": subscribe}}


def _of_durable(stream: str, durable: str) -> list[str]:
    return [
        f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}",
        f"$JS.API.CONSUMER.INFO.{stream}.{durable}",
        f"$JS.ACK.{stream}.{durable}.>",
        # The second form of the acknowledgement has domain and account before the stream. A server
        # that uses it would ignore acknowledgements without this line, and say nothing.
        f"$JS.ACK.*.*.{stream}.{durable}.>",
        f"dead.{durable}",
    ]


def unlimited() -> Permissions:
    """The operator provisions, watches and puts back what was set aside."""
    return {"pub": {}, "sub": {}}


def _export(name: str, subject: str, position: int, response: str = "Singleton") -> dict[str, Any]:
    return {
        "name": name,
        "subject": subject,
        "type": "service",
        "response_type": response,
        "account_token_position": position,
    }


# An agency's account imports these with its own key as the token at `account_token_position`
# (1-based, `$JS` counts) and the server refuses any other: so the platform's account need not
# change when an agency joins.
AGENCY_EXPORTS = (
    _export("next", "$JS.API.CONSUMER.MSG.NEXT.routing.*", 7, "Stream"),
    _export("info", "$JS.API.CONSUMER.INFO.routing.*", 6),
    _export("reset", "$JS.API.CONSUMER.RESET.routing.*", 6),
    _export("ack", "$JS.ACK.routing.*.>", 4),
    _export("command", "commands.*.>", 2),
)
