"""An invented office: its agencies, its officers and the rules by which it places cases."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from services.routing import policies
from services.routing.domain.agencies import Agency
from services.routing.domain.clocks import Clocks
from services.routing.domain.directory import Directory
from services.routing.domain.officers import FocalPoint
from services.routing.domain.registry import Registry
from services.routing.domain.rules import Rule, RuleSet
from shared.calendar import files
from shared.calendar.almanac import Almanac


def an_officer(appointment_id: str, **told: Any) -> FocalPoint:
    """Somebody who answers for the agency that begins the appointment's name."""
    agency = appointment_id.partition("-")[0]
    return FocalPoint(
        **{
            "appointment_id": appointment_id,
            "agency": agency,
            "name": "Contoh Cempaka",
            "email": f"narahubung@{agency}.example.org",
            "valid_from": date(2021, 1, 1),
            **told,
        }
    )


def a_rule(name: str, agency: str, **when: list[str]) -> Rule:
    """A rule with conditions; without any it matches everything."""
    return Rule(name=name, when=when, agency=agency)


def an_office(**told: Any) -> Registry:
    """An office with two agencies, an officer and a deputy for one of them, and three rules."""
    return Registry(
        **{
            "office": "babel",
            "name": "Ombudsman RI Perwakilan Contoh",
            "agencies": [
                Agency(agency="water", name="Perumda Air Minum", kind="bumd", region="19.71"),
                Agency(agency="lights", name="Perusahaan Listrik", kind="bumn"),
            ],
            "focal_points": [
                an_officer("water-primary"),
                an_officer("water-deputy", role="deputy"),
                an_officer("lights-primary"),
            ],
            "rule_set": some_rules(
                a_rule("dark", "lights", substance=["energi-kelistrikan"]),
                a_rule("as-named", "named"),
                a_rule("pangkalpinang", "water", region=["19.71", "19.71.01"]),
            ),
            **told,
        }
    )


def some_rules(*rules: Rule, version: int = 1) -> RuleSet:
    return RuleSet(name="contoh", version=version, rules=list(rules))


def a_directory(**told: Any) -> Directory:
    """The same office, arranged for looking up."""
    return Directory.of(an_office(**told))


def some_clocks(directory: Directory | None = None) -> Clocks:
    """The clocks of that office, by the policy and the calendar that are shipped."""
    return policies.clocks(directory or a_directory())


WATER = """\
agency: water
name: Perumda Air Minum
decrees:
  - name: Surat Edaran Direksi Nomor 3 Tahun 2022
    known_since: 2022-03-01
    closures:
      - {day: 2022-03-15, id: Pemadaman gedung, en: The building has no power}
      - {day: 2022-03-16, id: Pemadaman gedung, en: The building has no power}
"""


REGENCY = """\
region: "19.05"
name: Kabupaten Contoh
decrees:
  - name: Surat Edaran Bupati Contoh Nomor 7 Tahun 2022
    known_since: 2022-03-01
    closures:
      - {day: 2022-03-15, id: Hari jadi contoh, en: Example anniversary}
"""


def with_closures_of_a_regency(folder: Path) -> Almanac:
    """All that is decreed, and besides an invented day of a region that is not the office's."""
    shutil.copytree(files.CLOSURES, folder, dirs_exist_ok=True)
    (folder / "19.05.yaml").write_text(REGENCY, encoding="utf-8")
    return files.load(closures=folder)


def with_closures_of_water(folder: Path) -> Almanac:
    """All that is decreed, and besides the closures of one agency of that office."""
    shutil.copytree(files.CLOSURES, folder, dirs_exist_ok=True)
    (folder / "water.yaml").write_text(WATER, encoding="utf-8")
    return files.load(closures=folder)
