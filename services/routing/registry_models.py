"""What routing keeps of offices: records of who answers for what, and how they came to be so."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from services.routing.table import Table


class OfficeRow(Table, table=True):
    """A representative office; the version rises with each change of its records."""

    __tablename__ = "offices"

    office: str = Field(primary_key=True)
    version: int


class RecordRow(Table, table=True):
    """A record as it stands: the cache of its last change."""

    __tablename__ = "records"
    __table_args__ = (Index("ix_records_noun_key", "noun", "key"),)

    office: str = Field(primary_key=True, foreign_key="offices.office")
    noun: str = Field(primary_key=True, description="agencies | focal-points | bearers | ...")
    key: str = Field(primary_key=True)
    version: int
    told: str = Field(description="JSON: all that it says.")
    is_withdrawn: bool = Field(description="It counts on no day; its history stays.")
    by_file: bool = Field(description="The last change came from a file: a file may change it.")
    file_digest: str | None = Field(description="Of what the file last loaded said.")


class RecordChangeRow(Table, table=True):
    """One change of a record: rows are added and never changed."""

    __tablename__ = "record_changes"

    office: str = Field(primary_key=True)
    noun: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    version: int = Field(primary_key=True, description="Of the record after the change.")
    deed: str = Field(description="put | end | withdraw")
    told: str = Field(description="JSON: all that it says from then on.")
    actor_role: str
    actor_id: str | None
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When we learnt it.")


class VacancyRow(Table, table=True):
    """An agency that has nobody in office: the alarm was given, and is not given again."""

    __tablename__ = "vacancies"

    office: str = Field(primary_key=True)
    agency: str = Field(primary_key=True)
    since: date
    recorded_at: datetime
