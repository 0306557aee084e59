"""Evidence as a stranger verifies it: by two verifiers, one of them in a file of its own, and every way to lie."""

import asyncio
import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from serment.cli import main
from serment.verify.evidence import STAND_ALONE, EvidenceReport, tell, verify_evidence
from serment.verify.policy import Policy, policy_of
from serment_client.installation import Party
from serment_kernel.cosigning import Cosigners
from serment_kernel.database import Database, opened
from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.evidence import Chain, sample_seed
from serment_kernel.evidence import verify_evidence as alone
from serment_kernel.evidence.export import export
from serment_kernel.evidence.keys import prepare, rotate
from serment_kernel.evidence.roots import publish_days
from serment_kernel.keyfiles import write_key_file
from serment_kernel.merkle_log import MerkleLog
from serment_kernel.migrate import migrate, migrations_of
from serment_kernel.serving import answering
from serment_kernel.witness_at import read_witness_at
from serment_kernel.workers import listen
from serment_platform.config import ROOMS
from serment_protocol.cosignatures import cosign, read_witnesses
from serment_protocol.encoding import b64, canonical, write_time
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.evidence import NOTHING, day_root, event_hash, make_event, write_event
from serment_protocol.evidence import sample_seed as seed_of
from serment_protocol.evidence_course import Course
from serment_protocol.evidence_export import EXPORT, write_event_line
from serment_protocol.notes import read_log_key, write_log_key
from serment_protocol.signing import Signed, sign_bytes
from serment_witness import main as witness
from serment_witness.config import Config
from serment_witness.memory import File, begin

ORIGIN = "platform.test"
LOG_SEED, FIRST, SECOND = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
OWNER = Credentials("owner", "owner")
BEGIN = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS = 4

Lines = list[bytes]


@dataclass(frozen=True)
class Made:
    """Extracts of one chain, and what everybody pins."""

    whole: Lines
    later: Lines
    """Without its first days."""
    handed: Lines
    """From the day after a key handed over."""
    fresh: Lines
    """On the first day: what happened on it is under no root yet."""
    policy: Policy
    installation: dict[str, Any]


def check_body(name: str, at: datetime, **sample: int | str) -> dict[str, Any]:
    """What a check says."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return {
        "v": 1,
        "check": name,
        "code": digest,
        "run": digest[:32],
        "host": digest[32:],
        "release": "0.1.0",
        "started": write_time(at),
        "ended": write_time(at),
        "population": {"query": digest, "n": 4000},
        "sample": {"n": "1-9", **sample},
        "expected": {"ciphertext": True, "rows": "1-9"},
        "observed": {"ciphertext": True, "rows": "1-9"},
        "result": "pass",
        "fresh_until": write_time(at + DAY),
        "last_seen_failing": write_time(at - DAY),
    }


@pytest.fixture(scope="module")
def made(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A hand that measured for some days, a witness of its log, and what it exported."""
    name, folder = "evidence_promise", tmp_path_factory.mktemp("evidence")
    cluster.create_database(name, OWNER, [Credentials(room, room) for room in ROOMS])
    migrate(cluster.dsn(*OWNER, name), migrations_of("serment_platform"))
    # Where a browser was, its loop runs on in the main thread.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, make(cluster, name, folder)).result()


async def make(cluster: Cluster, name: str, folder: Path) -> Made:
    write_key_file(folder / "witness.key", bytes(32))
    key, listening = write_log_key(ORIGIN, LOG_SEED), listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = Config("temoin.test", str(folder / "witness.key"), str(folder / "seen.json"), (key,), "127.0.0.1", 0)
    verifier = witness.verifier_of(config)
    begin(folder / "seen.json", verifier)
    clock = Clock()
    app = witness.assemble(config, File(folder / "seen.json", verifier), clock)
    db, keys = (Database(cluster.dsn(room, room, name)) for room in ("compliance", "keys"))
    cosigners = Cosigners([read_witness_at(f"{verifier} {url}")], 1)
    async with answering(app, listening), opened(db, keys):
        log = MerkleLog(keys, "keys", ORIGIN, LOG_SEED, cosigners)
        try:
            files = await measure(db, log, clock)
        finally:
            await cosigners.close()
    witnesses = {"keys": [verifier], "quorum": 1, "days": 3}
    party = {"url": "https://p.example", "log_origin": ORIGIN, "log_key": key, "witnesses": witnesses}
    other = party | {"log_origin": "c", "log_key": write_log_key("c", LOG_SEED)}
    installation = {"v": 1, "name": "E", "demo": True, "platform": party, "custodian": other}
    policy = policy_of(Party("https://p.example", ORIGIN, read_log_key(key), read_witnesses([verifier], 1, 3)))
    return Made(*files, policy, installation)


