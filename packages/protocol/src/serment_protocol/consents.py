"""Consents: what somebody allowed, refused or took back, signed and chained; when they may be asked again (SPEC 18)."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from msgspec import UNSET, UnsetType

from serment_protocol.appointments import ZEROS
from serment_protocol.consent_texts import NEWEST, TEXTS, About, ConsentText, TextLanguage
from serment_protocol.encoding import b64, canonical, from_b64, parse, read_day, write_day
from serment_protocol.errors import BadReceipt, ConsentBroken, ProtocolRefusal
from serment_protocol.primitives import derive, hash_bytes, sha256, sign_public
from serment_protocol.signing import Signed, body_hash, peek, sign, verify_bytes
from serment_protocol.structure import B64Of32, Day, Digest, Hex16, Number, Slug, Versioned, convert, read
from serment_protocol.terms import Terms, scope_of_terms
from serment_protocol.vault import Relative

Decision = Literal["granted", "refused", "withdrawn"]
Word = Literal["self", "representative"]

NAME = "consent"
ID_BYTES = 16
MONTHS_OF_REST = 6
MONTHS_OF_A_YEAR = 12
OF_VISITS: frozenset[About] = frozenset({"sharing", "research"})
"""Asked by a practice in a visit's mailbox, of whoever holds its manage key; the others are the account's own."""
MARKER = "----- serment consent v1 -----"

# What may follow what; nothing was decided before the first. A newer text is agreed to anew.
STEPS: dict[Decision | None, frozenset[Decision]] = {
    None: frozenset({"granted", "refused"}),
    "granted": frozenset({"granted", "withdrawn"}),
    "refused": frozenset({"granted", "refused"}),
    "withdrawn": frozenset({"granted", "refused"}),
}


class Consent(Versioned, frozen=True, kw_only=True):
    """A decision (name `consent`). Whom it is about is told by an id that only the account can make."""

    type: Literal["consent"] = "consent"
    about: About
    scope: Hex16
    version: Number
    language: TextLanguage
    text: Digest
    word: Word
    decision: Decision
    day: Day
    previous: Digest


class Head(Versioned, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """What every decision says, also one about something that only a newer version knows."""

    type: Literal["consent"] = "consent"
    about: Slug
    scope: Hex16


class Receipt(Versioned, frozen=True, kw_only=True):
    """What a person takes away: all that was signed about one scope, by which key, and the text that was shown."""

    type: Literal["consent_receipt"] = "consent_receipt"
    key: B64Of32
    records: tuple[Signed, ...]
    text: str
    terms: Terms | UnsetType = UNSET
    """What was decided about, where a practice asked; absent where the account decided by itself."""


def consent_seed(root: bytes) -> bytes:
    """What an account signs consents with. The key leaves it on no occasion but a receipt or an export."""
    return derive(root, "consent/sign")


def consent_key(root: bytes) -> bytes:
    """Its public half."""
    return sign_public(consent_seed(root))


def scope_of(root: bytes, relative: Relative) -> str:
    """Whom a consent is about, so that a refusal is known again where no name was kept."""
    return hash_bytes("relative", derive(root, "relative") + canonical(relative))[:ID_BYTES].hex()


def own_scope(root: bytes, about: About) -> str:
    """The scope of a choice that concerns nobody but the account itself: one for each thing there is to choose."""
    return hash_bytes("consent-scope", derive(root, "consent/scope") + about.encode())[:ID_BYTES].hex()


def stop_key(root: bytes) -> bytes:
    """What ends SMS at the custodian without a session, so that no code stands between a person and their no."""
    return derive(root, "consent/sms-stop")


def stop_hash(stop: bytes) -> bytes:
    """What the custodian keeps of it."""
    return hash_bytes("sms-stop", stop)


def text_of(about: About, version: int, language: TextLanguage) -> ConsentText | None:
    """The text of this version; none if this client does not know it."""
    return next(
        (each for each in TEXTS if (each.about, each.version, each.language) == (about, version, language)), None
    )


def newest_text(about: About, language: TextLanguage) -> ConsentText:
    """What is shown today."""
    return next(each for each in TEXTS if (each.about, each.version, each.language) == (about, NEWEST[about], language))


def text_hash(text: str) -> str:
    """SHA-256 of the text as UTF-8, which anybody can compute."""
    return sha256(text.encode()).hex()


def sign_consent(
    chain: Sequence[Signed], scope: str, shown: ConsentText, word: Word, decision: Decision, day: str, seed: bytes
) -> Signed:
    """The next decision about this scope."""
    before = peek(chain[-1], Consent) if chain else None
    after = Consent(
        about=shown.about,
        scope=scope,
        version=shown.version,
        language=shown.language,
        text=text_hash(shown.text),
        word=word,
        decision=decision,
        day=day,
        previous=body_hash(NAME, chain[-1]) if chain else ZEROS,
    )
    check_step(before, after)
    return sign(seed, NAME, after)


def verify_consents(records: Sequence[Signed], key: bytes) -> Mapping[str, Sequence[Consent]]:
    """What was decided about each scope, in order; the last one counts. What only a newer version knows is left out."""
    chains: dict[str, list[Consent]] = {}
    ends: dict[str, str] = {}
    for signed in records:
        verify_bytes(key, NAME, signed.body_bytes, signed.signature_bytes)
        if _is_newer(signed):
            continue
        consent = peek(signed, Consent)
        chain = chains.setdefault(consent.scope, [])
        if consent.previous != ends.get(consent.scope, ZEROS):
            raise ConsentBroken
        check_step(chain[-1] if chain else None, consent)
        chain.append(consent)
        ends[consent.scope] = body_hash(NAME, signed)
    if not chains.keys().isdisjoint(newer(records)):
        raise ConsentBroken
    return chains


class Readable(NamedTuple):
    """What can be read of a vault's records, each scope by itself."""

    chains: Mapping[str, Sequence[Consent]]
    newer: Sequence[str]
    broken: Sequence[str]
    """Scopes that are not one unbroken row; "" for records that do not even say whom they are about."""


