"""Values of the practice room: who may act for a practice, which keys it has, what it publishes."""

from datetime import date
from typing import Literal

import msgspec

from serment_protocol.encoding import b64
from serment_protocol.practice import Compartment
from serment_protocol.signing import Signed

Role = Literal["practitioner", "secretary"]


class Membership(msgspec.Struct, frozen=True):
    """Somebody who works at a practice. `sign` is empty for the founder: the platform was never shown that key.

    `clinical`: this member holds the clinical keys now valid; told where a membership is asked for by its account.
    """

    practice: str
    member: str
    role: Role
    officer: bool
    sign: bytes
    clinical: bool = False


class Desk(msgspec.Struct, frozen=True):
    """The epoch now valid, and the public key that its desk signs with."""

    epoch: int
    sign: bytes
    brought_back: bool = False
    """A restore brought this epoch back, whose keys somebody has who left since: a signature is not enough."""


class Record(msgspec.Struct, frozen=True):
    """A signed record with its place in the log."""

    body: bytes
    signature: bytes
    leaf: int


class Closing(msgspec.Struct, frozen=True):
    """The last word of a practice, on its way to the custodian."""

    practice: str
    body: bytes
    signature: bytes

    @property
    def signed(self) -> Signed:
        """As the root signed it."""
        return Signed(b64(self.body), b64(self.signature))


class Practice(msgspec.Struct, frozen=True):
    """A practice as it stands; `revision` is 0 and the publication empty before the first."""

    practice: str
    epoch: int
    revision: int
    publication_hash: str
    publication_body: bytes
    publication_signature: bytes
    root_number: int = 0
    """How many replacements of its root it has taken up."""


class Published(msgspec.Struct, frozen=True):
    """Which publication is in force, under which epoch."""

    practice: str
    revision: int
    epoch: int


class Wrap(msgspec.Struct, frozen=True):
    """A compartment's secrets of a new epoch, sealed to one member."""

    member: str
    compartment: Compartment
    sealed: bytes


class RootWrap(msgspec.Struct, frozen=True):
    """The root seed, sealed to one officer."""

    member: str
    sealed: bytes


class HeldWrap(msgspec.Struct, frozen=True):
    """A wrap as its member holds it."""

    epoch: int
    compartment: str
    sealed: bytes


class Previous(msgspec.Struct, frozen=True):
    """A compartment's secrets of the epoch before, locked under this one's filing key."""

    epoch: int
    compartment: str
    locked: bytes


class Locked(msgspec.Struct, frozen=True):
    """The same, of the epoch that is being written; the clinical ones are empty where there were none."""

    desk: bytes
    clinical: bytes


class NewMember(msgspec.Struct, frozen=True):
    """A member as an epoch brings them in."""

    member: str
    account: str
    role: Role
    officer: bool
    sign: bytes


class Admission(msgspec.Struct, frozen=True):
    """Who is to be admitted, by which invitation."""

    member: str
    invitation: str
    role: Role
    officer: bool


class Invitation(msgspec.Struct, frozen=True):
    """An invitation; account, answer and code are empty until it is answered."""

    invitation: str
    practice: str
    role: Role
    officer: bool
    expires: date
    account: str
    answer: bytes
    mac: bytes


class Opening(msgspec.Struct, frozen=True):
    """Everything a practice begins with."""

    root: Signed
    epoch: Signed
    members: bytes
    member: str
    role: Role
    officer: bool
    wraps: tuple[Wrap, ...]
    root_wraps: tuple[RootWrap, ...]


class NewSharing(msgspec.Struct, frozen=True):
    """New shares: their record, and two of the three as they were sealed to who holds them."""

    record: Signed
    holder: str
    colleague_sealed: bytes
    custodian_sealed: bytes


class WayBack(msgspec.Struct, frozen=True):
    """What leads back into a new epoch; `sharing` where there are new shares, too."""

    wrap: bytes
    sharing: NewSharing | None


class Rotation(msgspec.Struct, frozen=True):
    """Everything a new epoch begins with."""

    epoch: Signed
    members: bytes
    previous: Locked
    wraps: tuple[Wrap, ...]
    root_wraps: tuple[RootWrap, ...]
    removed: tuple[str, ...]
    added: tuple[Admission, ...]
    publication: Signed
    way_back: WayBack | None = None


class Taking(msgspec.Struct, frozen=True):
    """Everything that takes a practice up again: whose account it is, and the epoch that begins with it."""

    takeover: Signed
    account: str
    rotation: Rotation


class Sharing(msgspec.Struct, frozen=True):
    """The shares now valid, as the platform keeps them."""

    practice: str
    sharing: int
    body: bytes
    signature: bytes
    wrap: bytes
    holder: str
    colleague_sealed: bytes
    custodian_sealed: bytes

    @property
    def signed(self) -> Signed:
        """As the root signed it."""
        return Signed(b64(self.body), b64(self.signature))


class Check(msgspec.Struct, frozen=True):
    """A member's note about shares."""

    body: bytes
    signature: bytes


class FoundShare(msgspec.Struct, frozen=True):
    """What whoever holds a share may read: closed but for what is public."""

    sharing: Sharing
    root: Record
    epoch: Record
    members: bytes
    root_number: int


class Access(msgspec.Struct, frozen=True):
    """What one member needs of a practice, closed as it is."""

    membership: Membership
    root: Record
    epoch: Record
    members: bytes
    wraps: list[HeldWrap]
    previous: list[Previous]
    root_wrap: bytes
    root_number: int
