"""What routing keeps: who answers for what, and every case until it is closed."""

from services.routing.case_models import (
    ActionRow,
    CaseRow,
    DeadlineRow,
    DeedRow,
    EarlyRow,
    RequestRow,
)
from services.routing.registry_models import (
    OfficeRow,
    RecordChangeRow,
    RecordRow,
    VacancyRow,
)
from services.routing.table import Table
from shared.db.tables import InboxColumns, OutboxColumns


class OutboxRow(OutboxColumns, Table, table=True):
    __tablename__ = "outbox"


class InboxRow(InboxColumns, Table, table=True):
    __tablename__ = "inbox"


__all__ = [
    "ActionRow",
    "CaseRow",
    "DeadlineRow",
    "DeedRow",
    "EarlyRow",
    "InboxRow",
    "OfficeRow",
    "OutboxRow",
    "RecordChangeRow",
    "RecordRow",
    "RequestRow",
    "Table",
    "VacancyRow",
]
