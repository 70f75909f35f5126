"""Answers that are given again while nothing new was counted.

What is answered follows from the question, from who asks, from what was counted, and from the day.
So a second reader is given the same bytes, for a minute at most: what time alone changes (a day
begins, a deadline nears) is never older than that, and what was counted is never missing.
"""

from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from fastapi import Request, Response
from fastapi.routing import APIRoute

from services.metrics import signing, store
from shared.access.person import Person

ALL_BYTES: Final = 4 * 1024 * 1024
"""What a process remembers at most; the answer that was not asked for longest goes first."""
ONE_BYTES: Final = 256 * 1024

Answering = Callable[[Request], Coroutine[Any, Any, Response]]
Asked = tuple[str, str, str, Person | None]
"""Path, question, accepted form, and who asks."""
Moment = tuple[int, datetime]
"""The number of the figures, and the minute."""


class Answer(NamedTuple):
    """What is sent again."""

    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]

    def again(self) -> Response:
        """An answer of its own: whoever sends it may add to its headers."""
        made = Response(self.body)
        made.raw_headers = [*self.headers]
        return made


@dataclass(slots=True)
class Memory:
    """The answers to what was asked in one state of the figures."""

    moment: Moment | None = None
    size: int = 0
    answers: OrderedDict[Asked, Answer] = field(default_factory=OrderedDict)

    def at(self, moment: Moment) -> None:
        """Whatever was answered before this moment is forgotten."""
        if moment != self.moment:
            self.moment, self.size = moment, 0
            self.answers.clear()

    def recall(self, asked: Asked) -> Response | None:
        answer = self.answers.get(asked)
        if answer is None:
            return None
        self.answers.move_to_end(asked)
        return answer.again()

    def keep(self, asked: Asked, answer: Response) -> None:
        """What is too long, or no usual answer, is made anew each time."""
        if answer.status_code != 200 or asked in self.answers:
            return
        kept = Answer(bytes(answer.body), tuple(answer.raw_headers))
        if _size(asked, kept) > ONE_BYTES:
            return
        self.answers[asked] = kept
        self.size += _size(asked, kept)
        while self.size > ALL_BYTES:
            self.size -= _size(*self.answers.popitem(last=False))


def _size(asked: Asked, answer: Answer) -> int:
    return len(answer.body) + sum(len(text) for text in asked[:3])


class Remembered(APIRoute):
    """A way of asking whose answers are remembered."""

    def get_route_handler(self) -> Answering:
        answering = super().get_route_handler()

        async def answer(request: Request) -> Response:
            state = request.app.state
            if not hasattr(state, "memory"):
                state.memory = Memory()
            memory: Memory = state.memory
            now: datetime = state.clock()
            asked = (
                request.url.path,
                request.url.query,
                request.headers.get("accept", ""),
                signing.asker(request, now),
            )
            async with state.database.reading() as connection:
                moment = (await store.changes(connection), now.replace(second=0, microsecond=0))
            memory.at(moment)
            if known := memory.recall(asked):
                return known
            made = await answering(request)
            if memory.moment == moment:  # else something was counted while this was made
                memory.keep(asked, made)
            return made

        return answer
