"""Setting a message aside: its body, where it came from and why, for an operator to read."""

from nats.aio.client import Client
from nats.aio.msg import Msg

from shared.bus.publish import RECEIPT_SECONDS
from shared.errors import Refused
from shared.trace import described


async def set_aside(client: Client, message: Msg, consumer: str, error: Exception) -> str:
    """Store the message under `dead.<consumer>` and wait for the receipt; answers the reason.

    The id makes a second try of the same setting-aside a repeat that the broker drops. A message
    that was put back keeps the place and the id that it had at first.
    """
    reason = error.code if isinstance(error, Refused) else type(error).__name__
    origin = message.metadata
    given = message.headers or {}
    headers = {
        "Nats-Msg-Id": f"{origin.stream}:{origin.sequence.stream}:{consumer}",
        "Dead-Reason": reason,
        "Dead-Error": described(error),
        "Dead-Subject": message.subject,
        "Dead-Stream": given.get("Dead-Stream", origin.stream),
        "Dead-Sequence": given.get("Dead-Sequence", str(origin.sequence.stream)),
        "Dead-Consumer": consumer,
        "Dead-Deliveries": str(origin.num_delivered),
        "Dead-Event": given.get("Dead-Event") or given.get("Nats-Msg-Id", ""),
    }
    stream = client.jetstream()
    await stream.publish(f"dead.{consumer}", message.data, timeout=RECEIPT_SECONDS, headers=headers)
    return reason
