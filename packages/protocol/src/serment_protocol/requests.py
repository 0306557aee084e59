"""Where a patient's requests stand, from the covers of a mailbox alone (SPEC 19). Pure."""

from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec import UNSET

from serment_protocol import clocks
from serment_protocol.clocks import Clock
from serment_protocol.letters import Cover, asked_on


class Standing(msgspec.Struct, frozen=True):
    """A request, by its days; `settled` is empty while somebody waits."""

    number: int
    clock: Clock
    asked: str
    due: str
    extended: bool
    settled: str
    late: bool


def standings(covers: Iterable[Cover], today: date) -> list[Standing]:
    """Every request of a mailbox, in its order. The first answer counts, and an extension only in time."""
    known = list(covers)
    asked = [cover for cover in known if cover.desk_epoch is None and cover.clock != "none"]
    answers = sorted((cover for cover in known if cover.answers is not UNSET), key=lambda cover: cover.number)
    return [_standing(one, answers, today) for one in sorted(asked, key=lambda cover: cover.number)]


def _standing(request: Cover, answers: Iterable[Cover], today: date) -> Standing:
    asked, extended, settled = asked_on(request), False, ""
    for cover in answers:
        if cover.answers is UNSET or cover.answers.number != request.number or settled:
            continue
        if cover.answers.effect == "settled":
            settled = cover.day
        elif cover.answers.effect == "extended" and clocks.may_extend(request.clock, asked, asked_on(cover)):
            extended = True
    last = clocks.due(request.clock, asked, extended=extended) or asked
    until = date.fromisoformat(settled) if settled else today
    return Standing(request.number, request.clock, request.day, last.isoformat(), extended, settled, until > last)
