"""The time zones of offices: one truth, although two services need it."""

from pathlib import Path

import yaml

from services.metrics import offices

OFFICES_OF_ROUTING = Path(__file__).parents[3] / "services" / "routing" / "offices"


def test_metrics_counts_days_in_the_zone_that_routing_counts_deadlines_in() -> None:
    told = [yaml.safe_load(path.read_text("utf-8")) for path in OFFICES_OF_ROUTING.glob("*.yaml")]
    assert told
    for office in told:
        assert offices.zone_of(office["office"]).key == office["time_zone"]
