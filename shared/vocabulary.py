"""Finding keywords in a story: whole words of a controlled list, and nothing else of the text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.events.base import SLUG_PATTERN

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Its words in small letters; whatever stands between them counts for nothing."""
    return _WORD.findall(text.casefold())


class Keyword(BaseModel):
    """One entry of the list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=SLUG_PATTERN)
    id: str = Field(description="In Indonesian.")
    en: str = Field(description="In English.")
    phrases: Annotated[tuple[str, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The list, arranged for looking through a story a word at a time."""

    keywords: tuple[Keyword, ...]
    _beginning: dict[str, list[tuple[list[str], str]]] = field(default_factory=dict, repr=False)
    """By its first word: each phrase, and the code that it stands for."""

    @classmethod
    def of(cls, keywords: Iterable[Keyword]) -> "Vocabulary":
        found = cls(tuple(keywords))
        for one in found.keywords:
            for phrase in map(words_of, one.phrases):
                found._beginning.setdefault(phrase[0], []).append((phrase, one.code))
        return found

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.keywords]

    def found_in(self, text: str) -> tuple[str, ...]:
        """The codes whose words the text has, in the order of the list; never a word of the text.

        Every complaint that is filed passes here: nearly none of its words begins a phrase.
        """
        words = words_of(text)
        if self._beginning.keys().isdisjoint(words):
            return ()
        found = {
            code
            for place, word in enumerate(words)
            for phrase, code in self._beginning.get(word, ())
            if words[place : place + len(phrase)] == phrase
        }
        return tuple(code for code in self.codes if code in found)
