"""A service may say and read at the broker what the topology gives it, and no more."""

from deploy import permissions
from shared.bus.topology import DURABLES


def allowed(service: str, what: str) -> list[str]:
    subjects: list[str] = permissions.of_service(service)[what]["allow"]
    return subjects


def test_a_service_speaks_only_in_its_own_name() -> None:
    for service in permissions.SERVICES:
        spoken = [s for s in allowed(service, "pub") if not s.startswith(("$JS.", "dead."))]
        assert spoken in ([], [f"{service}.>"])


def test_metrics_announces_nothing() -> None:
    assert "metrics.>" not in allowed("metrics", "pub")


def test_a_service_hears_only_its_own_inbox() -> None:
    for service in permissions.SERVICES:
        assert allowed(service, "sub") == [f"_INBOX_{service}.>"]


def test_a_service_touches_only_its_own_durables() -> None:
    for service in permissions.SERVICES:
        others = [durable for durable in DURABLES if durable.service != service]
        for durable in others:
            assert not [s for s in allowed(service, "pub") if durable.name in s.split(".")]


def test_no_service_changes_streams_or_consumers() -> None:
    for service in permissions.SERVICES:
        for subject in allowed(service, "pub"):
            assert not subject.startswith("$JS.API.STREAM")
            assert "CREATE" not in subject
            assert "DELETE" not in subject
