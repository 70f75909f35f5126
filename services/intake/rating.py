"""Taking a rating: the reporter has the code, and the case is closed."""

from fastapi import Request

from services.intake import store
from services.intake.domain import no_such_complaint
from services.intake.domain.rating import Rating, rate
from shared.again import again
from shared.db.database import Database


async def take(request: Request, database: Database, code: str, rating: Rating) -> None:
    """Raises the refusal. Of two at once the lock of the complaint lets one be first."""
    await again(lambda: _take_once(request, database, code, rating))


async def _take_once(request: Request, database: Database, code: str, rating: Rating) -> None:
    async with database.transaction(request.app.state.clock()) as tx:
        row = await store.by_tracking_code(tx.connection, code)
        if row is None:
            raise no_such_complaint()
        loaded = (await store.to_change(tx, {row.complaint_id}))[row.complaint_id]
        closing = await store.last_closing(tx.connection, row.complaint_id)
        fact = rate(loaded.complaint, closing, rating)
        if closing is not None:
            store.keep_rating(tx, row.complaint_id, closing, rating.score)
        tx.emit(fact, time=tx.recorded, sequence=loaded.complaint.standing.version)
