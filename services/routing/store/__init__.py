"""Every query of routing; turns rows into what the domain speaks of, and back."""

from services.routing.store.cases import (
    case_ids_of,
    cases,
    cases_to_change,
    full_case,
    history,
    unroutable,
)
from services.routing.store.changes import SYSTEM, Act, Actor, add_case, change, emit
from services.routing.store.deadlines import (
    anything_due,
    calendars,
    clocks_of,
    deadline_values,
    deadlines_of,
    due_cases,
    keep,
    outdated,
)
from services.routing.store.directory import directory, directory_at, versions
from services.routing.store.linked import linked_request, requests_at
from services.routing.store.reaching import in_office, supervised
from services.routing.store.registry import contacts, load, offices

__all__ = [
    "SYSTEM",
    "Act",
    "Actor",
    "add_case",
    "anything_due",
    "calendars",
    "case_ids_of",
    "cases",
    "cases_to_change",
    "change",
    "clocks_of",
    "contacts",
    "deadline_values",
    "deadlines_of",
    "directory",
    "directory_at",
    "due_cases",
    "emit",
    "full_case",
    "history",
    "in_office",
    "keep",
    "linked_request",
    "load",
    "offices",
    "outdated",
    "requests_at",
    "supervised",
    "unroutable",
    "versions",
]
