"""What is known of a request of an authority, step by step. No form has a place for anybody's name."""

from abc import ABCMeta, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal, NewType, Protocol, TypeAlias

import msgspec
from msgspec import Meta

from serment_protocol.acts import DayOrNone, DigestOrNone
from serment_protocol.disclosure import Decision
from serment_protocol.structure import Count, Day, Digest, Structure

RequestId = NewType("RequestId", bytes)
State = Literal[
    "RECEIVED",
    "AUTHENTICATING",
    "REJECTED_FORGED",
    "QUALIFIED",
    "REDIRECTED",
    "SECRECY_CONTESTED",
    "CONTROLLER_TOLD",
    "LEGAL_REVIEW",
    "CHALLENGED",
    "NARROWED",
    "UPHELD",
    "DECISION_PENDING",
    "REFUSED",
    "APPROVED",
    "PACKAGE_BUILT",
    "SEALED",
    "DISCLOSED",
    "NOTICE_DEFERRED",
    "SUBJECTS_TOLD",
    "WITHDRAWN",
    "CLOSED",
]
Country = Literal["FR", "EU", "adequate", "other"]
Kind = Literal["criminal_court", "police", "administrative", "intelligence", "foreign", "other"]
Outcome = Literal["partial", "comply"]
Reason = Literal["voluntary", "no_basis", "too_broad", "no_agreement", "expired", "nothing_held", "other"]
Text: TypeAlias = Annotated[str, Meta(max_length=200)]


class Actor(Protocol):
    """Who asks, as far as anything that is written down may know."""

    @property
    def pseudonym(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...


class Signature(Protocol):
    """Who signed, and when."""

    @property
    def actor(self) -> Actor: ...
    @property
    def time(self) -> datetime: ...


class ByHand(msgspec.StructMeta, ABCMeta):
    """Of structures that each hand completes."""


class Scope(Structure, frozen=True, metaclass=ByHand):
    """What is asked for; each hand says by which bounds."""

    @property
    @abstractmethod
    def named(self) -> Sequence[str]:
        """What is named one by one."""

    @property
    @abstractmethod
    def is_general(self) -> bool:
        """Whether it is unbounded."""

    @property
    @abstractmethod
    def is_exact(self) -> bool:
        """Whether somebody could be handed just this: everything in it is named."""

    @abstractmethod
    def covers(self, other: "Scope") -> bool:
        """Whether the other asks for nothing that this does not."""


class Facts(Structure, frozen=True):
    """What a step adds to the file."""


class Received(Facts, frozen=True):
    """A request came. The original lies in the safe; its hash is here."""

    channel: Literal["letter", "hand", "fax", "portal", "call", "email"]
    """`hand`: handed over in person."""
    letter: Digest
    drill: bool = False
    """An exercise: it stands in the evidence as one, and in no report unless a package is built."""


class Answered(Facts, frozen=True):
    """A letter went out; of the acknowledgement, that it says nothing about whether there are data."""

    letter: Digest


class Nothing(Facts, frozen=True):
    """No more than that it was done."""


class CalledBack(Facts, frozen=True):
    """One person called the authority back."""

    verdict: Literal["genuine", "forged"]
    number_from: Literal["official_directory", "court_registry", "earlier_file"]
    """Never from the letter itself."""
    evidence: Digest


class Qualified(Facts, frozen=True, metaclass=ByHand):
    """What kind of request it is."""

    country: Country
    kind: Kind
    text: Text
    """The provision that it rests on."""
    binding: bool
    secrecy: bool
    """Whether a ban on telling comes with it."""
    deadline: DayOrNone
    through: Literal["directly", "parent_company", "orally"]

    @property
    @abstractmethod
    def asked_for(self) -> Scope:
        """In which bounds."""


class Redirected(Facts, frozen=True):
    """It was sent on to whoever answers for the data."""

    to: Literal["practice", "mutual_assistance"]
    letter: Digest


class Told(Facts, frozen=True):
    """Somebody was told, with proof of delivery."""

    proof: Digest
    waiver: DigestOrNone = ""
    """What lifted a ban on telling."""


class Opinion(Facts, frozen=True):
    """The written legal opinion, in the answers that the procedure hangs on."""

    opinion: Digest
    agreement: bool
    """Whether an international agreement binds (GDPR 48)."""
    chapter_v: bool
    """Whether chapter V of the GDPR has a ground for a transfer."""
    necessary: bool
    proportionate: bool
    professional_secrecy: bool
    """Whether professional secrecy is respected."""


class Contested(Facts, frozen=True):
    """A contest was lodged."""

    filing: Digest


class Narrowed(Facts, frozen=True, metaclass=ByHand):
    """The authority, or a court, asks for less."""

    @property
    @abstractmethod
    def asked_for(self) -> Scope:
        """In which bounds."""


class Ruled(Facts, frozen=True):
    """A court has spoken."""

    ruling: Digest


class Proposed(Facts, frozen=True, metaclass=ByHand):
    """What is to be handed over, and nothing else."""

    @property
    @abstractmethod
    def handing_over(self) -> Scope:
        """What, one by one."""


class Refused(Facts, frozen=True):
    """Nothing is handed over."""

    reason: Reason


class Built(Facts, frozen=True):
    """A package was built; its manifest names every byte."""

    manifest: Digest
    count: Count


class Disclosed(Facts, frozen=True):
    """It was handed over."""

    receipt: Digest


class Deferred(Facts, frozen=True):
    """The law forbids for now that the persons are told."""

    ground: Digest
    until: Day


class Closed(Facts, frozen=True):
    """The file is closed; only a band is counted."""

    persons: Literal["0", "1-9", "10-99", "100+"]


class Move(msgspec.Struct, frozen=True):
    """A step as it is kept."""

    request: RequestId
    number: int
    act: str
    state: State
    facts: bytes
    """Canonical."""
    salt: bytes
    by: str
    at: datetime
    event: int
    """Where the evidence has it."""


class Attestation(msgspec.Struct, frozen=True):
    """Who called back, and what they heard."""

    by: str
    verdict: str


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A request as its steps tell it."""

    request: str
    state: State
    opened: datetime
    since: datetime
    """When it came into this state."""
    received: Received
    acknowledged: datetime | None = None
    attestations: tuple[Attestation, ...] = ()
    qualified: Qualified | None = None
    qualified_at: datetime | None = None
    scope: Scope | None = None
    """The newest; older ones stay in the steps."""
    secrecy_asked: datetime | None = None
    controller_told: datetime | None = None
    opinion: Opinion | None = None
    contested: bool = False
    narrowed: bool = False
    upheld: bool = False
    decision: Decision | None = None
    built: Built | None = None
    refused: str = ""
    deferred: Deferred | None = None
    disclosed: bool = False
    ended: str = ""
    """How it ended, once it did."""
    ended_at: datetime | None = None
    redirected: bool = False
    persons: str = ""
    """In which band, once it is closed."""

    @property
    def is_played(self) -> bool:
        """Whether it is a drill in which nothing left the house: a package is ciphertext of persons, however named."""
        return self.received.drill and self.built is None


class Asked(msgspec.Struct, frozen=True):
    """One step that somebody wants to take."""

    file: File
    facts: Facts
    actor: Actor
    now: datetime


class Alarm(msgspec.Struct, frozen=True):
    """Something that is due. It reminds; it never moves anything but a decision nobody signed, into refusal."""

    what: Literal["acknowledge", "tell_controller", "contest", "ask_secrecy_again", "decision_expires", "tell_persons"]
    due: datetime


def day_of(text: str) -> date | None:
    """The day, if there is one."""
    return date.fromisoformat(text) if text else None
