"""What an authority may ask of the custodian: whether addresses that it names open accounts here."""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from serment_kernel.authority import types as common
from serment_kernel.authority.types import Outcome
from serment_protocol.acts import DigestOrNone
from serment_protocol.structure import Digest

MOST_PERSONS = 50
Persons: TypeAlias = Annotated[tuple[Digest, ...], Meta(max_length=MOST_PERSONS)]
"""A keyed hash of each address: no form has a place for an address itself."""


class Scope(common.Scope, frozen=True):
    """What is asked for. Where nobody is named, everybody is asked for."""

    persons: Persons

    @property
    def named(self) -> Sequence[str]:
        """The addresses."""
        return self.persons

    @property
    def is_general(self) -> bool:
        """Whether it names nobody."""
        return not self.persons

    @property
    def is_exact(self) -> bool:
        """Whether it names everybody whom it is about."""
        return bool(self.persons)

    def covers(self, other: common.Scope) -> bool:
        """Whether the other asks for nothing that this does not."""
        return not self.persons or (bool(other.named) and set(other.named) <= set(self.persons))


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
    """What is to be handed over: what is kept under these addresses, and nothing else."""

    outcome: Outcome
    query: Scope

    @property
    def handing_over(self) -> Scope:
        """The addresses, one by one."""
        return self.query


class Silenced(common.Deferred, frozen=True):
    """It was handed over, and a court forbids for now that the persons are told."""

    receipt: Digest


class Official(msgspec.Struct, frozen=True):
    """Whoever takes a step here."""

    pseudonym: str
    roles: frozenset[str]


class Concerned(msgspec.Struct, frozen=True):
    """Somebody who is to be told."""

    concerned: bytes
    request: bytes
    person_locked: bytes
