"""Verify an extract of the evidence of a Serment installation, with nothing but Python's standard library.

    python -I -S verify_evidence.py FILE… [--installation installation.json]
    python -I -S verify_evidence.py --self-test

The file is JSON Lines: a header; each event (what was measured or decided, each naming the hash of the one before and
signed); after its events the root of each day, which is a leaf of the hand's public log; at last a signature over all.
`installation.json` is what everybody pins: it names the log's key and its witnesses. Read the sections in their order:
bytes, signatures, the log, the chain, the file. Exit codes: 0 it holds, 1 it does not, 2 it cannot be read.

What this file cannot check, it says: time-stamps (RFC 3161) take `openssl ts -verify`.
"""

# pyright: basic, reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false

import argparse
import base64
import hashlib
import json
import re
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

# --- Bytes: canonical JSON (RFC 8785 of a subset), base64url, hashes under a name -----------------------------------


class Fault(Exception):
    """Something that does not hold."""


def require(holds: object, says: str) -> None:
    if not holds:
        raise Fault(says)


def canonical(value: Any) -> bytes:
    require_subset(value)
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise Fault("a text is not Unicode") from None


def require_subset(value: Any) -> None:
    """Objects, arrays, texts, integers, true, false; no float, no null, no other key than these."""
    if isinstance(value, dict):
        for key, item in value.items():
            require(re.fullmatch(r"[a-z][a-z0-9_]*", key), "a key of another form")
            require_subset(item)
    elif isinstance(value, list):
        for item in value:
            require_subset(item)
    else:
        require(isinstance(value, str) or (isinstance(value, int) and abs(value) < 2**53), "a value of another kind")


def parse(data: bytes) -> Any:
    """The value of canonical bytes; of several spellings only one counts."""
    try:
        value = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise Fault("a line is not JSON") from None
    require(canonical(value) == data, "a line is not in its one canonical form")
    return value


def from_b64(text: Any, length: int = -1) -> bytes:
    require(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text), "not base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Fault("not base64url") from None
    require(base64.urlsafe_b64encode(data).decode().rstrip("=") == text, "base64url in another form")
    require(length in {-1, len(data)}, f"not {length} bytes")
    return data


def label(name: str) -> bytes:
    return b"serment/v1/" + name.encode() + b"\0"


def hash_of(name: str, data: bytes) -> bytes:
    return hashlib.sha256(label(name) + data).digest()


def fields(value: Any, *names: str, maybe: tuple[str, ...] = ()) -> Any:
    """An object with these keys and no others."""
    require(isinstance(value, dict) and set(names) <= set(value) <= {*names, *maybe}, "an object has other fields")
    return value


def is_hex(text: Any, length: int = 64) -> bool:
    return isinstance(text, str) and re.fullmatch(rf"[0-9a-f]{{{length}}}", text) is not None


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def is_version(value: Any, *rest: Any) -> bool:
    """1, which in JSON is not true, although it is in Python."""
    return value == 1 and not isinstance(value, bool) and all(one == other for one, other in rest)


def day_of(text: Any) -> date:
    require(isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text), "not a day")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault("not a day") from None


def time_of(text: Any) -> datetime:
    form = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
    require(isinstance(text, str) and re.fullmatch(form, text), "not a time")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Fault("not a time") from None


# --- Signatures: Ed25519 (RFC 8032), on points (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z --------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
WINDOW = 256

Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def decode(data: bytes) -> Point:
    """The point of 32 bytes; none of small order, and no second spelling."""
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    require(y < P, "not a public key")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_1 % P
    require(x * x % P == square and (x or not sign), "not a public key")
    x = x if x & 1 == sign else P - x
    point = (x, y, 1, x * y % P)
    eight = point
    for _ in range(3):
        eight = add(eight, eight)
    require(eight[0] % P != 0, "a public key of small order")
    return point


