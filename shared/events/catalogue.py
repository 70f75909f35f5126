"""Every event of the product, by type: what documents, contracts and dispatch are made from."""

from shared.events import intake, notifications, routing
from shared.events.base import Fact

FACTS: dict[str, type[Fact]] = {
    fact.type: fact for fact in (*intake.ANNOUNCED, *routing.ANNOUNCED, *notifications.ANNOUNCED)
}
