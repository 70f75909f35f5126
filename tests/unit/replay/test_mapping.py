"""A mapping is data, and a wrong one is refused in one line that names the field."""

from pathlib import Path

import pytest
import yaml

from deploy.refusal import StartRefused
from deploy.replay.mapping import PACKAGED, as_slug, find_mapping


def wrong(folder: Path, **told: object) -> str:
    """How a mapping that differs in this from the packaged one is refused."""
    document = yaml.safe_load((PACKAGED / "la311.yaml").read_text())
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump({**document, **told}))
    with pytest.raises(StartRefused) as refused:
        find_mapping(str(path))
    assert str(path) in refused.value.detail
    return refused.value.detail


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Metal/Household Appliances", "metal-household-appliances"),
        ("  Référé à  l'État ", "refere-a-l-etat"),
        ("x" * 39 + " y", "x" * 39),
        ("垃圾", ""),
    ],
)
def test_a_name_becomes_a_code(name: str, slug: str) -> None:
    assert as_slug(name) == slug


def test_a_mapping_may_say_a_code_itself() -> None:
    assert find_mapping("la311").slug("Council's Office") == "councils-office"


def test_an_unknown_mapping_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(StartRefused, match=r"no mapping nowhere.* la311"):
        find_mapping("nowhere")


def test_a_zone_that_does_not_exist(tmp_path: Path) -> None:
    assert "zone: Value error, there is no time zone 'Mars'" in wrong(tmp_path, zone="Mars")


def test_a_reason_that_does_not_exist(tmp_path: Path) -> None:
    ending = {"reason": "K99", "resolution_method": "other", "substantiated": "no"}
    assert "statuses.Closed" in wrong(tmp_path, statuses={"Closed": ending})


def test_an_unknown_field(tmp_path: Path) -> None:
    assert "quiet: Extra inputs are not permitted" in wrong(tmp_path, quiet=True)