def encode(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Multiples:
    """A point's multiples by every byte in every place, so that a product is 32 additions."""

    def __init__(self, point: Point) -> None:
        self.rows: list[list[Point]] = []
        for _ in range(32):
            row = [NEUTRAL]
            for _ in range(WINDOW):
                row.append(add(row[-1], point))
            point = row.pop()
            self.rows.append(row)

    def times(self, number: int) -> Point:
        product = NEUTRAL
        for row, byte in zip(self.rows, number.to_bytes(32, "little"), strict=True):
            product = add(product, row[byte])
        return product


BASE_Y = 4 * pow(5, -1, P) % P
BASE = Multiples(decode(BASE_Y.to_bytes(32, "little")))


class Key:
    """A public key, which verifies many signatures."""

    known: ClassVar[dict[bytes, "Key"]] = {}

    def __init__(self, data: bytes) -> None:
        require(len(data) == 32, "not a public key")
        x, y, z, t = decode(data)
        self.data, self.minus = data, Multiples((P - x, y, z, P - t))

    @classmethod
    def of(cls, data: bytes) -> "Key":
        return cls.known.setdefault(data, cls.known.get(data) or cls(data))

    def verify(self, message: bytes, signature: bytes) -> None:
        """R must be the bytes of s·B - k·A."""
        require(len(signature) == 64, "a signature has another length")
        s = int.from_bytes(signature[32:], "little")
        k = int.from_bytes(hashlib.sha512(signature[:32] + self.data + message).digest(), "little") % ORDER
        good = s < ORDER and encode(add(BASE.times(s), self.minus.times(k))) == signature[:32]
        require(good, "a signature does not hold")


def verify_named(key: bytes, name: str, body: bytes, signature: bytes) -> None:
    Key.of(key).verify(label(name) + body, signature)


# RFC 8032, section 7.1: key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
)


def self_test() -> None:
    """The vectors hold, and none of them once a bit is another."""
    for key, message, signature in VECTORS:
        public, text, signed = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
        Key.of(public).verify(text, signed)
        for wrong in (bytes([signed[0] ^ 1]) + signed[1:], signed[:-1] + bytes([signed[-1] ^ 1])):
            try:
                Key.of(public).verify(text, wrong)
            except Fault:
                continue
            raise Fault("a signature that is none was believed")


# --- The log: a Merkle tree (RFC 6962), its checkpoints as signed notes (C2SP), cosigned by witnesses ---------------


