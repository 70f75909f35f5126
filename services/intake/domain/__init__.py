"""What makes a complaint, and what intake decides about it: pure functions of facts and time."""

from services.intake.domain.complaint import Rules
from services.intake.domain.form import (
    ComplaintForm,
    DeskForm,
    PublicForm,
    Reporter,
    SourceNumber,
)
from services.intake.domain.registration import Registration, register
from services.intake.domain.tracking import (
    CODE_SYMBOLS,
    new_tracking_code,
    no_such_complaint,
    read_tracking_code,
)

__all__ = [
    "CODE_SYMBOLS",
    "ComplaintForm",
    "DeskForm",
    "PublicForm",
    "Registration",
    "Reporter",
    "Rules",
    "SourceNumber",
    "new_tracking_code",
    "no_such_complaint",
    "read_tracking_code",
    "register",
]
