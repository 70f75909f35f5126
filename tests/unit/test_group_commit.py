"""Who asks at the same moment shares a commit, and fails for no neighbour."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.db.group_commit import GROUP_LIMIT, GroupCommit


class Book:
    """Writes words down in groups; a group with `bad` in it fails."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []

    async def write(self, words: Sequence[str]) -> list[str | Exception]:
        self.groups.append(list(words))
        await asyncio.sleep(0)
        if "bad" in words:
            raise RuntimeError("spoilt")
        return [KeyError(word) if word == "refused" else word.upper() for word in words]


async def _all(book: Book, words: Sequence[str]) -> list[str | BaseException]:
    group: GroupCommit[str, str] = GroupCommit(book.write)
    async with group.running():
        return await asyncio.gather(*map(group.join, words), return_exceptions=True)


async def test_all_who_ask_at_once_share_one_writing() -> None:
    book = Book()
    assert await _all(book, ["one", "two", "three"]) == ["ONE", "TWO", "THREE"]
    assert book.groups == [["one", "two", "three"]]


async def test_a_group_has_a_limit_and_the_order_of_asking() -> None:
    book = Book()
    words = [str(number) for number in range(GROUP_LIMIT + 3)]
    assert await _all(book, words) == words
    assert book.groups == [words[:GROUP_LIMIT], words[GROUP_LIMIT:]]


async def test_nobody_fails_for_a_neighbour() -> None:
    book = Book()
    one, bad, two = await _all(book, ["one", "bad", "two"])
    assert (one, two) == ("ONE", "TWO")
    assert isinstance(bad, RuntimeError)
    assert book.groups == [["one", "bad", "two"], ["one"], ["bad"], ["two"]]


async def test_a_database_that_is_away_is_asked_once_for_all() -> None:
    asked = 0

    async def away(_: Sequence[str]) -> list[str]:
        nonlocal asked
        asked += 1
        raise ConnectionRefusedError

    group: GroupCommit[str, str] = GroupCommit(away)
    async with group.running():
        told = await asyncio.gather(*map(group.join, ["one", "two"]), return_exceptions=True)
    assert [type(one) for one in told] == [ConnectionRefusedError] * 2
    assert asked == 1


async def test_a_refusal_is_the_answer_of_one_alone() -> None:
    book = Book()
    one, refused = await _all(book, ["one", "refused"])
    assert one == "ONE"
    assert isinstance(refused, KeyError)
    assert len(book.groups) == 1


async def test_who_has_gone_does_not_hinder_the_others() -> None:
    book = Book()
    group: GroupCommit[str, str] = GroupCommit(book.write)
    async with group.running():
        gone = asyncio.create_task(group.join("gone"))
        there = asyncio.create_task(group.join("there"))
        await asyncio.sleep(0)
        gone.cancel()
        assert await there == "THERE"
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert book.groups == [["gone", "there"]], "what was asked for is written all the same"
