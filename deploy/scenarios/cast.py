"""Makes a scenario's complaints and deeds out of its script: the same ones each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from deploy.client import Json
from deploy.scenarios.script import Group, Place, Report, Script, Topic

OPENING = time(8, 0)
DESK_MINUTES = 8 * 60
STEP_MINUTES = 97
"""Prime to the minutes of a day at the desk, so that complaints come at all times of it."""

LATE_START = timedelta(hours=1)
"""A closing is never at the very moment of the receipt."""

ACKNOWLEDGED_AT, ANSWERED_AT, ORDERED_AT = 0.2, 0.6, 0.8
"""How far into the life of a closed case its focal point reacted, and what was to be put right."""

PUT_RIGHT = "K30"

OPEN_ACKNOWLEDGED = timedelta(days=1)
OPEN_ANSWERED = timedelta(days=12)

WITH_MAIL = "website"
"""Who files on the website leaves an address; the others said it at a desk or by telephone."""

OF_THE_OFFICE = "inisiatif"


@dataclass(frozen=True, slots=True)
class Part:
    """One complaint of a scenario and what is done to its case, in order."""

    form: Json
    deeds: tuple[Json, ...]

    @property
    def received_at(self) -> datetime:
        moment: datetime = self.form["received_at"]
        return moment


def parts_of(script: Script) -> list[Part]:
    """The whole cast, in the order of receipt."""
    found = [part for group in script.groups for part in _of_group(script, group)]
    reports = (*script.reports, *script.carried_over)
    found += [_of_report(script, place, report) for place, report in enumerate(reports)]
    return sorted(found, key=lambda part: (part.received_at, part.form["source_number"]))


def _of_group(script: Script, group: Group) -> Iterator[Part]:
    days = _working_days(script, group.first, group.last)
    for place in range(group.count):
        day = days[place * len(days) // group.count]
        received = _at_the_desk(script, day, place)
        topic = script.topics[group.topics[place % len(group.topics)]]
        form = _form(script, f"{group.id}-{place + 1:03}", topic, _where(script, place), received)
        form |= {"access_type": group.access_type, "campaign": group.campaign}
        form |= {"criterion": group.criterion} if group.criterion else {}
        _reach(form, group.channel)
        deeds: tuple[Json, ...] = ()
        if group.settled:
            hours = group.settled.hours[place % len(group.settled.hours)]
            name = group.settled.endings[place % len(group.settled.endings)]
            closed = min(received + timedelta(hours=hours), script.last_closing)
            deeds = _all_the_way(script, received, max(closed, received + LATE_START), name)
        yield Part(form, deeds)


def _of_report(script: Script, number: int, report: Report) -> Part:
    received = _at_the_desk(script, report.received, number)
    topic = script.topics[report.topic]
    form = _form(script, report.id, topic, script.place(report.place), received)
    form |= {"access_type": report.access_type}
    _reach(form, report.channel)
    if report.closed and report.ending:
        closed = _at_the_desk(script, report.closed, number + 1)
        return Part(form, _all_the_way(script, received, closed, report.ending))
    deeds: list[Json] = []
    if report.state in ("acknowledged", "answered"):
        deeds.append({"deed": "acknowledge", "at": received + OPEN_ACKNOWLEDGED})
    if report.state == "answered":
        deeds.append(_answer(received + OPEN_ANSWERED))
    return Part(form, tuple(deeds))


def _form(script: Script, number: str, topic: Topic, place: Place, received: datetime) -> Json:
    narrative = topic.narratives[sum(number.encode()) % len(topic.narratives)]
    return {
        "reporter": {"name": f"Warga Contoh {number}"},
        "narrative": narrative.format(place=place.name),
        "substance": topic.substance,
        "agency": topic.agency,
        "region": place.region,
        "office": script.office,
        "received_at": received,
        "source": script.name,
        "source_number": number,
    }


def _reach(form: Json, channel: str) -> None:
    form["channel"] = channel
    number = str(form["source_number"]).lower()
    if channel == WITH_MAIL:
        form["reporter"]["email"] = f"warga.{number}@example.org"
    if channel == OF_THE_OFFICE:
        form["reporter"]["name"] = "Ombudsman RI (inisiatif)"


def _all_the_way(
    script: Script, received: datetime, closed: datetime, ending: str
) -> tuple[Json, ...]:
    life = closed - received
    closing = {"deed": "close", "at": closed, **script.endings[ending].model_dump()}
    put_right: tuple[Json, ...] = ()
    if closing["reason"] == PUT_RIGHT:
        ordered = _second(received + ORDERED_AT * life)
        put_right = (
            {"deed": "order-correction", "at": ordered, "order": "Perbaiki layanan tersebut."},
            {"deed": "correction-done", "at": closed},
        )
    return (
        {"deed": "acknowledge", "at": _second(received + ACKNOWLEDGED_AT * life)},
        _answer(_second(received + ANSWERED_AT * life)),
        *put_right,
        closing,
    )


def _answer(at: datetime) -> Json:
    return {"deed": "answer", "at": at, "text": "Sudah kami tindak lanjuti; bukti terlampir."}


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _where(script: Script, number: int) -> Place:
    return script.places[number % len(script.places)]


def _at_the_desk(script: Script, day: date, number: int) -> datetime:
    minutes = number * STEP_MINUTES % DESK_MINUTES
    return datetime.combine(day, OPENING, script.tz) + timedelta(minutes=minutes)


def _working_days(script: Script, first: date, last: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in script.holidays]
