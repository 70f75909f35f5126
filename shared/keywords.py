"""The controlled list of keywords: what a story may be known by outside intake, and no more."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from shared.vocabulary import Keyword, Vocabulary, words_of
from shared.yaml import from_yaml

SHIPPED = Path(__file__).with_name("keywords.yaml")


class ListFile(BaseModel):
    """What the file says."""

    model_config = ConfigDict(extra="forbid")

    reviewed: date
    keywords: tuple[Keyword, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        codes = [one.code for one in self.keywords]
        if len(codes) != len(set(codes)):
            raise ValueError("two keywords have one code")
        if not all(words_of(phrase) for one in self.keywords for phrase in one.phrases):
            raise ValueError("a phrase has no word")
        return self


@lru_cache
def shipped() -> Vocabulary:
    """The list that is shipped: one for all services, which must mean the same by a code."""
    return Vocabulary.of(ListFile.model_validate(from_yaml(SHIPPED.read_bytes())).keywords)
