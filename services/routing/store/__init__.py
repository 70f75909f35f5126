"""Every query of routing; turns rows into what the domain speaks of, and back."""

from services.routing.store.cases import (
    cases,
    cases_to_change,
    full_case,
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
    overdue,
    push_ahead,
)
from services.routing.store.directory import directory, directory_at, registry_of, versions
from services.routing.store.early import forget_early, keep_early, timely, timely_complaints
from services.routing.store.editing import Author, Edit, write
from services.routing.store.history import Line, history
from services.routing.store.linked import actions_at, linked_action, linked_request, requests_at
from services.routing.store.past import facts_of, past_cases
from services.routing.store.reaching import in_office, supervised
from services.routing.store.records import (
    Known,
    changes_of,
    known_record,
    known_records,
    office_to_change,
)
from services.routing.store.recounting import Key, Page, calendars, outdated, outdated_keys
from services.routing.store.registry import (
    contacts,
    load,
    office_names,
    offices,
    refuse_what_is_another_offices,
    standing,
)
from services.routing.store.vacancies import (
    add_vacancy,
    fill_vacancies,
    left_behind,
    vacancies,
    waited_for,
    waiting_at,
    waiting_for,
)

__all__ = [
    "SYSTEM",
    "Act",
    "Actor",
    "Author",
    "Edit",
    "Key",
    "Known",
    "Line",
    "Page",
    "actions_at",
    "add_case",
    "add_vacancy",
    "anything_due",
    "calendars",
    "cases",
    "cases_to_change",
    "change",
    "changes_of",
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
    "facts_of",
    "fill_vacancies",
    "forget_early",
    "full_case",
    "history",
    "in_office",
    "keep",
    "keep_early",
    "known_record",
    "known_records",
    "left_behind",
    "linked_action",
    "linked_request",
    "load",
    "office_names",
    "office_to_change",
    "offices",
    "open_cases_of",
    "outdated",
    "outdated_keys",
    "overdue",
    "past_cases",
    "push_ahead",
    "refuse_what_is_another_offices",
    "registry_of",
    "requests_at",
    "standing",
    "supervised",
    "timely",
    "timely_complaints",
    "unroutable",
    "vacancies",
    "versions",
    "waited_for",
    "waiting_at",
    "waiting_for",
    "write",
]
