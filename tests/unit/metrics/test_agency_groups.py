"""Each type of agency that an office has counts in a group, and each group has a name."""

from services.metrics import wording
from services.metrics.domain.registry import Registry
from services.metrics.store.agency_groups import OTHERS, UNKNOWN, group_of, groups
from services.routing import offices
from tests.service.metrics.facts import an_agency

AGENCIES = {
    agency: an_agency(agency, kind=kind)
    for agency, kind in (("pln", "pln"), ("bangka", "inspektorat"), ("odd", "kind-of-a-later-year"))
}


def test_an_agency_counts_in_the_group_of_its_type() -> None:
    registry = Registry(agencies=AGENCIES)
    found = [group_of(registry, name) for name in ("pln", "bangka", "odd", "unrouted")]
    assert found == ["bumn-bumd", "pemerintah-daerah", OTHERS, UNKNOWN]


def test_each_group_has_a_name_in_both_languages() -> None:
    named = wording.NAMES["agency_group"]
    assert set(named) == {*groups().values(), OTHERS, UNKNOWN}
    assert all(set(told) == {"id", "en"} for told in named.values())


def test_the_types_that_indonesian_offices_have_are_known() -> None:
    told = [one for one in offices.read_all(offices.SHIPPED) if one.office != "la311"]
    kinds = {agency.kind for registry in told for agency in registry.agencies}
    assert kinds <= set(groups())
