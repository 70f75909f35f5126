"""What a story is known by outside intake: codes of the controlled list, and nothing else of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.intake import domain, reference
from services.intake.domain import DeskForm
from shared.events.intake import Confidentiality
from shared.ids import new_id
from shared.keywords import ListFile, shipped
from shared.vocabulary import Keyword, Vocabulary
from tests.factories import NOON

RULES = reference.rules()
CODES = set(shipped().codes)
PHRASES = [phrase for one in shipped().keywords for phrase in one.phrases]

TOLD_APART = st.lists(st.one_of(st.text(min_size=1), st.sampled_from(PHRASES)), min_size=1)
"""Stories: anything that people may write, and phrases of the list among it."""


def _registered(narrative: str, confidentiality: Confidentiality = "open") -> domain.Registration:
    told = {"reporter": {"name": "Sari Contoh"}, "confidentiality": confidentiality}
    form = DeskForm.model_validate({**told, "narrative": "Mohon bantuan. "}).model_copy(
        update={"narrative": narrative}
    )
    return domain.register(
        form, complaint_id=ID, tracking_code="X", office="babel", now=NOON, rules=RULES
    )


ID = new_id()


@given(parts=TOLD_APART, between=st.sampled_from([" ", "\n", ", ", "-", "\u00a0"]))
def test_nothing_but_codes_of_the_list_leaves_intake(parts: list[str], between: str) -> None:
    told = _registered(between.join(parts)).fact.model_dump(mode="json")
    without = _registered("Tidak ada apa-apa di sini.").fact.model_dump(mode="json")
    assert set(told.pop("keywords")) <= CODES
    without.pop("keywords")
    assert told == without


@given(parts=TOLD_APART)
def test_of_a_story_that_is_confidential_in_full_not_even_a_code_leaves(parts: list[str]) -> None:
    assert _registered(" ".join(parts), "full").fact.keywords == ()


@given(phrase=st.sampled_from(PHRASES), shouted=st.booleans())
def test_each_phrase_is_found_as_a_whole_in_capitals_or_not(phrase: str, shouted: bool) -> None:
    text = phrase.upper() if shouted else phrase
    [code] = {one.code for one in shipped().keywords if phrase in one.phrases}
    assert code in shipped().found_in(f"Sudah lama, ({text})!")
    glued = phrase.replace(" ", "")
    assert code not in shipped().found_in(f"x{glued}x")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Listrik padam tiga hari, sertifikat ikut hilang.", ("listrik-padam", "sertifikat-tanah")),
        ("Sertifikat hilang; LISTRIK\n  PADAM.", ("listrik-padam", "sertifikat-tanah")),
        ("Listrik kami sering padam.", ()),
        ("Kelistrikan padam-padam, persertifikatan.", ()),
        ("Listrik padam, listrik padam lagi.", ("listrik-padam",)),
        ("", ()),
    ],
)
def test_whole_words_one_after_another_are_found_in_the_order_of_the_list(
    text: str, codes: tuple[str, ...]
) -> None:
    assert shipped().found_in(text) == codes


def test_a_phrase_stands_for_one_code_and_the_list_says_what_it_is_called() -> None:
    assert len(PHRASES) == len(set(PHRASES))
    assert all(one.id and one.en for one in shipped().keywords)


def test_a_list_may_name_a_code_only_once_and_no_empty_phrase() -> None:
    one: dict[str, Any] = {"code": "air", "id": "Air", "en": "Water", "phrases": ["air"]}
    for wrong in ([one, one], [{**one, "phrases": [" - "]}]):
        with pytest.raises(ValidationError):
            ListFile.model_validate({"reviewed": "2026-01-01", "keywords": wrong})


def test_a_word_may_begin_several_phrases() -> None:
    told = (("air", ["air"]), ("air-mati", ["air mati"]), ("mati", ["mati"]))
    one = [Keyword(code=code, id=code, en=code, phrases=tuple(said)) for code, said in told]
    assert Vocabulary.of(one).found_in("Air mati") == ("air", "air-mati", "mati")
