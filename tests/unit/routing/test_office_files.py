"""The offices' files say what they should, and a wrong one is refused by file and field."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from services.routing import policies
from services.routing.domain import bearers
from services.routing.domain.directory import Directory
from services.routing.domain.officers import Recipient
from services.routing.domain.registry import Registry
from services.routing.offices import WrongOfficeFile, read_all
from services.routing.regions import places
from services.routing.settings import RoutingSettings

PACKAGED: Path = RoutingSettings.model_fields["offices"].default

BABEL = {
    "inspektorat-babel": "19",
    "inspektorat-bangka": "19.01",
    "inspektorat-belitung": "19.02",
    "inspektorat-bangka-selatan": "19.03",
    "inspektorat-bangka-tengah": "19.04",
    "inspektorat-bangka-barat": "19.05",
    "inspektorat-belitung-timur": "19.06",
    "inspektorat-pangkalpinang": "19.71",
    "polda-babel": "19",
    "kanwil-bpn-babel": "19",
    "kanwil-kemenkumham-babel": "19",
    "pln-uiw-babel": "19",
    "bpjs-ketenagakerjaan-babel": "19",
    "bpjs-kesehatan-babel": "19",
}


NUMBERED_OR_ABOVE = ("opd", "pemkab")
"""The offices of Kutai Kartanegara have one officer each, and the regency above them none."""


def packaged() -> dict[str, Registry]:
    return {registry.office: registry for registry in read_all(PACKAGED)}


def test_bangka_belitung_has_its_14_agencies_with_kemendagri_codes() -> None:
    assert {one.agency: one.region for one in packaged()["babel"].agencies} == BABEL


def test_the_offices_lie_in_their_time_zones() -> None:
    assert {office: registry.time_zone for office, registry in packaged().items()} == {
        "babel": "Asia/Jakarta",
        "kukar": "Asia/Makassar",
        "la311": "America/Los_Angeles",
    }


def test_every_agency_has_a_primary_and_a_deputy_since_2021() -> None:
    for registry in packaged().values():
        directory = Directory.of(registry)
        for agency in registry.agencies:
            if agency.kind in NUMBERED_OR_ABOVE:
                continue
            points = directory.appointments[agency.agency]
            assert [point.role for point in points] == ["primary", "deputy"]
            officer = directory.officer(agency.agency, date(2021, 1, 1))
            assert officer is points[0]


def test_every_officer_is_invented_and_has_an_address_that_cannot_be_real() -> None:
    for registry in packaged().values():
        for point in registry.focal_points:
            assert point.name.startswith(("Contoh ", "Example "))
            assert point.email.endswith(f"@{point.agency}.example.org")


def test_each_of_the_16_offices_of_kutai_kartanegara_has_one_officer_who_has_signed() -> None:
    kukar = Directory.of(packaged()["kukar"])
    signed = date(2022, 5, 18)
    offices = [one for one in kukar.agencies.values() if one.kind == "opd"]
    assert len(offices) == 16
    for one in offices:
        assert len(kukar.officers(one.agency, signed)) == 1
        [commitment] = kukar.commitments[one.agency]
        assert (commitment.signed_on, commitment.witness) == (signed, "Bupati Kutai Kartanegara")
    assert kukar.vacant(signed) == []


def test_each_shipped_office_has_somebody_for_every_row_of_its_ladder() -> None:
    """But for deputies: an agency need not have one, and its officer is told anyway."""
    day = date(2022, 6, 1)
    for registry in packaged().values():
        directory = Directory.of(registry)
        told = {to for step in policies.read().of(registry.office).ladder for to in step.recipients}
        roles = [role for role in get_args(Recipient) if role in told]
        assert set(roles) == told
        nobody = [
            (agency.agency, role)
            for agency in registry.agencies
            for role in roles
            if agency.answers and not bearers.told(directory, agency.agency, role, day)
        ]
        assert [(agency, role) for agency, role in nobody if role != "deputy"] == []
        without_deputy = {directory.agencies[agency].kind for agency, _ in nobody}
        assert without_deputy <= {"opd"}


def test_every_bearer_of_a_role_is_invented() -> None:
    for registry in packaged().values():
        for one in registry.bearers:
            assert one.name.startswith(("Contoh ", "Example "))
            assert one.email.endswith(".example.org")


def test_codes_of_kemendagri_and_of_bps_differ_for_the_same_place() -> None:
    bps = {one.code: one.bps for one in places()}
    assert (bps["19.03"], bps["19.05"], bps["64.02"]) == ("1905", "1903", "6403")
    regions = {one.region for registry in packaged().values() for one in registry.agencies}
    assert regions - {None} <= set(bps)


def test_a_table_beside_a_file_is_a_part_of_it(tmp_path: Path) -> None:
    document = a_document()
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    table = tmp_path / "mine.agencies.csv"
    table.write_text("agency,name,kind,region\nbpn,BPN,kanwil-bpn,19\nkpu,KPU,kpu,\n")
    [registry] = read_all(tmp_path)
    told = [(one.agency, one.region) for one in registry.agencies]
    assert told == [("pln", None), ("bpn", "19"), ("kpu", None)]
    table.write_text("agency,name,sort\nbpn,BPN,x\n")
    assert "agencies.1.sort: Extra inputs" in refusal(tmp_path, document)


def a_document() -> dict[str, Any]:
    return {
        "office": "mine",
        "name": "My office",
        "agencies": [{"agency": "pln", "name": "PLN", "kind": "pln"}],
        "focal_points": [
            {
                "appointment_id": "pln-1",
                "agency": "pln",
                "name": "Contoh",
                "email": "pln@example.org",
                "valid_from": date(2021, 1, 1),
            }
        ],
        "rule_set": {
            "name": "mine",
            "version": 1,
            "rules": [{"name": "as-named", "when": {}, "agency": "named"}],
        },
    }


def refusal(folder: Path, document: object) -> str:
    text = document if isinstance(document, str) else yaml.safe_dump(document)
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongOfficeFile) as refused:
        read_all(folder)
    assert str(folder) in refused.value.detail
    return refused.value.detail


def _no_such_agency(document: dict[str, Any]) -> None:
    document["focal_points"][0]["agency"] = "bpn"


def _no_address(document: dict[str, Any]) -> None:
    del document["focal_points"][0]["email"]


def _typing_error(document: dict[str, Any]) -> None:
    document["focal_points"][0]["valid_form"] = document["focal_points"][0].pop("valid_from")


def _out_of_office_before_in(document: dict[str, Any]) -> None:
    document["focal_points"][0]["valid_to"] = date(2020, 12, 31)


def _agency_twice(document: dict[str, Any]) -> None:
    document["agencies"] *= 2


def _appointment_twice(document: dict[str, Any]) -> None:
    document["focal_points"] *= 2


def _rule_to_nowhere(document: dict[str, Any]) -> None:
    document["rule_set"]["rules"][0]["agency"] = "bpn"


def _no_rule(document: dict[str, Any]) -> None:
    document["rule_set"]["rules"] = []


def _no_such_zone(document: dict[str, Any]) -> None:
    document["time_zone"] = "Asia/Atlantis"


def _other_office(document: dict[str, Any]) -> None:
    document["office"] = "yours"


def _code_as_a_number(document: dict[str, Any]) -> None:
    document["agencies"][0]["region"] = 19.01


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (_no_such_agency, "focal_points.0.agency: the office has no agency bpn"),
        (_no_address, "focal_points.0.email: Field required"),
        (_typing_error, "focal_points.0.valid_form: Extra inputs"),
        (_out_of_office_before_in, "focal_points.0.valid_to: before valid_from"),
        (_agency_twice, "agencies: pln is there twice"),
        (_appointment_twice, "focal_points: pln-1 is there twice"),
        (_rule_to_nowhere, "rule_set.rules.0.agency: the office has no agency bpn"),
        (_no_rule, "rule_set.rules: without a rule"),
        (_no_such_zone, "time_zone: Value error, there is no time zone"),
        (_other_office, "office: yours, but the file is mine.yaml"),
        (_code_as_a_number, "agencies.0.region: Input should be a valid string"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_field(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], None], field: str
) -> None:
    document = a_document()
    spoil(document)
    assert field in refusal(tmp_path, document)


@pytest.mark.parametrize("text", ["", "- a\n", "a: [\n", "a: \x00"])
def test_what_is_no_registry_at_all_is_refused(tmp_path: Path, text: str) -> None:
    assert "mine.yaml: " in refusal(tmp_path, text)


def test_an_appointment_in_two_offices_is_refused(tmp_path: Path) -> None:
    other = yaml.safe_dump({**a_document(), "office": "yours"})
    (tmp_path / "yours.yaml").write_text(other, encoding="utf-8")
    assert "pln-1 is in more than one file" in refusal(tmp_path, a_document())


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongOfficeFile, match="no such folder"):
        read_all(tmp_path / "nowhere")
