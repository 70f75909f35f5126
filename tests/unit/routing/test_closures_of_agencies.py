"""Days on which an agency is closed are none of the working days in which it must act."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.routing import policies
from services.routing.domain.agencies import Agency
from services.routing.domain.clocks import Clocks
from services.routing.domain.explanation import counted
from shared.calendar.explain import explain
from shared.ids import new_id
from tests.offices import a_directory, with_closures_of_a_regency, with_closures_of_water

MONDAY = datetime(2022, 3, 14, 3, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clocks:
    """The clocks of an office, one of whose agencies has closures of its own."""
    almanac = with_closures_of_water(tmp_path)
    monkeypatch.setattr(policies, "almanac", lambda: almanac)
    return policies.made(a_directory())


@pytest.mark.parametrize(
    ("agency", "due"), [("lights", date(2022, 3, 17)), ("water", date(2022, 3, 21))]
)
def test_closures_of_an_agency_count_in_its_clocks_alone(
    office: Clocks, agency: str, due: date
) -> None:
    """Three working days from Monday, 14 March 2022; the 15th and 16th, and a weekend, are none."""
    ids: dict[str, Any] = {"case_id": new_id(), "of_id": new_id()}
    clock = office.of(agency, MONDAY).start("answer", "rco", **ids, at=MONDAY, now=MONDAY)
    assert clock.due_at.astimezone(office.zone).date() == due
    own = policies.calendar_of("babel", agency)
    assert policies.is_current(own, clock.calendar)
    before = office.start("answer", "rco", **ids, at=MONDAY, now=MONDAY).calendar
    assert policies.is_current(own, before) == (agency == "lights")
    assert policies.is_current(policies.calendar_of("babel"), before)


def test_a_clock_that_closures_have_made_longer_lists_them(office: Clocks) -> None:
    own = office.of("water", MONDAY)
    clock = own.start("answer", "rco", case_id=new_id(), of_id=new_id(), at=MONDAY, now=MONDAY)
    found = counted(clock, policies.recalled(clock.calendar), own, extended=False)
    assert [(one.day.day, one.kind) for one in found.skipped] == [
        *((15, "closure"), (16, "closure"), (19, "weekend"), (20, "weekend"))
    ]
    text = explain(found)
    assert "Selasa, 15 Maret 2022: libur setempat, Pemadaman gedung" in text
    assert "Surat Edaran Direksi Nomor 3 Tahun 2022" in text
    assert clock.calendar.endswith("+water/1")


def test_thirty_working_days_of_a_corrective_action_wait_for_the_agency(office: Clocks) -> None:
    """From 14 March 2022, counted by hand."""
    ends = {
        agency: office.of(agency, MONDAY)
        .start(
            "correction",
            "corrective-action",
            case_id=new_id(),
            of_id=new_id(),
            at=MONDAY,
            now=MONDAY,
        )
        .due_at.astimezone(office.zone)
        .date()
        for agency in ("lights", "water")
    }
    assert ends == {"lights": date(2022, 4, 26), "water": date(2022, 4, 28)}


def an_agency_in(name: str, region: str | None) -> Agency:
    return Agency(agency=name, name=f"Dinas Contoh {name}", kind="dinas", region=region)


def test_closures_of_the_region_of_an_agency_count_in_its_clocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office is in Pangkalpinang; 15 March 2022 is closed in one regency."""
    almanac = with_closures_of_a_regency(tmp_path)
    monkeypatch.setattr(policies, "almanac", lambda: almanac)
    regions = {
        "there": "19.05",
        "village": "19.05.02",
        "city": "19.71",
        "above": "19",
        "none": None,
    }
    agencies = [an_agency_in(name, region) for name, region in regions.items()]
    clocks = policies.made(a_directory(agencies=agencies, focal_points=[]))
    assert set(clocks.calendars) == {"there", "village"}
    assert clocks.calendars["there"] is clocks.calendars["village"]
    for name in regions:
        own = clocks.of(name, MONDAY)
        ids: dict[str, Any] = {"case_id": new_id(), "of_id": new_id()}
        clock = own.start("answer", "rco", **ids, at=MONDAY, now=MONDAY)
        day = 18 if name in ("there", "village") else 17
        assert clock.due_at.astimezone(clocks.zone).date() == date(2022, 3, day)
        found = counted(clock, policies.recalled(clock.calendar), own, extended=False)
        said = "Selasa, 15 Maret 2022: libur setempat, Hari jadi contoh" in explain(found)
        assert said == (day == 18)


def test_the_regions_of_office_and_agency_both_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pangkalpinang was closed on 27 August 2025, the regency on 15 March 2022."""
    almanac = with_closures_of_a_regency(tmp_path)
    monkeypatch.setattr(policies, "almanac", lambda: almanac)
    calendar = policies.calendar_of("babel", "there", "19.05")
    assert not calendar.is_working(date(2022, 3, 15))
    assert not calendar.is_working(date(2025, 8, 27))
    assert almanac.recalled(calendar.version).closed == calendar.closed
    earlier = policies.calendar_of("babel").version
    assert policies.is_current(policies.calendar_of("babel", "city", "19.71"), earlier)
    assert not policies.is_current(calendar, earlier), "a clock that runs is counted again"
