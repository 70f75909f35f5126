"""Sums of each office by itself: all sums of cases are made again from the facts."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HEARD_AT = datetime(2000, 1, 1, tzinfo=UTC)
OF_MESSAGES = ("sent", "sent-maybe-twice", "failed")
LABELS = ("office", "channel", "substance", "access_type")

FACTS = sa.table(
    "facts",
    *(sa.column(name) for name in ("kind", "agency", "reason", *LABELS)),
    sa.column("day", sa.Date()),
    sa.column("registered_day", sa.Date()),
    sa.column("happened_at", sa.DateTime(timezone=True)),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("seconds", sa.BigInteger()),
)
TALLIES = sa.table(
    "tallies",
    sa.column("heard_at", sa.DateTime(timezone=True)),
    sa.column("measure"),
    sa.column("day", sa.Date()),
    sa.column("agency"),
    *(sa.column(name) for name in LABELS),
    sa.column("count"),
    sa.column("seconds"),
)
ROLLUPS = sa.table("rollups", sa.column("measure"), sa.column("scope", sa.String()))


def _of(kinds, measure, day, agency, amount=1, seconds=None):
    return sa.select(
        measure.label("measure"),
        day.label("day"),
        agency.label("agency"),
        *(FACTS.c[name] for name in LABELS),
        sa.literal_column(str(amount)).label("count"),
        (sa.literal_column("0") if seconds is None else seconds).label("seconds"),
    ).where(FACTS.c.kind.in_(kinds))


def _counts():
    """As the service counts what it hears."""
    of = FACTS.c

    def word(text):
        return sa.literal_column(f"'{text}'", sa.String())

    in_time = sa.case((of.happened_at <= of.due_at, word("answered-in-time")), else_=word("answered-late"))
    flow = sa.case((of.reason == "K24", word("handed-over")), else_=word("closed"))
    done = word("cohort-") + of.reason
    return sa.union_all(
        _of(["received"], word("received"), of.registered_day, word("")),
        _of(["finished"], word("finished"), of.registered_day, word("")),
        _of(["opened", "unroutable"], word("opened"), of.registered_day, of.agency),
        _of(["placed"], word("moved-out"), of.day, word("unrouted")),
        _of(["placed"], word("moved-in"), of.day, of.agency),
        _of(["placed"], word("cohort-moved"), of.registered_day, word("unrouted"), -1),
        _of(["placed"], word("cohort-moved"), of.registered_day, of.agency),
        _of(["acknowledged"], word("acknowledged"), of.day, of.agency),
        _of(["answered"], in_time, of.day, of.agency),
        _of(["closed"], flow, of.day, of.agency, 1, of.seconds),
        _of(["closed"], done, of.registered_day, of.agency, 1, of.seconds),
    ).subquery("counts")


def upgrade() -> None:
    """What is counted again waits among the tallies, where it is read, until it is folded."""
    op.execute(sa.delete(TALLIES))
    op.execute(sa.delete(ROLLUPS).where(ROLLUPS.c.measure.not_in(OF_MESSAGES)))
    counts = _counts().c
    key = [counts[name] for name in ("measure", "day", "agency", *LABELS)]
    amounts = [sa.cast(sa.func.sum(counts[name]), sa.BigInteger()) for name in ("count", "seconds")]
    heard_at = sa.literal(HEARD_AT, sa.DateTime(timezone=True))
    rows = sa.select(heard_at, *key, *amounts).group_by(*key)
    op.execute(sa.insert(TALLIES).from_select([column.name for column in TALLIES.columns], rows))


def downgrade() -> None:
    op.execute(sa.delete(ROLLUPS).where(ROLLUPS.c.scope.like("office=%")))
