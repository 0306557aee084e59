"""What an authority may ask of the platform: appointments of a practice, on days."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, TypeAlias

from msgspec import Meta

from serment_kernel.authority import types as common
from serment_kernel.authority.types import Outcome, day_of
from serment_protocol.acts import DayOrNone, DigestOrNone
from serment_protocol.disclosure import DecidedQuery
from serment_protocol.structure import Digest, Hex16OrEmpty

MOST_APPOINTMENTS = 500
# Longer than that, a period is a general request, whatever it says.
MOST_DAYS = timedelta(days=31)
Appointments: TypeAlias = Annotated[tuple[Digest, ...], Meta(max_length=MOST_APPOINTMENTS)]


class Scope(common.Scope, frozen=True):
    """What is asked for. Where a part is empty, it is asked for without that bound."""

    practice: Hex16OrEmpty
    first: DayOrNone
    last: DayOrNone
    appointments: Appointments

    @property
    def named(self) -> Sequence[str]:
        """The appointments."""
        return self.appointments

    @property
    def is_general(self) -> bool:
        """Whether it is unbounded: in the practice, in time, or, over a long time, in persons."""
        first, last = day_of(self.first), day_of(self.last)
        if not self.practice or first is None or last is None or last < first:
            return True
        return last - first > MOST_DAYS and not self.appointments

    @property
    def is_exact(self) -> bool:
        """Whether it names a practice, days, and every appointment."""
        return bool(self.appointments and self.practice and self.first and self.last)

    def covers(self, other: common.Scope | DecidedQuery) -> bool:
        """Whether the other asks for nothing that this does not."""
        if not isinstance(other, Scope | DecidedQuery) or (self.practice and other.practice != self.practice):
            return False
        if self.first and not (other.first and other.first >= self.first):
            return False
        if self.last and not (other.last and other.last <= self.last):
            return False
        named = set(other.appointments)
        return not self.appointments or (bool(named) and named <= set(self.appointments))


class Qualified(common.Qualified, frozen=True):
    """What kind of request it is, and what it asks for."""

    scope: Scope

    @property
    def asked_for(self) -> Scope:
        """In which bounds."""
        return self.scope


class Narrowed(common.Narrowed, frozen=True):
    """The authority, or a court, asks for less."""

    scope: Scope
    ruling: DigestOrNone = ""

    @property
    def asked_for(self) -> Scope:
        """In which bounds."""
        return self.scope


class Proposed(common.Proposed, frozen=True):
    """What is to be handed over: these appointments of this practice on these days, and nothing else."""

    outcome: Outcome
    query: Scope

    @property
    def handing_over(self) -> Scope:
        """The appointments, one by one."""
        return self.query