def read_consents(records: Sequence[Signed], key: bytes) -> Readable:
    """The same for whoever goes on where one scope cannot be read: that one allows nothing, and spoils no other."""
    rows: dict[str, list[Signed]] = {}
    for each in records:
        rows.setdefault(_scope_of(each), []).append(each)
    chains: dict[str, Sequence[Consent]] = {}
    found: list[str] = []
    broken: list[str] = []
    for scope, row in rows.items():
        try:
            chains |= verify_consents(row, key)
            found += newer(row)
        except ProtocolRefusal:
            broken.append(scope)
    return Readable(chains, found, broken)


def newer(records: Sequence[Signed]) -> Sequence[str]:
    """The scopes of what only a newer version knows, in the order of their first record."""
    return list(dict.fromkeys(_head(each).scope for each in records if _is_newer(each)))


def check_step(before: Consent | None, after: Consent) -> None:
    """Raise unless the one may follow the other; the link is the caller's."""
    if after.decision not in STEPS[before.decision if before else None]:
        raise ConsentBroken
    if before and (before.about != after.about or before.day > after.day):
        raise ConsentBroken
    known = text_of(after.about, after.version, after.language)
    if known is not None and text_hash(known.text) != after.text:
        raise ConsentBroken


def stands(chain: Sequence[Consent]) -> bool:
    """Whether what was last decided allows it, by the text of today or a later one."""
    return bool(chain) and chain[-1].decision == "granted" and chain[-1].version >= NEWEST[chain[-1].about]


def ask_again(chain: Sequence[Consent]) -> str:
    """The first day on which the question may be put again; empty if it may be now. A no rests for six months."""
    if not chain or chain[-1].decision == "granted":
        return ""
    return write_day(_months_later(read_day(chain[-1].day), MONTHS_OF_REST))


def may_ask(chain: Sequence[Consent], today: str) -> bool:
    """Whether the question may be put on this day."""
    return ask_again(chain) <= today


def write_receipt(facts: str, key: bytes, records: Sequence[Signed], terms: Terms | UnsetType = UNSET) -> bytes:
    """For people the facts and the text; for programs what was signed, behind a line of its own."""
    last = peek(records[-1], Consent)
    known = text_of(last.about, last.version, last.language)
    text = known.text if known else ""
    content = canonical(Receipt(key=b64(key), records=tuple(records), text=text, terms=terms))
    return f"{facts}\n\n{text}\n{MARKER}\n".encode() + content + b"\n"


def read_receipt(data: bytes) -> Sequence[Consent]:
    """What a receipt proves: one chain, signed by its key, and the very text that was decided on, as it is printed."""
    try:
        printed, marker, content = data.decode().rpartition(f"\n{MARKER}\n")
    except UnicodeDecodeError as error:
        raise BadReceipt from error
    if not marker:
        raise BadReceipt
    receipt = read(content.rstrip("\n").encode(), Receipt)
    chains = verify_consents(receipt.records, from_b64(receipt.key))
    if len(chains) != 1 or newer(receipt.records):
        raise BadReceipt
    [chain] = chains.values()
    if (chain[-1].about in OF_VISITS) != (receipt.terms is not UNSET):
        raise BadReceipt
    if receipt.terms is not UNSET and chain[-1].scope != scope_of_terms(receipt.terms):
        raise BadReceipt
    if text_hash(receipt.text) != chain[-1].text or not printed.endswith(f"\n\n{receipt.text}"):
        raise BadReceipt
    return chain


def of(records: Sequence[Signed], scope: str) -> tuple[Signed, ...]:
    """The records about this scope, in their order."""
    return tuple(each for each in records if _scope_of(each) == scope)


def _scope_of(signed: Signed) -> str:
    try:
        return _head(signed).scope
    except ProtocolRefusal:
        return ""


def _head(signed: Signed) -> Head:
    return convert(parse(signed.body_bytes), Head)


def _is_newer(signed: Signed) -> bool:
    return _head(signed).about not in NEWEST


def _months_later(day: date, months: int) -> date:
    """The same day of the month, or its last where that month is shorter."""
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
