"""Regions over HTTP: which codes there are, for forms and for rules."""

from datetime import date

from fastapi import APIRouter

from services.routing.api_records import Reader
from services.routing.regions import Place, places

router = APIRouter(tags=["registry"])


@router.get("/regions")
async def list_regions(_: Reader, day: date | None = None) -> list[Place]:
    """Regions by the code of Kemendagri; with a day, those that there were."""
    return [one for one in places() if day is None or one.holds(day)]
