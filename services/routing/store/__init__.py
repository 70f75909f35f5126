"""Every query of routing; turns rows into what the domain speaks of, and back."""

from services.routing.store.cases import (
    add_case,
    cases,
    cases_to_change,
    change,
    full_case,
    note_delivery,
    unroutable,
)
from services.routing.store.directory import directory
from services.routing.store.registry import contacts, load, offices

__all__ = [
    "add_case",
    "cases",
    "cases_to_change",
    "change",
    "contacts",
    "directory",
    "full_case",
    "load",
    "note_delivery",
    "offices",
    "unroutable",
]
