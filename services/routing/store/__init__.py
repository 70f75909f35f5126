"""Every query of routing; turns rows into what the domain speaks of, and back."""

from services.routing.store.cases import (
    cases,
    cases_to_change,
    full_case,
    history,
    open_cases_of,
    unroutable,
)
from services.routing.store.changes import SYSTEM, Act, Actor, add_case, change, emit
from services.routing.store.deadlines import (
    anything_due,
    clocks_of,
    deadline_of,
    deadline_values,
    deadlines_of,
    due_cases,
    due_ids,
    keep,
    push_ahead,
)
from services.routing.store.directory import directory, directory_at, versions
from services.routing.store.early import any_timely, forget_early, keep_early, timely
from services.routing.store.linked import linked_request, requests_at
from services.routing.store.reaching import in_office, supervised
from services.routing.store.recounting import Page, calendars, outdated
from services.routing.store.registry import contacts, load, offices

__all__ = [
    "SYSTEM",
    "Act",
    "Actor",
    "Page",
    "add_case",
    "any_timely",
    "anything_due",
    "calendars",
    "cases",
    "cases_to_change",
    "change",
    "clocks_of",
    "contacts",
    "deadline_of",
    "deadline_values",
    "deadlines_of",
    "directory",
    "directory_at",
    "due_cases",
    "due_ids",
    "emit",
    "forget_early",
    "full_case",
    "history",
    "in_office",
    "keep",
    "keep_early",
    "linked_request",
    "load",
    "offices",
    "open_cases_of",
    "outdated",
    "push_ahead",
    "requests_at",
    "supervised",
    "timely",
    "unroutable",
    "versions",
]
