"""The paper kit beyond its words: its address, and the file that it opens without any server (SPEC 15)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

from msgspec import UNSET, UnsetType

from serment_protocol import agefile
from serment_protocol.accounts import Audience
from serment_protocol.appointments import SelfCopy, manage_keys
from serment_protocol.encoding import b64, canonical, from_b64, read_day
from serment_protocol.errors import BadKit, BadKitFile, ChainBroken, ProtocolRefusal
from serment_protocol.kit import KIT_BYTES
from serment_protocol.notes import LogKey, open_checkpoint, read_log_key
from serment_protocol.practice import EpochRecord, verify_root
from serment_protocol.primitives import derive
from serment_protocol.replacements import Roots, leading, verify_past_epoch, verify_replacements
from serment_protocol.signing import Signed, peek
from serment_protocol.statements import Statement, verify_chain
from serment_protocol.structure import B64Of32, Day, Hex16, Structure, Versioned, read
from serment_protocol.transparency import Bundle, EntryKind, check_inclusion, read_entry
from serment_protocol.vault import Identity, WayKind

MARK = b"\n----- serment kit file v1 -----\n"
FILL = 16384


class KeptWay(Structure, frozen=True):
    """A way in, as people read of it."""

    kind: WayKind
    name: str
    added: Day


class KeptRoots(Structure, frozen=True):
    """What leads from a practice's first root to the one that counts, and the custodian's log that has it."""

    custodian: str
    replacements: tuple[Bundle, ...]


class KeptPractice(Structure, frozen=True):
    """A practice, and the keys that spoke for it, as the log has them."""

    practice: Hex16
    root: Bundle
    epochs: tuple[Bundle, ...]
    replaced: KeptRoots | UnsetType = UNSET
    """Absent while the first root counts."""


class KeptVisit(Structure, frozen=True):
    """A visit: what manages it, what was signed of it, and what the patient noted."""

    manage_seed: B64Of32
    statements: tuple[Signed, ...]
    self_copy: SelfCopy


class KitFile(Versioned, frozen=True, kw_only=True):
    """What an account holds on this day."""

    type: Literal["kit_file"] = "kit_file"
    made: Day
    installation: str
    log: str
    account: Hex16
    profile: Identity
    ways: tuple[KeptWay, ...]
    practices: tuple[KeptPractice, ...]
    visits: tuple[KeptVisit, ...]


def write_kit_address(audience: Audience, kit: bytes) -> str:
    """What stands behind the `#/` of the address in the kit's QR code."""
    return f"kit/{audience}/{b64(kit)}"


def read_kit_address(address: str) -> tuple[Audience, bytes]:
    """Whose account a kit opens, and the kit; whatever stands before the last `kit/` does not matter."""
    audience, _, digits = address.strip().rpartition("kit/")[2].partition("/")
    try:
        kit = from_b64(digits)
    except ProtocolRefusal as error:
        raise BadKit from error
    if len(kit) != KIT_BYTES or audience not in ("patient", "staff"):
        raise BadKit
    return audience, kit


def kit_identity(kit: bytes) -> str:
    """What opens the kit's files in any program that speaks age."""
    return agefile.identity(derive(kit, "kit/age"))


def kit_recipient(kit: bytes) -> str:
    """What a file is made to, so that it opens by this kit."""
    return agefile.recipient(derive(kit, "kit/age"))


def lock_kit_file(text: str, content: KitFile, recipients: Sequence[str]) -> bytes:
    """A file for these kits: first for people, then for programs, then filled so that its size tells little."""
    plain = text.encode() + MARK + canonical(content)
    return agefile.encrypt(plain + b"\n" * (FILL - len(plain) % FILL), recipients)


def open_kit_file(data: bytes, kit: bytes) -> tuple[str, KitFile]:
    """Both parts of a file; nothing of it is proved yet."""
    text, mark, content = agefile.decrypt(data, kit_identity(kit)).rpartition(MARK)
    try:
        if not mark:
            raise BadKitFile
        return text.decode(), read(content.rstrip(b"\n"), KitFile)
    except UnicodeDecodeError as error:
        raise BadKitFile from error


def prove_kit_file(content: KitFile) -> list[list[Statement]]:
    """The visits as they were signed, by their own keys and by practices that the log has; no server is asked."""
    log = read_log_key(content.log)
    known = {each.practice: each for each in content.practices}
    made = read_day(content.made)
    return [_prove_visit(visit, known, log, made) for visit in content.visits]


def _prove_visit(visit: KeptVisit, known: dict[str, KeptPractice], log: LogKey, made: date) -> list[Statement]:
    keys = manage_keys(from_b64(visit.manage_seed))
    practice = known.get(visit.self_copy.practice)
    if practice is None:
        raise ChainBroken
    statements = verify_chain(visit.statements, keys.sign_public, _desk_of(practice, log, made))
    if {statement.practice for statement in statements} != {practice.practice}:
        raise ChainBroken
    return statements


def _desk_of(practice: KeptPractice, log: LogKey, made: date) -> Callable[[int], bytes]:
    roots = _roots_of(practice, log, made)
    signed = [_logged(each, "epoch", log) for each in practice.epochs]
    numbers = [peek(each, EpochRecord).epoch for each in signed]
    desks = {
        number: verify_past_epoch(
            leading(signed[place:], practice.practice, roots, number), practice.practice, roots, number
        ).desk_sign
        for place, number in enumerate(numbers)
    }

    def desk_key(epoch: int) -> bytes:
        if epoch not in desks:
            raise ChainBroken
        return desks[epoch]

    return desk_key


def _roots_of(practice: KeptPractice, log: LogKey, made: date) -> Roots:
    first = from_b64(verify_root(_logged(practice.root, "practice_root", log), practice.practice).root)
    if not isinstance(practice.replaced, KeptRoots):
        return Roots((first,))
    custodian = read_log_key(practice.replaced.custodian)
    chain = [_logged(each, "root_replacement", custodian) for each in practice.replaced.replacements]
    return verify_replacements(chain, custodian.public, practice.practice, first, made)


def _logged(bundle: Bundle, kind: EntryKind, log: LogKey) -> Signed:
    check_inclusion(bundle, open_checkpoint(bundle.checkpoint, log.name, log))
    return read_entry(bundle, kind)
