"""Routes for the desk that has to move many visits: where they could go, and many signed changes at once."""

from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from serment_platform.http import Signed, Web, answer, read
from serment_platform.scheduling import relocating
from serment_platform.scheduling.api import desk_in, member_of, time_of
from serment_platform.scheduling.errors import TimeTaken
from serment_platform.scheduling.relocation import Proposal
from serment_platform.scheduling.types import Span
from serment_platform.service import Service
from serment_protocol.encoding import write_time
from serment_protocol.structure import Hex16

MOST_CHANGES = 100
"""At once: what fits into a request with room to spare."""


class AbsenceWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A span that is to become an absence."""

    schedule: Hex16
    start: str
    end: str

    @property
    def span(self) -> Span:
        """As times."""
        return Span(self.schedule, time_of(self.start), time_of(self.end))


class ChangesWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Statements of several appointments."""

    statements: Annotated[list[Signed], Meta(min_length=1, max_length=MOST_CHANGES)]
    closing: AbsenceWanted | None = None
    """For which they are made."""


class ProposalAnswer(msgspec.Struct, frozen=True):
    """Where a visit could go; empty where nowhere."""

    appointment: str
    schedule: str
    start: str


class PlanAnswer(msgspec.Struct, frozen=True):
    """A proposal for every visit that lies in the span."""

    moves: list[ProposalAnswer]


class OutcomeAnswer(msgspec.Struct, frozen=True):
    """What became of one change; an empty code is a change that was made."""

    appointment: str
    code: str
    next: list[str]


class OutcomesAnswer(msgspec.Struct, frozen=True):
    """What became of each."""

    changes: list[OutcomeAnswer]


@post("/v1/practices/{practice:str}/relocations", status_code=200)
async def plan(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """Propose other times; nothing is taken by it."""
    member = await member_of(request, service, practice)
    asked = await read(request, AbsenceWanted)
    proposals = await relocating.plan(service.db("scheduling"), member.practice, asked.span, service.now())
    return answer(PlanAnswer([_proposal(one) for one in proposals]))


@post("/v1/practices/{practice:str}/changes", status_code=200)
async def change_all(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """Make many changes, each for itself."""
    member = await member_of(request, service, practice)
    asked = await read(request, ChangesWanted)
    closing = asked.closing and asked.closing.span
    outcomes = await relocating.change_all(
        service.db("scheduling"), member.practice, asked.statements, desk_in(service), service.now(), closing
    )
    return answer(OutcomesAnswer([_outcome(one) for one in outcomes]))


def _proposal(one: Proposal) -> ProposalAnswer:
    if one.span is None:
        return ProposalAnswer(one.appointment, "", "")
    return ProposalAnswer(one.appointment, one.span.schedule, write_time(one.span.start))


def _outcome(one: relocating.Outcome) -> OutcomeAnswer:
    if one.refusal is None:
        return OutcomeAnswer(one.appointment, "", [])
    following = one.refusal.following if isinstance(one.refusal, TimeTaken) else ()
    return OutcomeAnswer(one.appointment, one.refusal.code, [write_time(start) for start in following])


handlers: list[Any] = [plan, change_all]
"""The room's routes."""