def is_included(entry: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, hashlib.sha256(b"\0" + entry).digest()
    for sibling in proof:
        if last == 0:
            return False
        if position % 2 or position == last:
            node = hashlib.sha256(b"\1" + sibling + node).digest()
            while not position % 2 and position:
                position, last = position >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\1" + node + sibling).digest()
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


class Growing:
    """RFC 6962, section 2.1: the root over leaves that come one after the other; roots of whole subtrees are kept."""

    def __init__(self) -> None:
        self.count = 0
        self.whole: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        height, node = 0, hashlib.sha256(b"\0" + leaf).digest()
        while self.whole and self.whole[-1][0] == height:
            node = hashlib.sha256(b"\1" + self.whole.pop()[1] + node).digest()
            height += 1
        self.whole.append((height, node))
        self.count += 1

    def root(self) -> bytes:
        if not self.whole:
            return hashlib.sha256(b"").digest()
        *before, (_, node) = self.whole
        for _, left in reversed(before):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return node


class Verifier:
    """A key as C2SP writes it: name+id+key."""

    def __init__(self, text: Any, algorithm: int) -> None:
        found = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+(\S+)", text if isinstance(text, str) else "")
        require(found, "not a verifier key")
        self.text, self.name = str(text), found[1] if found else ""
        typed = from_standard(found[3] if found else "")
        self.id = hashlib.sha256(self.name.encode() + b"\n" + typed).digest()[:4]
        good = len(typed) == 33 and typed[0] == algorithm and found and self.id.hex() == found[2]
        require(good, "not a verifier key")
        self.public = typed[1:]

    def lines(self, note: str) -> list[bytes]:
        """What this key put below a note; not yet checked."""
        return [data[4:] for name, data in signatures_of(note) if (name, data[:4]) == (self.name, self.id)]


def from_standard(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Fault("not base64") from None
    require(base64.b64encode(data).decode() == text, "base64 in another form")
    return data


def signatures_of(note: str) -> list[tuple[str, bytes]]:
    text, gap, below = note.rpartition("\n\n")
    require(gap and text and below.endswith("\n"), "not a signed note")
    found = [re.fullmatch("— (\\S+) (\\S+)", line) for line in below.removesuffix("\n").split("\n")]
    require(all(found), "not a signed note")
    return [(each[1], from_standard(each[2])) for each in found if each]


def open_checkpoint(note: Any, origin: str, key: Verifier) -> tuple[int, bytes]:
    """Size and root of a log, once its own signature held."""
    require(isinstance(note, str), "not a signed note")
    lines, text = key.lines(note), note.rpartition("\n\n")[0] + "\n"
    require(lines, "the checkpoint is not signed by the log's key")
    Key.of(key.public).verify(text.encode(), lines[0])
    parts = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n", text)
    require(parts and parts[1] == origin, "not a checkpoint of this log")
    root = from_standard(parts[3] if parts else "")
    require(len(root) == 32, "not a checkpoint")
    return int(parts[2] if parts else 0), root


def cosigned_at(note: str, witness: Verifier) -> list[int]:
    """When this witness did, in seconds since 1970, by each of its lines that holds."""
    text, found = (note.rpartition("\n\n")[0] + "\n").encode(), []
    for line in witness.lines(note):
        stamp = int.from_bytes(line[:8], "big")
        if len(line) != 8 + 64 or stamp >= 2**63:
            continue
        try:
            Key.of(witness.public).verify(b"cosignature/v1\ntime %d\n" % stamp + text, line[8:])
        except Fault:
            continue
        found.append(stamp)
    return found


def lines_of_others(note: str, log: Verifier) -> list[tuple[str, bytes]]:
    """What stands below a note beside the one line of its log: one line of each, as a second would let them choose."""
    signers = signatures_of(note)
    names = [name for name, _ in signers]
    good = len(set(names)) == len(names) and log.name in names
    require(good, "a checkpoint has more than one line of somebody")
    return [(name, data) for name, data in signers if name != log.name]


def moment(stamp: int) -> datetime:
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError):
        raise Fault("a cosignature has no time") from None


def seed_of(note: str, log: Verifier, check: str) -> str:
    """Over the text and the lines of the witnesses, in the order of their bytes."""
    text = (note.rpartition("\n\n")[0] + "\n").encode()
    lines = sorted(f"— {n} {base64.b64encode(data).decode()}\n".encode() for n, data in lines_of_others(note, log))
    digest = hashlib.sha256(text + b"".join(lines)).digest()
    return hash_of("evidence-sample", digest + check.encode()).hex()


class Pins:
    """What an installation.json says of the log of this origin."""

    def __init__(self, path: Path, origin: str) -> None:
        installation = json.loads(path.read_text("utf-8"))
        parties = [installation[name] for name in ("platform", "custodian")]
        [party] = [each for each in parties if each["log_origin"] == origin][:1] or [None]
        if party is None:
            raise Fault("this is the evidence of another installation")
        self.key = Verifier(party["log_key"], 1)
        self.witnesses = [Verifier(each, 4) for each in party["witnesses"]["keys"]]
        self.quorum = int(party["witnesses"]["quorum"])

    def require_cosigned(self, note: str) -> None:
        count = sum(bool(cosigned_at(note, each)) for each in self.witnesses)
        require(count >= self.quorum, "too few witnesses have cosigned a checkpoint")

    def witnessed_at(self, note: str) -> int:
        """When the quorum was reached, by a note that has no line of anybody else."""
        stamps = sorted(stamp for each in self.witnesses for stamp in cosigned_at(note, each))
        require(len(stamps) == len(lines_of_others(note, self.key)), "a checkpoint has a line of no witness")
        require(len(stamps) >= self.quorum, "too few witnesses have cosigned a checkpoint")
        return stamps[self.quorum - 1]


# --- The chain: keys, events, days (SPEC.md, section 20) ------------------------------------------------------------

NOTHING = "0" * 64
EVENT = b'{"event":'


class Chain:
    """What was seen so far, and what must come next."""

    def __init__(self, origin: str, log: Verifier) -> None:
        self.origin, self.log = origin, log
        self.keys: list[tuple[int, bytes, int, str]] = []
        """Since which event, the key, its leaf, and the key as it is written."""
        self.total, self.head, self.at = 0, NOTHING, datetime.min.replace(tzinfo=UTC)
        self.day: date | None = None
        self.before = NOTHING
        self.since = Growing()
        self.handed_over = ""
        self.not_handed_over: list[int] = []
        self.signing = 0
        """The number of the key whose turn it is."""

    def add_key(self, body: bytes, signature: bytes, leaf: int) -> None:
        verify_named(self.log.public, "evidence-key", body, signature)
        record = fields(parse(body), "v", "type", "number", "key", "since", "day")
        require(is_version(record["v"], (record["type"], "evidence_key")), "not a key of evidence")
        day_of(record["day"])
        counted = is_count(record["number"]) and is_count(record["since"])
        follows = counted and record["number"] == len(self.keys) + 1
        require(follows and record["since"] >= (self.keys[-1][0] if self.keys else 0), "a key does not follow")
        require(leaf > (self.keys[-1][2] if self.keys else -1), "the keys are in another order than in the log")
        self.keys.append((record["since"], from_b64(record["key"], 32), leaf, record["key"]))
        self.take_over()

    def take_over(self) -> None:
        """Whose turn it is; a key that begins here was named by the event before it, or was not handed over."""
        while self.signing < len(self.keys) and self.keys[self.signing][0] <= self.total:
            since, _, _, written = self.keys[self.signing]
            self.signing += 1
            if since == self.total and self.signing > 1 and self.handed_over != written:
                self.not_handed_over.append(self.signing)

    def begin_after(self, record: Any, body: bytes) -> None:
        self.day, self.total, self.head = day_of(record["day"]), record["total"], record["head"]
        self.before = hash_of("evidence-root", body).hex()
        # Who handed over to whom before the file begins, it does not say.
        self.signing = sum(since <= self.total for since, *_ in self.keys)

    def read_day(self, body: bytes, signature: bytes, leaf: int) -> Any:
        """The record of a day, signed by the key that stood in the log before it."""
        key = next((key for _, key, place, _ in reversed(self.keys) if place < leaf), b"")
        verify_named(key, "evidence-root", body, signature)
        record = fields(parse(body), "v", "type", "day", "count", "total", "root", "head", "previous")
        require(is_version(record["v"], (record["type"], "evidence_root")), "not a day of evidence")
        day_of(record["day"])
        good = all(is_hex(record[name]) for name in ("root", "head", "previous"))
        require(good and is_count(record["count"]) and is_count(record["total"]), "not a day of evidence")
        require(record["count"] <= record["total"], "not a day of evidence")
        return record

    def add_event(self, line: bytes) -> Any:
        written, signature = line[len(EVENT) : -102], line[-102:]
        require(signature[:14] == b',"signature":"' and signature[-2:] == b'"}', "an event has another form")
        event = fields(parse(written), "at", "body", "kind", "origin", "prev", "seq", "type", "v")
        what = f"event {event['seq']}"
        told = ((event["type"], "evidence_event"), (event["origin"], self.origin))
        require(is_version(event["v"], *told), f"{what} is another's")
        require(is_count(event["seq"]) and event["seq"] == self.total, f"{what} does not follow {self.total - 1}")
        require(event["prev"] == self.head, f"{what} does not follow {self.total - 1}")
        at = time_of(event["at"])
        require(at >= self.at and (self.day is None or at.date() > self.day), f"{what} is older than what came before")
        good = re.fullmatch(r"[a-z][a-z0-9_]{0,31}", event["kind"] if isinstance(event["kind"], str) else "")
        body = event["body"]
        require(good and isinstance(body, dict) and len(canonical(body)) <= 16384, f"{what} has another form")
        digest = hash_of("evidence-event", written)
        require(self.signing, f"{what} is signed by a key that is not in the log")
        key = self.keys[self.signing - 1][1]
        verify_named(key, "evidence-event", digest, from_b64(signature[14:-2].decode("ascii", "replace"), 64))
        check_shape(event["kind"], body)
        self.handed_over = body["key"] if event["kind"] == "key" else ""
        self.total, self.head, self.at = self.total + 1, digest.hex(), at
        self.since.add(digest)
        self.take_over()
        return event

    def add_day(self, record: Any, body: bytes) -> None:
        day, name = day_of(record["day"]), record["day"]
        require(self.day is None or day == self.day + timedelta(days=1), f"the day before {name} is missing")
        require(record["previous"] == self.before, f"the day {name} names another day before it")
        require(not self.since.count or self.at.date() <= day, f"the day {name} comes after events of a later one")
        found = (self.since.count, self.total, self.since.root().hex(), self.head)
        holds = found == (record["count"], record["total"], record["root"], record["head"])
        require(holds, f"the events of {name} are not those of its root")
        self.day, self.before, self.since = day, hash_of("evidence-root", body).hex(), Growing()


def check_shape(kind: str, body: Any) -> None:
    """The kinds whose bodies have a form."""
    if kind == "key":
        fields(body, "number", "key")
        require(is_count(body["number"]) and body["number"] >= 1, "a key has another form")
        from_b64(body["key"], 32)
    if kind == "check":
        check_of_check(body)


def check_of_check(body: Any) -> None:
    names = "v check code run host release started ended population sample expected observed result fresh_until"
    fields(body, *names.split(), maybe=("last_seen_failing",))
    population, sample = fields(body["population"], "query", "n"), fields(body["sample"], "n", maybe=("seed", "root"))
    good = (
        is_version(body["v"])
        and isinstance(body["check"], str)
        and re.fullmatch(r"[A-Z][A-Z0-9_-]{0,15}", body["check"])
        and is_hex(body["code"])
        and is_hex(body["run"], 32)
        and is_hex(body["host"], 32)
        and isinstance(body["release"], str)
        and 1 <= len(body["release"]) <= 64
        and is_hex(population["query"])
        and is_amount(population["n"])
        and is_amount(sample["n"])
        and ("seed" in sample) == ("root" in sample)
        and ("seed" not in sample or is_hex(sample["seed"]))
        and body["result"] in ("pass", "fail", "error", "not_applicable")
        and all(is_facts(body[name]) for name in ("expected", "observed"))
        and body["started"] <= body["ended"] <= body["fresh_until"]
    )
    require(good, "a check has another form")
    for name in ("started", "ended", "fresh_until", "last_seen_failing"):
        time_of(body.get(name, body["ended"]))
    if "root" in sample:
        day_of(sample["root"])


def is_amount(value: Any) -> bool:
    return is_count(value) or value == "1-9"


def is_facts(value: Any) -> bool:
    return isinstance(value, dict) and all(
        re.fullmatch(r"[a-z][a-z0-9_]{0,47}", name)
        and (isinstance(each, bool) or is_count(each) or (isinstance(each, str) and len(each) <= 200))
        for name, each in value.items()
    )


# --- The file -------------------------------------------------------------------------------------------------------


# After the end of a day; and between the clocks of a witness and a hand, until a cosignature is kept.
LATE, SLACK = timedelta(hours=48), timedelta(hours=1)


def end_of(day: str) -> datetime:
    date = day_of(day)
    return datetime(date.year, date.month, date.day, tzinfo=UTC) + timedelta(days=1)


def stamp_of(line: bytes) -> int:
    """The time that a witness says; for whoever pins none."""
    return int.from_bytes(line[4:12], "big")


STARTS = (b'{"header":', EVENT, b'{"day":', b'{"end":')


class NoEvidence(Exception):
    """A file of something else."""


class Reading:
    """A file, line by line; the first fault ends it."""

    def __init__(self, installation: Path | None) -> None:
        self.installation = installation
        self.kinds: Counter[str] = Counter()
        self.results: Counter[str] = Counter()
        self.unverified: list[str] = []
        self.notes: dict[date, tuple[str, datetime | None]] = {}
        """Of each day, and since when witnesses stand for it."""
        self.late: list[str] = []
        self.days = self.stamps = self.unseeded = self.witnessed = 0

    def read(self, path: Path) -> None:
        digest, number, ended = hashlib.sha256(), 0, False
        with path.open("rb") as file:
            if not file.peek(16).startswith(STARTS):
                raise NoEvidence("it does not begin as an extract of evidence does")
            for line in file:
                number += 1
                try:
                    require(not ended, "something follows the last line")
                    require(line.endswith(b"\n"), "the end of the file was cut off")
                    ended = self.take(line.removesuffix(b"\n"), number, digest.hexdigest())
                except (Fault, KeyError, TypeError, AttributeError) as fault:
                    raise Fault(f"line {number}: {fault}") from None
                digest.update(line)
        require(ended, "the end of the file was cut off")
        reached = self.days and self.chain.day == day_of(self.header["last"])
        require(reached, f"the days up to {self.header['last']} are not all here")
        self.say_what_is_open()

    def take(self, line: bytes, number: int, digest: str) -> bool:
        if line.startswith(EVENT):
            require(number > 1, "the file has no header")
            self.event(self.chain.add_event(line))
            return False
        value = parse(line)
        if number == 1:
            self.begin(fields(value, "header")["header"])
        elif "day" in value:
            self.day(fields(fields(value, "day")["day"], "root", "note", maybe=("stamp",)))
        else:
            fields(value, "end", "signature")
            body = canonical(fields(value["end"], "lines", "hash"))
            verify_named(self.chain.keys[-1][1], "evidence-export", body, from_b64(value["signature"], 64))
            good = (value["end"]["lines"], value["end"]["hash"]) == (number - 1, digest)
            require(good, "lines were changed, left out or put in")
            return True
        return False

    def begin(self, header: Any) -> None:
        names = "v type origin log_key first last made checkpoint keys"
        self.header = fields(header, *names.split(), maybe=("before",))
        require(is_version(header["v"], (header["type"], "evidence_export")), "not an extract of evidence")
        self.log = Verifier(header["log_key"], 1)
        self.pins = Pins(self.installation, header["origin"]) if self.installation else None
        if self.pins:
            require(self.pins.key.text == self.log.text, "this is the evidence of another installation")
            self.pins.require_cosigned(header["checkpoint"])
        else:
            self.unverified.append(f"whose log this is: compare its key {self.log.text}, or name --installation")
        self.size, self.root = open_checkpoint(header["checkpoint"], header["origin"], self.log)
        self.chain = Chain(header["origin"], self.log)
        time_of(header["made"])
        day_of(header["last"])
        for leaf in header["keys"]:
            self.chain.add_key(*self.leaf(leaf, "evidence_key"), leaf["index"])
        if "before" in header:
            body, signature = self.leaf(header["before"], "evidence_root")
            self.chain.begin_after(self.chain.read_day(body, signature, header["before"]["index"]), body)
            follows = self.chain.day and self.chain.day + timedelta(days=1) == day_of(header["first"])
            require(follows, "the day before the first one is missing")

    def leaf(self, leaf: Any, kind: str) -> tuple[bytes, bytes]:
        """Body and signature of a record, once it was found in the log."""
        entry = from_b64(fields(leaf, "entry", "index", "proof")["entry"])
        proof = [from_b64(node, 32) for node in leaf["proof"]]
        included = is_count(leaf["index"]) and is_included(entry, leaf["index"], self.size, proof, self.root)
        require(included, "a day or a key is not in the log")
        record = fields(parse(entry), "kind", "body", "signature")
        require(record["kind"] == kind, "a leaf is of another kind")
        return from_b64(record["body"]), from_b64(record["signature"], 64)

    def event(self, event: Any) -> None:
        self.kinds[event["kind"]] += 1
        if event["kind"] != "check":
            return
        body, sample = event["body"], event["body"]["sample"]
        self.results[body["result"]] += 1
        if "seed" in sample:
            self.seed(body["check"], sample, day_of(sample["root"]), time_of(event["at"]))

    def seed(self, check: str, sample: Any, root: date, at: datetime) -> None:
        """It must be that of the newest day that was witnessed by then."""
        newer = any(day > root and seen and seen + SLACK <= at for day, (_, seen) in self.notes.items())
        require(not newer and root < at.date(), f"check {check} drew a sample by {root}, not by the newest day")
        if root not in self.notes:
            self.unseeded += 1
            return
        note, seen = self.notes[root]
        good = sample["seed"] == seed_of(note, self.log, check) and (seen is None or seen <= at + SLACK)
        require(good, f"check {check} drew a sample by another seed than that of {root}")

    def day(self, line: Any) -> None:
        body, signature = self.leaf(line["root"], "evidence_root")
        record = self.chain.read_day(body, signature, line["root"]["index"])
        require(self.days or record["day"] == self.header["first"], "the first day is missing")
        require(self.chain.day or not record["total"], "events before the first day are missing")
        count = self.chain.since.count
        self.chain.add_day(record, body)
        self.days += 1
        self.stamps += "stamp" in line
        size, _ = open_checkpoint(line["note"], self.header["origin"], self.log)
        require(size > line["root"]["index"], f"the checkpoint of {record['day']} does not hold its root")
        self.note(record["day"], line["note"])
        self.witnessed += count if self.notes[day_of(record["day"])][1] else 0

    def note(self, day: str, note: str) -> None:
        """Until a day was witnessed it could be written anew."""
        others = lines_of_others(note, self.log)
        stamp = self.pins.witnessed_at(note) if self.pins else max((stamp_of(data) for _, data in others), default=-1)
        seen = moment(stamp) if stamp >= 0 else None
        self.notes[day_of(day)] = note, seen
        if seen is None:
            self.late.append(f"{day} was never witnessed")
        elif seen > end_of(day) + LATE:
            self.late.append(f"{day} was witnessed on {seen.date()} only")

    def say_what_is_open(self) -> None:
        chain, say = self.chain, self.unverified.append
        if chain.since.count:
            say(f"the last {chain.since.count} events are under no root yet: their maker could still write others")
        if self.late:
            more = f", and {len(self.late) - 10} more" if len(self.late) > 10 else ""
            say(f"days that could still be written anew, as nobody saw them in time: {', '.join(self.late[:10])}{more}")
        if chain.day and chain.day + timedelta(days=1) < time_of(self.header["made"]).date():
            say(f"days after {chain.day} have no root here, though they were over when the file was made")
        if chain.not_handed_over:
            say(f"keys that the one before did not hand over to: {chain.not_handed_over}")
        if self.unseeded:
            say(f"the seeds of {self.unseeded} samples, whose day is not in this file")
        if self.stamps:
            say(f"{self.stamps} time-stamps: `openssl ts -verify` on the `stamp` of a day, over the body of its root")
        say("whether the log goes on with other days than these: compare with the log itself")
        say("what the events say: that a measurement was honest is seen by measuring again")


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify an extract of the evidence of a Serment installation.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--installation", type=Path, help="installation.json, as everybody is given it")
    parser.add_argument("--self-test", action="store_true", help="check the signature code on the vectors of RFC 8032")
    options = parser.parse_args()
    if options.self_test:
        self_test()
        print("The vectors of RFC 8032 hold.")
    elif not options.files:
        parser.error("which file?")
    return max([0, *(verify(file, options.installation) for file in options.files)])


def verify(file: Path, installation: Path | None) -> int:
    """One file, and all that is said of it."""
    reading = Reading(installation)
    try:
        reading.read(file)
    except Fault as fault:
        print(f"{file}: THE EVIDENCE DOES NOT HOLD: {fault}.")
        return 1
    except (OSError, ValueError, KeyError, NoEvidence) as error:
        print(f"{file} cannot be read: {error}", file=sys.stderr)
        return 2
    days = f"{reading.days} day{'s' * (reading.days != 1)}"
    print(f"{reading.header['origin']}: {sum(reading.kinds.values())} events, {days}.")
    for name, count in sorted([*reading.kinds.items(), *(("checks: " + k, n) for k, n in reading.results.items())]):
        print(f"{count:8}  {name}")
    for each in reading.unverified:
        print(f"  ? {each}")
    if reading.witnessed:
        print(f"{file}: the evidence holds.")
    else:
        print(f"{file}: the evidence holds. NO WITNESS HAS SEEN ANY EVENT OF IT YET: its maker could still write them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
