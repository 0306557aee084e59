"""Cosignatures on checkpoints (C2SP tlog-cosignature, Ed25519), and what a witness is asked (C2SP tlog-witness)."""

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from serment_protocol.encoding import LARGEST
from serment_protocol.errors import BadSignature, BadStructure, CosignatureStale, LogNotCosigned
from serment_protocol.notes import HASH_BYTES, ID_BYTES, LogKey, key_id, read_key, signatures_of, standard_base64
from serment_protocol.primitives import derive, ed25519_sign, ed25519_verify, sign_public

ALGORITHM = b"\x04"
STAMP_BYTES = 8
LATEST = 2**63 - 1
MOST_PROOF_LINES = 63
# A witness's clock may be ahead of the reader's, but a stamp from far ahead would never grow old.
AHEAD = timedelta(days=1)
MOST_DAYS = 30
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})")


@dataclass(frozen=True)
class Witnesses:
    """Whose cosignatures a reader of a log asks for: how many of them, and how young."""

    keys: tuple[LogKey, ...]
    quorum: int
    days: int


@dataclass(frozen=True)
class Submission:
    """What a log hands to a witness."""

    old: int
    proof: tuple[bytes, ...]
    note: str


def read_witnesses(verifiers: Sequence[str], quorum: int, days: int) -> Witnesses:
    """A policy as `installation.json` words it; one key counts once, whatever names it is given."""
    keys = tuple(read_witness_key(each) for each in verifiers)
    if len({key.public for key in keys}) < len(keys) or not 1 <= quorum <= len(keys) or not 1 <= days <= MOST_DAYS:
        raise BadStructure
    return Witnesses(keys, quorum, days)


def witness_seed(log_seed: bytes) -> bytes:
    """The key that the keeper of a log cosigns other logs with; the log's own key signs nothing else (SPEC 9)."""
    return derive(log_seed, "witness")


def witness_name(origin: str) -> str:
    """The name of the witness that the keeper of this log is."""
    return f"{origin}/witness"


def write_witness_key(name: str, seed: bytes) -> str:
    """The verifier key of a witness."""
    typed = ALGORITHM + sign_public(seed)
    return f"{name}+{key_id(name, typed).hex()}+{base64.b64encode(typed).decode()}"


def read_witness_key(verifier: str) -> LogKey:
    """A witness's verifier key, whose type tells it from that of a log."""
    return read_key(verifier, ALGORITHM)


def cosign(note: str, name: str, seed: bytes, at: datetime) -> str:
    """The signature line of a witness that has seen no larger tree of this log."""
    stamp = int(at.timestamp())
    identity = key_id(name, ALGORITHM + sign_public(seed))
    signature = stamp.to_bytes(STAMP_BYTES) + ed25519_sign(seed, _message(_body(note), stamp))
    return f"\u2014 {name} {base64.b64encode(identity + signature).decode()}\n"


def check_cosigned(note: str, witnesses: Witnesses, now: datetime) -> None:
    """Raise unless enough of these witnesses have cosigned, and lately. The log's own signature is not checked here."""
    stamps = [stamp for stamp in (newest_stamp(note, key) for key in witnesses.keys) if stamp is not None]
    if len(stamps) < witnesses.quorum:
        raise LogNotCosigned
    oldest, latest = (now - timedelta(days=witnesses.days)).timestamp(), (now + AHEAD).timestamp()
    if sum(oldest <= stamp <= latest for stamp in stamps) < witnesses.quorum:
        raise CosignatureStale


def newest_stamp(note: str, witness: LogKey) -> int | None:
    """When this witness last cosigned, in seconds since 1970; None when it did not."""
    return max((stamp for stamp, _ in cosignatures(note, witness)), default=None)


def cosignatures(note: str, witness: LogKey) -> Iterator[tuple[int, str]]:
    """This witness's valid lines, each with its time."""
    body = _body(note)
    for name, data, line in signatures_of(note):
        stamp = int.from_bytes(data[ID_BYTES : ID_BYTES + STAMP_BYTES])
        if name != witness.name or data[:ID_BYTES] != witness.key_id or stamp > LATEST:
            continue
        try:
            ed25519_verify(witness.public, _message(body, stamp), data[ID_BYTES + STAMP_BYTES :])
        except BadSignature:
            continue
        yield stamp, line


def write_submission(submission: Submission) -> bytes:
    """The body of `add-checkpoint`."""
    proof = "".join(base64.b64encode(node).decode() + "\n" for node in submission.proof)
    return f"old {submission.old}\n{proof}\n{submission.note}".encode()


def read_submission(body: bytes) -> Submission:
    """The same, read; `bad_structure` for anything else."""
    try:
        head, gap, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise BadStructure from error
    first, *lines = head.split("\n")
    found = _OLD.fullmatch(first)
    if found is None or not gap or len(lines) > MOST_PROOF_LINES or int(found[1]) > LARGEST:
        raise BadStructure
    return Submission(int(found[1]), tuple(_node(line) for line in lines), note)


def _node(line: str) -> bytes:
    node = standard_base64(line)
    if node is None or len(node) != HASH_BYTES:
        raise BadStructure
    return node


def _body(note: str) -> str:
    return note.rpartition("\n\n")[0] + "\n"


def _message(body: str, stamp: int) -> bytes:
    return f"cosignature/v1\ntime {stamp}\n{body}".encode()
