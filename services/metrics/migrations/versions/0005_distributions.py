"""Sums of distributions: how long cases took, and of which day those are that left the stock."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from services.metrics import knowing

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HEARD_AT = datetime(2000, 1, 2, tzinfo=UTC)
LABELS = ("office", "channel", "substance", "access_type")
TALLY = ("heard_at", "measure", "day", "agency", *LABELS)
ROLLUP = ("dimension", "scope", "measure", "grain", "day", "value", "access_type")
BINNED = ("days-to-close", "working-days-to-close", "left-stock")

FACTS = sa.table(
    "facts",
    *(sa.column(name) for name in ("kind", "agency", "from_agency", "reason", *LABELS)),
    sa.column("day", sa.Date()),
    sa.column("registered_day", sa.Date()),
    sa.column("working_days", sa.Integer()),
)
TALLIES = sa.table(
    "tallies",
    sa.column("heard_at", sa.DateTime(timezone=True)),
    *(sa.column(name) for name in TALLY[1:]),
    sa.column("count"),
    sa.column("seconds"),
    sa.column("bin"),
)
TOOK = sa.Table(
    "took",
    sa.MetaData(),
    sa.Column("day", sa.Date(), primary_key=True),
    sa.Column("registered_day", sa.Date(), primary_key=True),
    sa.Column("working_days", sa.Integer()),
    prefixes=["TEMPORARY"],
)


def upgrade() -> None:
    with op.batch_alter_table("facts") as facts:
        facts.add_column(sa.Column("working_days", sa.Integer(), nullable=True))
    for name, key in (("tallies", TALLY), ("rollups", ROLLUP)):
        _widen(name, key)
    _tell_working_days()
    _count()


def _widen(name: str, key: tuple[str, ...]) -> None:
    with op.batch_alter_table(name) as table:
        table.add_column(sa.Column("bin", sa.Integer(), nullable=False, server_default="0"))
        table.drop_constraint(f"pk_{name}", type_="primary")
        table.create_primary_key(f"pk_{name}", [*key, "bin"])
    with op.batch_alter_table(name) as table:
        table.alter_column("bin", server_default=None)


def _tell_working_days() -> None:
    """As the service counts them when it hears of a closing."""
    connection = op.get_bind()
    of = FACTS.c
    pairs = sa.select(of.day, of.registered_day).where(of.kind == "closed").distinct()
    rows = [
        {"day": day, "registered_day": since, "working_days": knowing.working_days(day, since)}
        for day, since in connection.execute(pairs)
    ]
    if not rows:
        return
    TOOK.create(connection)
    connection.execute(sa.insert(TOOK), rows)
    same = sa.and_(TOOK.c.day == of.day, TOOK.c.registered_day == of.registered_day)
    told = sa.select(TOOK.c.working_days).where(same).scalar_subquery()
    connection.execute(sa.update(FACTS).where(of.kind == "closed").values(working_days=told))
    TOOK.drop(connection)


def _ordinal(day: sa.Column) -> sa.ColumnElement:
    if op.get_bind().dialect.name == "sqlite":
        return sa.cast(sa.func.julianday(day) - 1721424.5, sa.Integer())
    return day - sa.literal_column("DATE '0001-01-01'", sa.Date()) + 1


def _of(kinds: tuple[str, ...], measure: str, bins, agency=None, amount: int = 1) -> sa.Select:
    at = FACTS.c.agency if agency is None else agency
    return sa.select(
        sa.literal_column(f"'{measure}'", sa.String()).label("measure"),
        FACTS.c.day.label("day"),
        at.label("agency"),
        *(FACTS.c[name] for name in LABELS),
        bins.label("bin"),
        sa.literal_column(str(amount)).label("count"),
    ).where(FACTS.c.kind.in_(kinds), bins.is_not(None), at.is_not(None))


def _count() -> None:
    """What is counted waits among the tallies, where it is read, until it is folded."""
    of = FACTS.c
    since = _ordinal(of.registered_day)
    days = _ordinal(of.day) - since
    moved = ("placed", "moved")
    came_from = sa.case((of.kind == "placed", "unrouted"), else_=of.from_agency)
    counts = sa.union_all(
        _of(("closed",), "left-stock", since),
        _of(("reopened",), "left-stock", since, amount=-1),
        _of(moved, "left-stock", since, came_from),
        _of(moved, "left-stock", since, amount=-1),
        _of(("closed",), "days-to-close", days).where(of.reason != "K24"),
        _of(("closed",), "working-days-to-close", of.working_days).where(of.reason != "K24"),
    ).subquery("counts").c
    key = [counts[name] for name in TALLY[1:]]
    amount = sa.cast(sa.func.sum(counts["count"]), sa.BigInteger())
    heard_at = sa.literal(HEARD_AT, sa.DateTime(timezone=True))
    rows = sa.select(heard_at, *key, amount, sa.literal_column("0"), counts.bin)
    rows = rows.group_by(*key, counts.bin)
    op.execute(sa.insert(TALLIES).from_select([column.name for column in TALLIES.columns], rows))


def downgrade() -> None:
    for name, key in (("tallies", TALLY), ("rollups", ROLLUP)):
        table = sa.table(name, sa.column("measure"))
        op.execute(sa.delete(table).where(table.c.measure.in_(BINNED)))
        with op.batch_alter_table(name) as changed:
            changed.drop_constraint(f"pk_{name}", type_="primary")
            changed.create_primary_key(f"pk_{name}", list(key))
            changed.drop_column("bin")
    with op.batch_alter_table("facts") as facts:
        facts.drop_column("working_days")
