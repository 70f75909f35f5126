"""What metrics keeps of agencies, and of what belongs to a mass incident."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.metrics.table import Table


class RegistryFactRow(Table, table=True):
    """Something that was recorded about an agency; rows are added and never changed.

    What stands is the telling with the highest sequence, in whatever order they were heard.
    """

    __tablename__ = "registry_facts"

    event_id: UUID = Field(primary_key=True)
    kind: str = Field(description="agency.recorded | focal-point.appointed | record.withdrawn ...")
    office: str
    agency: str
    record_id: str
    sequence: int = Field(description="The version of the record.")
    told: str = Field(description="JSON: all that the event says.")
    happened_at: datetime
    recorded_at: datetime
    heard_at: datetime


class JoiningRow(Table, table=True):
    """A complaint is part of a mass incident; rows are added and never changed."""

    __tablename__ = "joinings"

    event_id: UUID = Field(primary_key=True)
    complaint_id: UUID
    incident_id: UUID
    office: str
    agency: str | None
    happened_at: datetime
    recorded_at: datetime
    heard_at: datetime
