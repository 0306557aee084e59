"""Moving visits out of the way of an absence: proposals of the platform, accepted one by one, signed by the desk."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import msgspec

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.agenda import Agendas, AgendaVisit
from serment_protocol.encoding import from_b64, read_time, write_day
from serment_protocol.signing import Signed
from serment_protocol.statements import sign_next

AT_ONCE = 50
"""Changes in one request."""
DAY = timedelta(days=1)
AGENDA_DAYS = 42


class ProposalRow(msgspec.Struct, frozen=True):
    """Where the platform would put a visit; empty where nowhere."""

    appointment: str
    schedule: str
    start: str


class PlanAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/practices/{p}/relocations`."""

    moves: list[ProposalRow]


class Closing(NamedTuple):
    """What an absence will take from a calendar or a room."""

    schedule: str
    start: str
    end: str


class OutcomeRow(msgspec.Struct, frozen=True):
    """What became of one change."""

    appointment: str
    code: str
    next: list[str]


class OutcomesAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/practices/{p}/changes`."""

    changes: list[OutcomeRow]


@dataclass(frozen=True)
class Move:
    """A visit and where it would go."""

    visit: AgendaVisit
    schedule: str
    start: str


@dataclass(frozen=True)
class Moved:
    """A visit as it stands now, and why it was not moved; empty where it was."""

    visit: AgendaVisit
    code: str = ""
    next: tuple[str, ...] = ()


class Relocations:
    """What a desk does with the visits that an absence would lie over."""

    def __init__(self, account: Account, memberships: Memberships, agendas: Agendas) -> None:
        self._account = account
        self._memberships = memberships
        self._agendas = agendas

    def plan(self, practice: str, schedule: str, start: str, end: str) -> list[Move]:
        """A proposal for each visit there whose history is believed; `start` is empty where there is none.

        A visit for which only a room closes may keep calendar and time, for `move_all` with that closing.
        """
        body = Closing(schedule, start, end)._asdict()
        answer = self._account.session.ask(PlanAnswer, "POST", f"/practices/{practice}/relocations", body)
        self._read(practice, start, end)
        known = self._agendas.known
        return [
            Move(known[one.appointment], one.schedule, one.start) for one in answer.moves if one.appointment in known
        ]

    def move_all(self, practice: str, moves: Sequence[Move], closing: Closing | None = None) -> list[Moved]:
        """Each is moved or not by itself; who was moved is nudged, as after any move by the desk.

        Who keeps calendar and time takes another room for the one that closes, and hears nothing.
        """

        def work(access: Access) -> list[Moved]:
            signed = [_signed(access, move) for move in moves]
            outcomes: list[OutcomeRow] = []
            for first in range(0, len(signed), AT_ONCE):
                outcomes += self._send(practice, signed[first : first + AT_ONCE], closing)
            return [self._settle(access, *each) for each in zip(moves, signed, outcomes, strict=True)]

        return self._memberships.using(practice, work)

    def _read(self, practice: str, start: str, end: str) -> None:
        first, last = read_time(start).date() - DAY, read_time(end).date() + DAY
        while first <= last:
            until = min(last, first + (AGENDA_DAYS - 1) * DAY)
            self._agendas.read(practice, write_day(first), write_day(until))
            first = until + DAY

    def _send(self, practice: str, signed: Sequence[Signed], closing: Closing | None) -> list[OutcomeRow]:
        path = f"/practices/{practice}/changes"
        body = {"statements": list(signed)} | ({"closing": closing._asdict()} if closing else {})
        return self._account.session.ask(OutcomesAnswer, "POST", path, body).changes

    def _settle(self, access: Access, move: Move, signed: Signed, outcome: OutcomeRow) -> Moved:
        if outcome.code:
            return Moved(move.visit, outcome.code, tuple(outcome.next))
        row = msgspec.structs.replace(move.visit.row, statements=[*move.visit.row.statements, signed])
        moved = dataclasses.replace(move.visit, row=row, statements=self._agendas.believe(access, row))
        self._agendas.known[moved.appointment] = moved
        return Moved(moved)


def _signed(access: Access, move: Move) -> Signed:
    last, current = move.visit.row.statements[-1], access.current
    seed = from_b64(current.sign_seed)
    return sign_next(last, "booked", f"desk:{current.epoch}", seed, start=move.start, schedule=move.schedule)
