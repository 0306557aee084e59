"""Questions that arrive while one is under way go together in the next: what a round trip costs, many share.

Nobody waits for others to come: a lone question goes at once. Each is asked after it came, so that an answer is as
true as if it had been asked alone.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class _Waiting(NamedTuple, Generic[Question, Answer]):
    question: Question
    answer: asyncio.Future[Answer]


class Gathering(Generic[Question, Answer]):
    """Asks for those of one process; `ask` answers each in its place."""

    def __init__(self, ask: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]], most: int) -> None:
        self._ask = ask
        self._most = most
        self._waiting: deque[_Waiting[Question, Answer]] = deque()
        self._work: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """The answer to this one."""
        waiting = _Waiting[Question, Answer](question, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._ask_all())
        return await waiting.answer

    async def _ask_all(self) -> None:
        while self._waiting:
            together = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            if len(together) == 1 or not await self._ask_together(together):
                for waiting in together:
                    await self._ask_alone(waiting)

    async def _ask_together(self, together: Sequence[_Waiting[Question, Answer]]) -> bool:
        """False where one of them spoils it for all."""
        try:
            answers = await self._ask([each.question for each in together])
            answered = list(zip(together, answers, strict=True))
        except Exception:  # noqa: BLE001 -- whatever it is, each is asked alone and hears of it
            return False
        for each, answer in answered:
            if not each.answer.done():  # Whoever asked may have gone.
                each.answer.set_result(answer)
        return True

    async def _ask_alone(self, waiting: _Waiting[Question, Answer]) -> None:
        try:
            answer = (await self._ask([waiting.question]))[0]
        except Exception as error:  # noqa: BLE001 -- it is the asker's, and the others must be asked
            if not waiting.answer.done():
                waiting.answer.set_exception(error)
        else:
            if not waiting.answer.done():
                waiting.answer.set_result(answer)
