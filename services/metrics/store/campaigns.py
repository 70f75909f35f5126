"""What the facts of campaigns count as: few, so that they are added up when somebody asks.

No count bears its campaign: every complaint would pay for what most have not. An index holds the
facts that name one.
"""

from collections.abc import Collection

import sqlalchemy as sa

from services.metrics.models import CountRow, FactRow
from services.metrics.store.contributions import AMOUNTS, Known, parts
from shared.db.transaction import table_of

FACTS, COUNTS = table_of(FactRow), table_of(CountRow)


def of_campaigns(known: Known, measures: Collection[str]) -> sa.Subquery:
    """A row for each thing that a fact counts as which names a campaign, and that campaign."""
    campaign = FACTS.c.campaign
    found = [
        part.add_columns(campaign).where(campaign.is_not(None), known(FACTS))
        for part in parts(FACTS, measures)
    ]
    beside = (
        sa.select(*(COUNTS.c[name] for name in AMOUNTS), campaign)
        .join_from(FACTS, COUNTS, FACTS.c.event_id == COUNTS.c.event_id)
        .where(campaign.is_not(None), known(FACTS))
    )
    return sa.union_all(*found, beside).subquery("of_campaigns")