@dataclass
class Clock:
    """What the witness's shows."""

    at: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.at


async def measure(db: Database, log: MerkleLog, clock: Clock) -> tuple[Lines, Lines, Lines, Lines]:
    """Events on some days and none on one, a key that hands over, and a day that is not over."""
    chain = Chain.of(log, FIRST)
    await prepare(db, chain, log, BEGIN)
    fresh: Lines = []
    for number in range(DAYS):
        clock.at = now = BEGIN + number * DAY
        await publish_days(db, chain, log, now)
        if number == 1:
            continue
        async with db.transaction() as tx:
            seed = await sample_seed(tx, "C25")
            sample = {"seed": seed.value.hex(), "root": seed.root.isoformat()}
            await chain.append(tx, "check", check_body("C25", now, **sample), now)
            await chain.append(tx, "check", check_body("C14", now), now)
            await chain.append(tx, "register", {"kind": "risks", "row": "a1", "hash": "é"}, now)
        fresh = fresh or await extract(db, chain, log, date.min)
        if number == 2:
            new = Chain.of(log, SECOND)
            await rotate(db, chain, new, log, now)
            chain = new
    whole, later = [await extract(db, chain, log, first) for first in (date.min, (BEGIN + DAY).date())]
    clock.at = BEGIN + DAYS * DAY
    await publish_days(db, chain, log, clock.at)
    return whole, later, await extract(db, chain, log, (BEGIN + 3 * DAY).date()), fresh


async def extract(db: Database, chain: Chain, log: MerkleLog, first: date) -> Lines:
    out = BytesIO()
    assert await export(db, chain, log, out, (first, date.max), BEGIN + (DAYS - 1) * DAY) > 0
    return out.getvalue().splitlines(keepends=True)


# --- ways to lie -----------------------------------------------------------------------------------------------------


def sealed(lines: Sequence[bytes], seed: bytes = SECOND) -> Lines:
    """With an end that its maker signs anew."""
    body = b"".join(lines)
    end = {"lines": len(lines), "hash": hashlib.sha256(body).hexdigest()}
    signature = b64(sign_bytes(seed, EXPORT, canonical(end)))
    return [*lines, canonical({"end": end, "signature": signature}) + b"\n"]


def changed(lines: Sequence[bytes], place: int, change: Callable[[dict[str, Any]], None]) -> Lines:
    """Another value in a line, in its canonical form."""
    value = json.loads(lines[place])
    change(value)
    return [*lines[:place], canonical(value) + b"\n", *lines[place + 1 :]]


def events_of(lines: Sequence[bytes]) -> list[int]:
    """Where events stand."""
    return [place for place, line in enumerate(lines) if line.startswith(b'{"event"')]


def days_of(lines: Sequence[bytes]) -> list[int]:
    """Where days stand."""
    return [place for place, line in enumerate(lines) if line.startswith(b'{"day"')]


def written_anew(lines: Sequence[bytes], place: int, seed: bytes, change: Callable[[dict[str, Any]], None]) -> Lines:
    """As whoever has the key and the database writes it: this event is another, and all after it follow it."""
    made, prev = [*lines], b""
    for number in [each for each in events_of(lines) if each >= place]:
        event = json.loads(made[number])["event"]
        if number == place:
            change(event)
        before = prev or bytes.fromhex(event["prev"])
        at = datetime.fromisoformat(event["at"])
        written = write_event(event["origin"], event["seq"], at, event["kind"], canonical(event["body"]), before)
        prev = event_hash(written)
        made[number] = write_event_line(written, sign_bytes(seed, "evidence-event", prev))
    return made


def say(text: str) -> Callable[[dict[str, Any]], None]:
    return lambda event: event["body"].update(observed={"ciphertext": text})


