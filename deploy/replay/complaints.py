"""Makes of a row of an export what intake and routing are told, or says why it cannot be."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from deploy.client import Json
from deploy.data_files import Ending
from deploy.replay.mapping import Mapping
from deploy.replay.table import BadRow, Row
from shared.errors import Refused


class Impossible(Refused):
    """A row contradicts itself or says nothing that we understand."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Complaint:
    """A row that can be: the complaint to file and, if it was closed, the deed that closes it."""

    line: int
    number: str
    form: Json
    closing: Json | None


def complaint_of(row: Row, mapping: Mapping) -> Complaint | BadRow:
    """What a row says, in our words."""
    try:
        return _complaint(row, mapping)
    except Impossible as impossible:
        number = row.cells[mapping.columns.number].strip()
        return BadRow(row.line, impossible.code, impossible.detail, number)


def _complaint(row: Row, mapping: Mapping) -> Complaint:
    columns = mapping.columns
    said = {column: row.cells[column].strip() for column in columns.all}
    for column in (columns.number, columns.received, columns.status):
        if not said[column]:
            raise Impossible("empty", f"{column} is empty.")
    zone = ZoneInfo(mapping.zone)
    received = _instants(said[columns.received], columns.received, mapping, zone)[0]
    closed = _closed_at(said[columns.closed], received, mapping, zone)
    ending = _ending(said[columns.status], closed, mapping)
    form: Json = {
        "reporter": {"name": mapping.reporter},
        "narrative": ", ".join(said[column] for column in columns.narrative if said[column]),
        "access_type": mapping.access_type,
        "channel": _slug(said, columns.channel, mapping),
        "substance": _slug(said, columns.substance, mapping),
        "agency": _slug(said, columns.agency, mapping),
        "language": mapping.language,
        "office": mapping.office,
        "received_at": received,
        "source": mapping.source,
        "source_number": said[columns.number],
        "silent": mapping.silent,
    }
    closing = {"deed": "close", "at": closed, **ending.model_dump()} if ending else None
    return Complaint(row.line, said[columns.number], form, closing)


def _slug(said: dict[str, str], column: str, mapping: Mapping) -> str:
    slug = mapping.slug(said[column])
    if not slug:
        raise Impossible("empty", f"{column} names nothing.")
    return slug


def _ending(status: str, closed: datetime | None, mapping: Mapping) -> Ending | None:
    ending = mapping.statuses.get(status)
    if ending is None:
        raise Impossible("unknown-status", f"The mapping has no status {status}.")
    if ending == "open":
        if closed is not None:
            raise Impossible("open-and-closed", f"The status is {status}, and it was closed.")
        return None
    if closed is None:
        raise Impossible("no-closing-date", f"The status is {status}, and it was never closed.")
    return ending


def _closed_at(text: str, received: datetime, mapping: Mapping, zone: ZoneInfo) -> datetime | None:
    """In the hour that comes twice, the first that does not lie before the receipt."""
    if not text:
        return None
    for instant in _instants(text, mapping.columns.closed, mapping, zone):
        if instant >= received:
            return instant
    raise Impossible("closed-before-received", "It was closed before it was received.")


def _instants(text: str, column: str, mapping: Mapping, zone: ZoneInfo) -> list[datetime]:
    """The moments that a local time may mean, in UTC: two when clocks are put back that day."""
    try:
        # The zone comes next, with the question of which of two hours is meant.
        local = datetime.strptime(text, mapping.date_format)  # noqa: DTZ007
    except ValueError:
        raise Impossible("unreadable-date", f"{column} is not a date of the format.") from None
    found: list[datetime] = []
    for fold in (0, 1):
        instant = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        exists = instant.astimezone(zone).replace(tzinfo=None) == local
        if exists and instant not in found:
            found.append(instant)
    if not found:
        raise Impossible("no-such-hour", f"{column}: clocks were put forward over that hour.")
    return found
