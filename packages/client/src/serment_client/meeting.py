"""A meeting at the counter, as either side reaches it: turns said and heard, without a session (SPEC 7)."""

import time

import msgspec

from serment_client.context import Context
from serment_client.errors import Refused
from serment_protocol.counter import meeting_id
from serment_protocol.encoding import b64, from_b64

PAUSE_SECONDS = 1.0
OVER = "meeting_unknown"


class TurnAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/meetings/{id}/turns/{n}`."""

    turn: str


class Meeting:
    """Where the code leads."""

    def __init__(self, context: Context, code: bytes) -> None:
        self._context = context
        self._id = meeting_id(code)
        self.code = code

    def open(self, hello: bytes) -> None:
        """Begin it."""
        body = {"meeting": self._id, "hello": b64(hello)}
        self._context.transport.send("POST", self._context.platform_url("/meetings"), body)

    def say(self, place: int, turn: bytes) -> None:
        """Take a turn."""
        self._context.transport.send("PUT", self._turn(place), {"turn": b64(turn)})

    def look(self, place: int) -> bytes:
        """What lies in this place; nothing if nobody has spoken."""
        return from_b64(self._context.transport.ask(TurnAnswer, "GET", self._turn(place)).turn)

    def hear(self, place: int) -> bytes:
        """Wait for a turn, for as long as the meeting lasts."""
        while True:
            turn = self.look(place)
            if turn:
                return turn
            time.sleep(PAUSE_SECONDS)

    def outlast(self) -> None:
        """Wait until the other side has ended it, or its time is over."""
        try:
            while True:
                self.look(0)
                time.sleep(PAUSE_SECONDS)
        except Refused as refusal:
            if refusal.code != OVER:
                raise

    def end(self) -> None:
        """Take everything away; what is gone already needs nothing."""
        self._context.transport.send("DELETE", self._context.platform_url(f"/meetings/{self._id}"))

    def _turn(self, place: int) -> str:
        return self._context.platform_url(f"/meetings/{self._id}/turns/{place}")
