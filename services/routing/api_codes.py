"""Codes over HTTP: which regions and keywords there are, for forms and for rules."""

from datetime import date

from fastapi import APIRouter

from services.routing.api_records import Reader
from services.routing.regions import Place, places
from shared.keywords import shipped
from shared.vocabulary import Keyword

router = APIRouter(tags=["registry"])


@router.get("/regions")
async def list_regions(_: Reader, day: date | None = None) -> list[Place]:
    """Regions by the code of Kemendagri; with a day, those that there were."""
    return [one for one in places() if day is None or one.holds(day)]


@router.get("/keywords")
async def list_keywords(_: Reader) -> list[Keyword]:
    """What rules may ask for of a story: the codes, and the words for which each is told."""
    return list(shipped().keywords)
