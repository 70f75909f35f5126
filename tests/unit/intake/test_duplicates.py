"""How alike two complaints are: a score that can be explained, and never surprises."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.intake import reference
from services.intake.domain.duplicates import (
    Sketch,
    candidates,
    compare,
    nearest,
    shingles,
)
from services.intake.domain.incident import IncidentForm, may_belong

WEIGHTS = reference.rules().policy.similarity
DAY = date(2022, 3, 14)
STORY = "Listrik di Jalan Sudirman padam sejak Senin sore dan tidak ada kabar dari PLN."

AGENCIES = st.sampled_from([None, "pln-uiw-babel", "polda-babel"])
REGIONS = st.sampled_from([None, "19", "19.71", "19.71.01", "64.02"])
SKETCHES = st.builds(
    Sketch,
    complaint_id=st.uuids(),
    agency=AGENCIES,
    substance=st.sampled_from(["air", "energi-kelistrikan"]),
    region=REGIONS,
    day=st.dates(DAY - timedelta(days=60), DAY),
    shingles=st.text("abc ", max_size=40).map(shingles),
    contacts=st.frozensets(st.sampled_from(["a@b.id", "0812"])),
)


def a_sketch(number: int, story: str = STORY, **told: object) -> Sketch:
    known: dict[str, object] = {
        "agency": "pln-uiw-babel",
        "substance": "energi-kelistrikan",
        "region": "19.71",
        "day": DAY,
        **told,
    }
    return Sketch(UUID(int=number), shingles=shingles(story), **known)  # type: ignore[arg-type]


@given(one=SKETCHES, other=SKETCHES)
def test_it_does_not_matter_which_comes_first(one: Sketch, other: Sketch) -> None:
    there, back = compare(one, other, WEIGHTS), compare(other, one, WEIGHTS)
    assert (there.score, there.parts) == (back.score, back.parts)
    assert there.same_reporter == back.same_reporter


@given(one=SKETCHES, other=SKETCHES)
def test_the_score_is_the_weighted_mean_of_its_parts(one: Sketch, other: Sketch) -> None:
    told = compare(one, other, WEIGHTS)
    assert all(0 <= part <= 1 for part in told.parts.values())
    assert min(told.parts.values()) - 0.001 <= told.score <= max(told.parts.values()) + 0.001


@given(one=SKETCHES)
def test_nothing_is_more_alike_than_itself(one: Sketch) -> None:
    told = compare(one, one, WEIGHTS)
    assert told.score == 1.0 or not one.shingles


@given(one=SKETCHES, other=SKETCHES)
def test_what_is_unknown_counts_neither_way(one: Sketch, other: Sketch) -> None:
    parts = compare(one, other, WEIGHTS).parts
    assert ("agency" in parts) == bool(one.agency and other.agency)
    assert ("place" in parts) == bool(one.region and other.region)


def test_the_same_told_otherwise_is_found_and_another_matter_is_not() -> None:
    own = a_sketch(1)
    same = a_sketch(2, "listrik di jalan Sudirman PADAM, sejak senin sore! tidak ada kabar dr PLN")
    other = a_sketch(
        3,
        "Sertifikat tanah saya belum terbit walaupun semua syarat lengkap.",
        agency="kanwil-bpn-babel",
        substance="agraria-pertanahan",
    )
    found = candidates(own, [other, same], WEIGHTS)
    assert [one.complaint_id for one in found] == [same.complaint_id]
    assert found[0].score > 0.8
    assert set(found[0].parts) == {"agency", "substance", "place", "time", "text"}


def test_the_stories_that_are_read_are_those_alike_from_the_outside() -> None:
    far = [a_sketch(n, agency="polda-babel", day=DAY - timedelta(days=90)) for n in range(2, 12)]
    close = a_sketch(1)
    assert nearest(a_sketch(99), [*far, close], WEIGHTS, 1) == [close]


def test_a_complaint_may_belong_to_an_incident_of_its_place_and_time() -> None:
    form = IncidentForm(
        title="Padam total", agency="pln-uiw-babel", region="19.71", since=DAY, office=None
    )
    air = {"substance": "air"}
    assert may_belong(form, region="19.71.02", day=DAY, **air)
    assert may_belong(form, region=None, day=DAY, **air)
    assert not may_belong(form, region="19.7", day=DAY, **air)
    assert not may_belong(form, region="19.72", day=DAY, **air)
    assert not may_belong(form, region="19.71", day=DAY - timedelta(days=1), **air)
    narrow = form.model_copy(update={"substance": "energi-kelistrikan"})
    assert not may_belong(narrow, region="19.71", day=DAY, **air)
