"""Every query of intake; turns rows into what the domain speaks of, and back."""

from services.intake.store.batches import begin_batch, end_batch
from services.intake.store.clocks import (
    clocks_of,
    expired,
    keep_clocks,
    mark_missed,
    missed,
    reckon_anew,
    unreckoned,
)
from services.intake.store.complaints import (
    Known,
    Labels,
    add_registration,
    by_keys,
    by_numbers,
    by_tracking_code,
    contacts,
    progress_of,
)
from services.intake.store.erasure import erase
from services.intake.store.incidents import add_incident, incident, incidents, joined, not_joined
from services.intake.store.lookalikes import (
    keep_candidates,
    neighbours,
    sealed,
    stand_of,
    uncompared,
)
from services.intake.store.numbers import (
    Page,
    fill,
    give,
    newest_number,
    page_after,
    reports,
    spans_of,
)
from services.intake.store.proofs import forget_proofs, proofs
from services.intake.store.ratings import keep_rating, last_closing
from services.intake.store.staff import (
    deeds_of,
    is_closed,
    one,
    read_story,
    readings_of,
    waiting,
)
from services.intake.store.verification import (
    Loaded,
    change,
    codes_of,
    pasts_of,
    save,
    to_change,
)

__all__ = [
    "Known",
    "Labels",
    "Loaded",
    "Page",
    "add_incident",
    "add_registration",
    "begin_batch",
    "by_keys",
    "by_numbers",
    "by_tracking_code",
    "change",
    "clocks_of",
    "codes_of",
    "contacts",
    "deeds_of",
    "end_batch",
    "erase",
    "expired",
    "fill",
    "forget_proofs",
    "give",
    "incident",
    "incidents",
    "is_closed",
    "joined",
    "keep_candidates",
    "keep_clocks",
    "keep_rating",
    "last_closing",
    "mark_missed",
    "missed",
    "neighbours",
    "newest_number",
    "not_joined",
    "one",
    "page_after",
    "pasts_of",
    "progress_of",
    "proofs",
    "read_story",
    "readings_of",
    "reckon_anew",
    "reports",
    "save",
    "sealed",
    "spans_of",
    "stand_of",
    "to_change",
    "uncompared",
    "unreckoned",
    "waiting",
]
