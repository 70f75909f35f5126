"""Erasing a person: the key is destroyed, and what it had sealed is noise from then on."""

from sqlalchemy import delete, or_, update

from services.intake.models import CandidateRow
from services.intake.store.verification import COMPLAINTS, REPORTERS, Loaded
from shared.db.transaction import Transaction, table_of

CANDIDATES = table_of(CandidateRow)


async def erase(tx: Transaction, loaded: Loaded) -> None:
    """Destroy the key of a complaint's reporter, and what else could tell one person again.

    The digest of a request is one of words that somebody may guess; likenesses say that two
    complaints are of one person. Counts, codes, moments and the tracking code stay.
    """
    complaint_id = loaded.complaint.complaint_id
    # A reporter has the id of the one complaint that is theirs.
    key = update(REPORTERS).where(REPORTERS.c.reporter_id == complaint_id)
    await tx.connection.execute(key.values(wrapped_key=None, sealed_identity=b""))
    words = update(COMPLAINTS).where(COMPLAINTS.c.complaint_id == complaint_id)
    await tx.connection.execute(words.values(sealed_narrative=b"", request_digest=None))
    alike = CANDIDATES.c
    theirs = or_(alike.complaint_id == complaint_id, alike.other_id == complaint_id)
    await tx.connection.execute(delete(CANDIDATES).where(theirs))
