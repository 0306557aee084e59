"""What a person takes away: all that their own client can read, in one archive for people and programs (SPEC 17)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from serment_protocol import agefile
from serment_protocol.accounts import Audience
from serment_protocol.agreements import verify_agreement
from serment_protocol.appointments import SelfCopy
from serment_protocol.consents import read_consents
from serment_protocol.encoding import canonical, from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.fhir import Agreed, Decided, Visit, Written, bundle_of
from serment_protocol.kit import WordLanguage, propose_bare_words
from serment_protocol.letters import Attached, Letter, look_into
from serment_protocol.primitives import sha256
from serment_protocol.signing import Signed, peek
from serment_protocol.statements import Statement
from serment_protocol.structure import B64Of32, Count, Day, Digest, Hex16, Structure, Time, Versioned
from serment_protocol.terms import Agreement
from serment_protocol.vault import Identity, Relative, WayKind
from serment_protocol.zips import zip_stored

WORDS = 8
_BEYOND_NAMES = re.compile(r"[^A-Za-z0-9._-]")


class HeldColumn(Structure, frozen=True):
    """A column of a row about a person: as it reads, or how many bytes of it nobody there can read."""

    column: str
    value: str = ""
    bytes: Count = 0


class HeldRow(Structure, frozen=True):
    """A row about a person, as a server stores it."""

    table: str
    columns: tuple[HeldColumn, ...]


class Holdings(Structure, frozen=True):
    """What a server stores about a person; `asked` is false where it could not be asked."""

    asked: bool
    rows: tuple[HeldRow, ...] = ()


class ExportedWay(Structure, frozen=True):
    """A way in, by name; `used` is the last day of its use, or empty."""

    kind: WayKind
    name: str
    added: Day
    used: Annotated[str, Meta(pattern=r"\A(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?\Z")]


class ExportedLetter(Structure, frozen=True):
    """A letter's cover as it was signed, and what was in it; no content where it does not open."""

    cover: Signed
    content: Letter | UnsetType = UNSET


class ExportedMailbox(Structure, frozen=True):
    """What a patient and a practice wrote each other about a visit; so many letters more were not believed."""

    letters: tuple[ExportedLetter, ...]
    doubtful: Count


class ExportedVisit(Structure, frozen=True):
    """A visit: what was signed of it, and what the patient noted. The key that manages it is not here."""

    appointment: Digest
    statements: tuple[Signed, ...]
    self_copy: SelfCopy
    mailbox: ExportedMailbox | UnsetType = UNSET
    """Absent where nobody wrote."""

    @property
    def letters(self) -> tuple[ExportedLetter, ...]:
        """What was written, and believed."""
        return () if self.mailbox is UNSET else self.mailbox.letters


class ExportedDoubt(Structure, frozen=True):
    """A visit that was not believed as it was shown, and why."""

    appointment: Digest
    code: str


class ExportedRelative(Relative, frozen=True):
    """Somebody who agreed to be acted for, and what consents call them."""

    scope: Hex16


class ExportedConsents(Structure, frozen=True):
    """Every decision as it was signed, by which key, and the relatives who agreed to be one."""

    key: B64Of32
    relatives: tuple[ExportedRelative, ...]
    records: tuple[Signed, ...]


class ExportedAgreement(Agreement, frozen=True, kw_only=True):
    """What was decided about a visit, by which key; the seed that could take it back is not here."""

    manage: B64Of32


class AccountExport(Versioned, frozen=True, kw_only=True):
    """Everything, for programs."""

    type: Literal["account_export"] = "account_export"
    made: Time
    language: WordLanguage
    installation: str
    log: str
    account: Hex16
    audience: Audience
    profile: Identity
    ways: tuple[ExportedWay, ...]
    visits: tuple[ExportedVisit, ...]
    doubtful: tuple[ExportedDoubt, ...]
    platform: Holdings
    custodian: Holdings
    consents: ExportedConsents | UnsetType = UNSET
    """Absent where nothing was ever decided."""
    agreements: tuple[ExportedAgreement, ...] | UnsetType = UNSET
    """Absent where no practice was ever answered."""


def archive(content: AccountExport, page: str) -> bytes:
    """The archive: for people `index.html` and what was attached, for programs the same as FHIR and raw; and a list."""
    files = {
        **_attachments(content),
        "bundle.json": fhir_of(content),
        "index.html": page.encode(),
        "serment.json": canonical(content),
    }
    return zip_stored({**files, "manifest.json": manifest_of(content.made, files)})


def path_of(file: Attached) -> str:
    """Where in the archive a file of a letter lies: what somebody else called it names no other place."""
    return f"files/{file.sha256[:16]}-{_BEYOND_NAMES.sub('_', file.name)}"


def _attachments(content: AccountExport) -> dict[str, bytes]:
    """Every file that came with a letter; one's own letters have none in one's copy."""
    opened = (each.content for visit in content.visits for each in visit.letters)
    files = (file for letter in opened if letter is not UNSET for file in letter.files if file.content)
    return {path_of(file): from_b64(file.content) for file in files}


def manifest_of(made: str, files: Mapping[str, bytes]) -> bytes:
    """Which files there are, by size and SHA-256."""
    listed = [{"path": path, "bytes": len(data), "sha256": sha256(data).hex()} for path, data in sorted(files.items())]
    return canonical({"v": 1, "type": "export_manifest", "made": made, "files": listed})


def fhir_of(content: AccountExport) -> bytes:
    """The visits, who they are for, and what was decided, as a FHIR R4 bundle."""
    visits = [
        Visit([peek(each, Statement) for each in visit.statements], visit.self_copy, list(_written(visit)))
        for visit in content.visits
        if visit.statements
    ]
    consents = [] if content.consents is UNSET else list(_decided(content.consents))
    agreements = () if content.agreements is UNSET else content.agreements
    agreed = list(_agreed(agreements))
    return bundle_of(content.account, content.profile, visits, content.made, consents, agreed)


def _written(visit: ExportedVisit) -> Iterator[Written]:
    """The letters that opened; the others are in the raw file alone."""
    for each in visit.letters:
        if each.content is not UNSET:
            yield Written(look_into(each.cover), each.content)


def _decided(consents: ExportedConsents) -> Iterator[Decided]:
    """What was decided about each scope, once it is believed; what cannot be is in the records alone."""
    people = {each.scope: each for each in consents.relatives}
    for scope, chain in read_consents(consents.records, from_b64(consents.key)).chains.items():
        yield Decided(chain, people.get(scope))


def _agreed(agreements: Iterable[ExportedAgreement]) -> Iterator[Agreed]:
    """The same of what practices asked, each by itself."""
    for each in agreements:
        with suppress(ProtocolRefusal):
            if row := verify_agreement(each, from_b64(each.manage)):
                yield Agreed(each.terms, row)


def lock_archive(data: bytes, passphrase: str) -> bytes:
    """The archive as an age file that this passphrase opens."""
    return agefile.encrypt_with_passphrase(data, passphrase)


def propose_passphrase(language: WordLanguage) -> str:
    """Words that are typed alike on every keyboard: what age asks for knows no other spelling."""
    return propose_bare_words(WORDS, language)


def held_row(table: str, columns: Mapping[str, object]) -> HeldRow:
    """A row as it is told to whom it concerns: bytes, which tell nobody there anything, by their number alone."""
    return HeldRow(table, tuple(_held(column, value) for column, value in columns.items() if value is not None))


def _held(column: str, value: object) -> HeldColumn:
    if isinstance(value, bytes):
        return HeldColumn(column, bytes=len(value))
    return HeldColumn(column, str(value).lower() if isinstance(value, bool) else str(value))