def body(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda event: event["body"].update(members)


def header(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda line: line["header"].update(members)


def forged_root(lines: Sequence[bytes]) -> Lines:
    """The root of other events, signed by the right key: the log has another leaf."""
    place = events_of(lines)[0]
    made = written_anew(lines, place, FIRST, say("false"))
    day = days_of(lines)[1]
    hashes = [event_hash(line[len(b'{"event":') : -103]) for line in made[place:day] if line.startswith(b'{"event"')]

    def change(line: dict[str, Any]) -> None:
        leaf = line["day"]["root"]
        entry = json.loads(base64.urlsafe_b64decode(leaf["entry"] + "=="))
        record = json.loads(base64.urlsafe_b64decode(entry["body"] + "=="))
        record |= {"root": day_root(hashes).hex(), "head": hashes[-1].hex()}
        entry |= {
            "body": b64(canonical(record)),
            "signature": b64(sign_bytes(FIRST, "evidence-root", canonical(record))),
        }
        leaf["entry"] = b64(canonical(entry))

    return changed(made, day, change)


def swapped_key(lines: Sequence[bytes]) -> Lines:
    """Every event by another key, which the header names in the place of the right one."""
    made = written_anew(lines, events_of(lines)[0], bytes(32), say("false"))

    def change(line: dict[str, Any]) -> None:
        leaf = line["header"]["keys"][0]
        entry = json.loads(base64.urlsafe_b64decode(leaf["entry"] + "=="))
        record = json.loads(base64.urlsafe_b64decode(entry["body"] + "=="))
        record["key"] = b64(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw())
        entry |= {
            "body": b64(canonical(record)),
            "signature": b64(sign_bytes(LOG_SEED, "evidence-key", canonical(record))),
        }
        leaf["entry"] = b64(canonical(entry))

    return changed(made, 0, change)


def cosignature_gone(note: str) -> str:
    return note[: note.rindex("— temoin")]


def without(lines: Sequence[bytes], *places: int) -> Lines:
    return [line for place, line in enumerate(lines) if place not in places]


def last_event(lines: Sequence[bytes]) -> int:
    return events_of(lines)[-1]


def dropped_day(lines: Sequence[bytes]) -> Lines:
    """A day with its events."""
    begin, end = days_of(lines)[2:4]
    return [*lines[: begin + 1], *lines[end + 1 :]]


def swapped(lines: Sequence[bytes], one: int, other: int) -> Lines:
    made = [*lines]
    made[one], made[other] = made[other], made[one]
    return made


def stranger(lines: Sequence[bytes]) -> Lines:
    """One more event of another chain."""
    event = make_event(SECOND, "other.test", 10, BEGIN + 3 * DAY, "register", {}, NOTHING)
    written = write_event(event.origin, event.seq, event.at, event.kind, event.body, event.prev)
    return [*lines, write_event_line(written, event.signature)]


WITNESS = "temoin.test"


def note_of(lines: Sequence[bytes], day: int) -> str:
    """Which checkpoint stands for a day."""
    return str(json.loads(lines[days_of(lines)[day]])["day"]["note"])


def noted(lines: Sequence[bytes], day: int, note: str) -> Lines:
    """Another one, and a sample that is drawn by it."""
    made = changed(lines, days_of(lines)[day], lambda line: line["day"].update(note=note))
    return drawn(made, day)


def drawn(lines: Sequence[bytes], day: int) -> Lines:
    """The last sample by the seed of this day."""
    root = (BEGIN + (day - 1) * DAY).date().isoformat()
    sample = {"n": "1-9", "seed": seed_of(note_of(lines, day), "C25").hex(), "root": root}
    return written_anew(lines, events_of(lines)[-3], SECOND, body(sample=sample))


def again(note: str, at: datetime) -> str:
    """One more line of the witness."""
    return note + cosign(note, WITNESS, bytes(32), at)


def of_the_log(note: str) -> str:
    """One more line of the log."""
    text = note.rpartition("\n\n")[0]
    signature = note.partition("\u2014 ")[2].split()[1]
    changed = base64.b64decode(signature)[:4] + bytes(64)
    return f"{note}\u2014 {text.split()[0]} {base64.b64encode(changed).decode()}\n"


ON_THE_WAY = ("a body changed on the way", "an event left out on the way")
LIES: dict[str, Callable[[Lines], Lines]] = {
    # By whoever has the file: `up` is everything but the last line.
    "a body changed on the way": lambda up: changed(up, events_of(up)[0], lambda line: say("x")(line["event"])),
    "an event left out on the way": lambda up: without(up, last_event(up)),
    "a cut-off end": lambda up: up[:-3],
    "half a line": lambda up: [*up[:-1], up[-1][:-9]],
    "a line after the last": lambda up: [*sealed(up), up[-1]],
    "an end that somebody else signed": lambda up: sealed(up, bytes(32)),
    # By its maker, who signs the end anew.
    "a body changed": lambda up: sealed(changed(up, events_of(up)[0], lambda line: say("x")(line["event"]))),
    "a body changed and signed": lambda up: sealed(written_anew(up, events_of(up)[0], FIRST, say("x"))),
    "an event left out": lambda up: sealed(without(up, events_of(up)[1])),
    "the first event left out": lambda up: sealed(without(up, events_of(up)[0])),
    "a day left out with its events": lambda up: sealed(dropped_day(up)),
    "a day without events left out": lambda up: sealed(without(up, days_of(up)[2])),
    "the root of a day left out": lambda up: sealed(without(up, days_of(up)[1])),
    "two events the other way round": lambda up: sealed(swapped(up, *events_of(up)[:2])),
    "two days the other way round": lambda up: sealed(swapped(up, *days_of(up)[1:3])),
    "the first day left out": lambda up: sealed(without(up, days_of(up)[0])),
    "a key of their own": lambda up: sealed(swapped_key(up)),
    "a key that has handed over": lambda up: sealed(written_anew(up, last_event(up), FIRST, lambda _: None)),
    "a root of other events": lambda up: sealed(forged_root(up)),
    "an event of another chain": lambda up: sealed(stranger(up)),
    "an event back-dated": lambda up: sealed(
        written_anew(up, last_event(up), SECOND, lambda event: event.update(at="2026-11-20T12:00:00Z"))
    ),
    "a sample of their own choice": lambda up: sealed(
        written_anew(up, events_of(up)[-3], SECOND, body(sample={"n": "1-9", "seed": "00" * 32, "root": "2026-11-22"}))
    ),
    "a sample by a seed of yesterday's check": lambda up: sealed(
        written_anew(up, events_of(up)[-3], SECOND, lambda event: event["body"]["sample"].update(root="2026-11-21"))
    ),
    "a check of another form": lambda up: sealed(written_anew(up, events_of(up)[-3], SECOND, body(result="fine"))),
    "a check that tells a name": lambda up: sealed(written_anew(up, events_of(up)[-3], SECOND, body(who="Léa"))),
    "a check that ended before it began": lambda up: sealed(
        written_anew(up, events_of(up)[-3], SECOND, body(ended="2026-11-01T00:00:00Z"))
    ),
    "a sample by an older day": lambda up: sealed(drawn(up, 1)),
    "a sample by a day before all these": lambda up: sealed(
        written_anew(up, events_of(up)[-3], SECOND, lambda event: event["body"]["sample"].update(root="2026-01-01"))
    ),
    "a line of nobody that makes a seed": lambda up: sealed(noted(up, 3, note_of(up, 3) + "\u2014 x AAAAAAAA\n")),
    "a second line of the log": lambda up: sealed(noted(up, 3, of_the_log(note_of(up, 3)))),
    "a second line of a witness": lambda up: sealed(noted(up, 3, again(note_of(up, 3), BEGIN))),
    "a day without its checkpoint": lambda up: sealed(
        changed(up, days_of(up)[1], lambda line: line["day"].pop("note"))
    ),
    "no day at all": lambda up: sealed(up[:1]),
    "the last day left out": lambda up: sealed(without(up, days_of(up)[-1])),
    "more days than there are": lambda up: sealed(changed(up, 0, header(last="2026-12-31"))),
    "true for a version": lambda up: sealed(changed(up, 0, header(v=True))),
    "a day that nobody witnessed": lambda up: sealed(
        changed(up, days_of(up)[-1], lambda line: line["day"].update(note=cosignature_gone(line["day"]["note"])))
    ),
    "a checkpoint that nobody witnessed": lambda up: sealed(
        changed(up, 0, lambda line: header(checkpoint=cosignature_gone(line["header"]["checkpoint"]))(line))
    ),
    "a checkpoint of another tree": lambda up: sealed(
        changed(up, 0, lambda line: header(checkpoint=line["header"]["checkpoint"].replace("\n6\n", "\n5\n"))(line))
    ),
    "another first day": lambda up: sealed(changed(up, 0, header(first="2026-11-20"))),
    "keys in another order": lambda up: sealed(
        changed(up, 0, lambda line: header(keys=line["header"]["keys"][::-1])(line))
    ),
    "one key only": lambda up: sealed(changed(up, 0, lambda line: header(keys=line["header"]["keys"][:1])(line))),
    "a field that nobody knows": lambda up: sealed(changed(up, 0, header(more=1))),
    "another spelling": lambda up: sealed([up[0].replace(b":", b": ", 1), *up[1:]]),
    "the key of another log": lambda up: sealed(changed(up, 0, header(log_key=write_log_key(ORIGIN, bytes(32))))),
}


def theirs_of(files: Sequence[Path], installation: Path | None) -> dict[str, str]:
    """What the file that stands alone says of each, by its name; in one process, which learns its tables once."""
    command = [sys.executable, "-I", "-S", str(STAND_ALONE), *map(str, files)]
    command += ["--installation", str(installation)] if installation else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode in {0, 1}, done.stderr) == (True, "")
    said = [line for line in done.stdout.splitlines() if line.startswith(str(files[0].parent))]
    assert len(said) == len(files), done.stdout
    return dict(zip((file.stem for file in files), said, strict=True))


def believed(said: str) -> bool:
    """Whether it holds, as the last line says."""
    return said.endswith(": the evidence holds.")


@pytest.fixture(scope="module")
def theirs(made: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the file that stands alone says of every lie, and of what is true."""
    folder = tmp_path_factory.mktemp("lies")
    pinned = folder / "installation.json"
    pinned.write_text(json.dumps(made.installation))
    true = {"whole": made.whole, "later": made.later, "handed": made.handed, "fresh": made.fresh}
    files: list[Path] = []
    for name, lines in {**true, **{lie: told(lie, made) for lie in LIES}}.items():
        files.append(folder / f"{name}.jsonl")
        files[-1].write_bytes(b"".join(lines))
    return {**theirs_of(files, pinned), **{f"{n} unpinned": s for n, s in theirs_of(files[:2], None).items()}}


def told(lie: str, made: Made) -> Lines:
    """The file of a lie."""
    lines = LIES[lie](made.whole[:-1])
    return [*lines, made.whole[-1]] if lie in ON_THE_WAY else lines


def ours(lines: Lines, made: Made, folder: Path, *, pinned: bool = True) -> EvidenceReport:
    """What `serment verify evidence` finds."""
    file = folder / "evidence.jsonl"
    file.write_bytes(b"".join(lines))
    return verify_evidence(file, [made.policy] if pinned else [])


class TestWhatHolds:
    @pytest.mark.parametrize("which", ["whole", "later"])
    @pytest.mark.parametrize("pinned", [True, False])
    def test_both_believe_it(
        self, made: Made, theirs: dict[str, str], tmp_path: Path, which: str, *, pinned: bool
    ) -> None:
        report = ours(getattr(made, which), made, tmp_path, pinned=pinned)
        said = theirs[which if pinned else f"{which} unpinned"]
        assert (report.ok, believed(said)) == (True, True), (report.findings, said)
        assert any("under no root yet" in each for each in report.unverified)
        assert any("whose log this is" in each for each in report.unverified) is not pinned

    def test_that_nobody_has_witnessed_is_said_to_be_nobodys_word_but_its_makers(
        self, made: Made, theirs: dict[str, str], tmp_path: Path
    ) -> None:
        report = ours(made.fresh, made, tmp_path)
        assert (report.ok, report.events, report.witnessed) == (True, 3, 0)
        assert tell(report).endswith("its maker could still write all anew.")
        assert "NO WITNESS HAS SEEN" in tell(report)
        assert theirs["fresh"].endswith("NO WITNESS HAS SEEN ANY EVENT OF IT YET: its maker could still write them.")
        whole = ours(made.whole, made, tmp_path)
        assert 0 < whole.witnessed < whole.events
        assert "NO WITNESS" not in tell(whole)

    def test_it_says_what_is_in_it(self, made: Made, tmp_path: Path) -> None:
        report = ours(made.whole, made, tmp_path)
        assert report.kinds == {"check": 6, "key": 1, "register": 3}
        assert (report.results, report.days, report.first) == ({"pass": 6}, DAYS, "2026-11-19")
        assert tell(report).endswith("The evidence holds.")

    def test_a_file_from_the_day_after_a_key_handed_over(
        self, made: Made, theirs: dict[str, str], tmp_path: Path
    ) -> None:
        report = ours(made.handed, made, tmp_path)
        assert (report.ok, believed(theirs["handed"])) == (True, True), (report.findings, theirs["handed"])
        for said in (report.unverified, read_alone(made, tmp_path).unverified):
            assert not any("did not hand over" in each for each in said)

    @pytest.mark.parametrize("hours", [47, 49])
    def test_a_day_that_nobody_saw_in_time_is_told(self, made: Made, tmp_path: Path, hours: int) -> None:
        up, ended = made.whole[:-1], datetime(2026, 11, 21, tzinfo=UTC)
        late = again(cosignature_gone(note_of(up, 1)), ended + timedelta(hours=hours))
        lines = sealed(changed(up, days_of(up)[1], lambda line: line["day"].update(note=late)))
        report = ours(lines, made, tmp_path)
        assert report.ok, report.findings
        for said in (report.unverified, read_alone(made, tmp_path).unverified):
            assert any("2026-11-20 was witnessed on 2026-11-23 only" in each for each in said) is (hours > 48), said


def read_alone(made: Made, folder: Path) -> alone.Reading:
    """The last file that ours read, by the other verifier."""
    (folder / "installation.json").write_text(json.dumps(made.installation))
    reading = alone.Reading(folder / "installation.json")
    reading.read(folder / "evidence.jsonl")
    return reading


@pytest.mark.parametrize("number", [0, 2])
def test_the_first_key_is_number_one(number: int) -> None:
    record = {"v": 1, "type": "evidence_key", "number": number, "key": b64(bytes(32)), "since": 0, "day": "2026-11-20"}
    signed = Signed(b64(canonical(record)), b64(sign_bytes(LOG_SEED, "evidence-key", canonical(record))))
    with pytest.raises(ProtocolRefusal):
        Course(ORIGIN, read_log_key(write_log_key(ORIGIN, LOG_SEED)).public).add_key(signed)


@pytest.mark.parametrize("lie", LIES)
class TestWhatDoesNot:
    def test_neither_believes_it(self, made: Made, theirs: dict[str, str], tmp_path: Path, lie: str) -> None:
        report = ours(told(lie, made), made, tmp_path)
        assert (report.ok, believed(theirs[lie])) == (False, False), (lie, report.findings, theirs[lie])


def test_the_evidence_of_another_installation_is_not_believed(made: Made, tmp_path: Path) -> None:
    key = write_log_key(ORIGIN, bytes(32))
    party = made.installation["platform"] | {"log_key": key}
    policy = Policy({ORIGIN: read_log_key(key)}, {}, made.policy.witnesses, made.policy.groups, made.policy.quorum)
    other = Made(made.whole, made.later, made.handed, made.fresh, policy, made.installation | {"platform": party})
    (tmp_path / "installation.json").write_text(json.dumps(other.installation))
    report = ours(made.whole, other, tmp_path)
    said = theirs_of([tmp_path / "evidence.jsonl"], tmp_path / "installation.json")["evidence"]
    assert (report.ok, believed(said)) == (False, False), said


class TestSignaturesByHand:
    def test_the_vectors_of_the_standard_hold(self) -> None:
        alone.self_test()

    def test_agrees_with_the_library(self) -> None:
        for number in range(8):
            key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
            message = bytes(number * 40)
            alone.Key.of(key.public_key().public_bytes_raw()).verify(message, key.sign(message))

    @pytest.mark.parametrize("key", [bytes(32), b"\1" + bytes(31), b"\xff" * 32, b"\xed" + b"\xff" * 30 + b"\x7f"])
    def test_no_key_of_small_order_counts(self, key: bytes) -> None:
        with pytest.raises(alone.Fault):
            alone.Key(key)

    def test_no_other_spelling_of_a_signature_counts(self) -> None:
        key = Ed25519PrivateKey.from_private_bytes(bytes(32))
        signature = key.sign(b"x")
        more = int.from_bytes(signature[32:], "little") + alone.ORDER
        with pytest.raises(alone.Fault):
            alone.Key.of(key.public_key().public_bytes_raw()).verify(b"x", signature[:32] + more.to_bytes(32, "little"))


class TestWhatIsNone:
    @pytest.mark.parametrize("content", [b"", b"hello\n", b'{"header', b"\x89PNG\r\n\x1a\n", b'{"v":1}\n', b"PK\3\4"])
    def test_is_not_said_to_be_a_broken_one(
        self, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "other"
        file.write_bytes(content)
        assert main(["verify", "evidence", str(file), "--json", "--data", str(tmp_path / "none")]) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert "is no extract of evidence" in said.err
        assert alone.verify(file, None) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "cannot be read: it does not begin as an extract of evidence does" in said.err
