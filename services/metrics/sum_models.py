"""What metrics keeps of counting: what waits to be summed, the sums, and how often they changed."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from services.metrics.table import Table

OFTEN_EMPTIED = {
    "autovacuum_vacuum_scale_factor": 0,
    "autovacuum_vacuum_threshold": 1000,
}
"""PostgreSQL is to clear deleted rows away soon, or every answer would walk past them."""


class TallyRow(Table, table=True):
    """What was counted and is not in the roll-ups yet: the work of the last second.

    A transaction of the bus adds up its own rows; they are read with the roll-ups until they are
    folded into them.
    """

    __tablename__ = "tallies"
    __table_args__ = {"postgresql_with": OFTEN_EMPTIED}

    heard_at: datetime = Field(primary_key=True, description="Of the transaction, so rows are new.")
    measure: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    agency: str = Field(primary_key=True, description="Empty for what intake says.")
    office: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    substance: str = Field(primary_key=True)
    access_type: str = Field(primary_key=True)
    region: str = Field(primary_key=True, description="Or `not-told`.")
    maladministration: str = Field(primary_key=True, description="The primary kind, or `not-told`.")
    count: int = Field(sa_type=BigInteger)
    seconds: int = Field(sa_type=BigInteger)
    bin: int = Field(primary_key=True, description="As in the roll-ups.")


class RollupRow(Table, table=True):
    """Sums by one dimension, of all cases or of one agency or office, for days, months and years.

    The order of the key is that of the questions: one measure of one dimension over a period is
    one stretch of the index, whatever the number of cases.
    """

    __tablename__ = "rollups"

    dimension: str = Field(primary_key=True, description="What the value is one of.")
    scope: str = Field(
        primary_key=True, description="Empty: all cases; else `agency=<slug>` or `office=<slug>`."
    )
    measure: str = Field(primary_key=True)
    grain: str = Field(
        primary_key=True, description="day | month | year: each amount is in all three."
    )
    day: date = Field(primary_key=True, description="The first of them.")
    value: str = Field(primary_key=True)
    access_type: str = Field(primary_key=True, description="Empty for messages.")
    count: int = Field(sa_type=BigInteger)
    seconds: int = Field(sa_type=BigInteger, description="To close; 0 for other measures.")
    bin: int = Field(
        primary_key=True, description="Of a distribution: whole days and the like; else 0."
    )


class ChangeRow(Table, table=True):
    """A number that grows when a process counts something: answers are remembered until then."""

    __tablename__ = "changes"

    process: str = Field(primary_key=True)
    number: int = Field(sa_type=BigInteger)
