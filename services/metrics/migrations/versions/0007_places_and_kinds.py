"""Sums of each place and of each kind of maladministration: all sums of cases are made again."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HEARD_AT = datetime(2000, 1, 1, tzinfo=UTC)
OF_MESSAGES = ("sent", "sent-maybe-twice", "failed")
LABELS = ("office", "channel", "substance", "access_type")
NEW = ("region", "maladministration")
KEY = ("heard_at", "measure", "day", "agency", *LABELS)

TEXTS = ("kind", "agency", "from_agency", "reason", "level", *LABELS, *NEW)
FACTS = sa.table(
    "facts",
    sa.column("event_id"),
    *(sa.column(name, sa.String()) for name in TEXTS),
    sa.column("day", sa.Date()),
    sa.column("registered_day", sa.Date()),
    sa.column("happened_at", sa.DateTime(timezone=True)),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("seconds", sa.BigInteger()),
    sa.column("working_days", sa.Integer()),
)
TALLIES = sa.table("tallies", *(sa.column(name) for name in (*KEY, *NEW, "count", "seconds", "bin")))
COUNTS = sa.table(
    "counts",
    *(sa.column(name) for name in ("event_id", "measure", "agency", *LABELS, *NEW)),
    sa.column("day", sa.Date()),
    *(sa.column(name, sa.BigInteger()) for name in ("count", "seconds", "bin")),
)
ROLLUPS = sa.table("rollups", sa.column("measure"), sa.column("dimension", sa.String()))


def _word(text):
    return sa.literal_column(f"'{text}'", sa.String())


def _of(kinds, measure, day, agency, amount=1, seconds=None, of_bin=None):
    return sa.select(
        measure.label("measure"),
        day.label("day"),
        agency.label("agency"),
        *(FACTS.c[name] for name in LABELS),
        *(sa.func.coalesce(FACTS.c[name], _word("not-told")).label(name) for name in NEW),
        sa.literal_column(str(amount)).label("count"),
        (sa.literal_column("0") if seconds is None else seconds).label("seconds"),
        (sa.literal_column("0") if of_bin is None else of_bin).label("bin"),
    ).where(FACTS.c.kind.in_(kinds))


def _counts():
    """As the service counts what it hears."""
    of, first = FACTS.c, FACTS.c.registered_day
    late = _word("answered-late")
    in_time = sa.case((of.happened_at <= of.due_at, _word("answered-in-time")), else_=late)
    flow = sa.case((of.reason == "K24", _word("handed-over")), else_=_word("closed"))
    done = _word("cohort-") + of.reason
    came = ["placed", "moved"]
    again = _of(["reopened"], done, first, of.agency, -1, -of.seconds)
    return sa.union_all(
        _of(["received"], _word("received"), first, _word("")),
        _of(["finished"], _word("finished"), first, _word("")),
        _of(["opened", "unroutable"], _word("opened"), first, of.agency),
        _of(came, _word("moved-out"), of.day, sa.func.coalesce(of.from_agency, _word("unrouted"))),
        _of(came, _word("moved-in"), of.day, of.agency),
        _of(
            *(came, _word("cohort-moved"), first),
            *(sa.func.coalesce(of.from_agency, _word("unrouted")), -1),
        ),
        _of(came, _word("cohort-moved"), first, of.agency),
        *(_of([kind], _word(kind), of.day, of.agency) for kind in ("acknowledged", "returned")),
        _of(["misrouted"], _word("misrouted"), of.day, of.agency),
        _of(["answered"], in_time, of.day, of.agency),
        _of(["escalated"], _word("escalated-") + of.level, of.day, of.agency),
        _of(["closed"], flow, of.day, of.agency, 1, of.seconds),
        _of(["closed"], done, first, of.agency, 1, of.seconds),
        _of(["reopened"], _word("reopened"), of.day, of.agency),
        again.where(of.reason.is_not(None)),
        *_distributions(),
        sa.select(*(COUNTS.c[name] for name in (*KEY[1:], *NEW, "count", "seconds", "bin"))),
    ).subquery("counted")


def _ordinal(day):
    if op.get_bind().dialect.name == "sqlite":
        return sa.cast(sa.func.julianday(day) - 1721424.5, sa.Integer())
    return day - sa.literal_column("DATE '0001-01-01'", sa.Date()) + 1


def _distributions():
    of = FACTS.c
    since = _ordinal(of.registered_day)
    came_from = sa.func.coalesce(of.from_agency, _word("unrouted"))
    left, took = _word("left-stock"), _word("days-to-close")
    yield _of(["closed"], left, of.day, of.agency, of_bin=since)
    yield _of(["reopened"], left, of.day, of.agency, -1, of_bin=since)
    yield _of(["placed", "moved"], left, of.day, came_from, of_bin=since)
    yield _of(["placed", "moved"], left, of.day, of.agency, -1, of_bin=since)
    days = _of(["closed"], took, of.day, of.agency, of_bin=_ordinal(of.day) - since)
    yield days.where(of.reason != "K24")
    days = _of(
        *(["closed"], _word("working-days-to-close"), of.day, of.agency), of_bin=of.working_days
    )
    yield days.where(of.reason != "K24", of.working_days.is_not(None))


def _tallies(key):
    """What waited is lost with the old table, and is among what is counted again."""
    op.drop_table("tallies")
    op.create_table(
        "tallies",
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in key[3:]),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("bin", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*key, "bin", name="pk_tallies"),
        postgresql_with={"autovacuum_vacuum_scale_factor": 0, "autovacuum_vacuum_threshold": 1000},
    )


def upgrade() -> None:
    """What is counted again waits among the tallies, where it is read, until it is folded."""
    op.add_column("facts", sa.Column("maladministration", sa.String(), nullable=True))
    _tell_beside()
    _tallies((*KEY, *NEW))
    op.execute(sa.delete(ROLLUPS).where(ROLLUPS.c.measure.not_in(OF_MESSAGES)))
    counts = _counts().c
    key = [counts[name] for name in (*KEY[1:], *NEW)]
    of_bin = counts.bin
    amounts = [sa.cast(sa.func.sum(counts[name]), sa.BigInteger()) for name in ("count", "seconds")]
    heard_at = sa.literal(HEARD_AT, sa.DateTime(timezone=True))
    rows = sa.select(heard_at, *key, *amounts, of_bin).group_by(*key, of_bin)
    op.execute(sa.insert(TALLIES).from_select([column.name for column in TALLIES.columns], rows))


def _tell_beside():
    """What is counted beside a fact has the place and the kind of that fact."""
    with op.batch_alter_table("counts") as counts:
        for name in NEW:
            counts.add_column(sa.Column(name, sa.String(), nullable=False, server_default="not-told"))
    same = FACTS.c.event_id == COUNTS.c.event_id
    region = sa.select(FACTS.c.region).where(same).scalar_subquery()
    told = sa.func.coalesce(region, _word("not-told"))
    op.execute(sa.update(COUNTS).values(region=told))
    with op.batch_alter_table("counts") as counts:
        for name in NEW:
            counts.alter_column(name, server_default=None)


def downgrade() -> None:
    _tallies(KEY)
    op.execute(sa.delete(ROLLUPS).where(ROLLUPS.c.dimension.in_(NEW)))
    op.drop_column("facts", "maladministration")
    with op.batch_alter_table("counts") as counts:
        for name in NEW:
            counts.drop_column(name)
