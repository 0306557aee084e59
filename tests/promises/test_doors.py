"""docs/security/doors.md: every address of the custodian has its line, and opens to nobody it does not name."""

import re
import subprocess
import tomllib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from serment import mailbox
from serment.clients import new_client, prove_address
from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE, Settings
from serment.demo.officers import SoftPasskey, enrolment_of, made_by, step_by
from serment.demo.record import Person
from serment.hands import program
from serment.keys import LOG_KEY, PLATFORM_LOG, RELAY_KEY
from serment_client import Client
from serment_custodian.config import load
from serment_custodian.main import assemble
from serment_custodian.rooms import rooms_of
from serment_kernel.clock import utc_now
from serment_protocol.acts import decision_hash
from serment_protocol.closings import relay_closing, sign_closing
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.notes import Checkpoint, sign_checkpoint
from serment_protocol.practice import practice_id
from serment_protocol.primitives import hash_bytes, random_bytes, sign_public
from serment_protocol.reads import sign_read
from serment_protocol.recovery import COLLEAGUE, Sharing, new_sharing, relay_sharing
from serment_protocol.replacements import sign_root_request
from serment_protocol.shares import sign_request
from serment_protocol.signing import Signed, sign_bytes
from serment_protocol.structure import read

PAGE = "docs/security/doors.md"
OPENS_TO = {
    *("everybody", "a code", "a device", "a letter", "a stop", "an invitation"),
    *("a person", "a root", "a share", "a request"),
    "a root with the relay",
    *("an officer", "a passkey", "a publisher", "a log"),
}
OTHER_PRACTICE = practice_id(sign_public(bytes(32)))
HASH = "0" * 64
LINE = re.compile(r"\| `(?P<method>[A-Z]+) (?P<path>/\S*)` \| (?P<opens>[a-z ]+) \| (?P<why>.+) \|")


class Door(NamedTuple):
    """A line of the page."""

    method: str
    path: str
    opens: str


class Answer(NamedTuple):
    """What came back."""

    status: int
    code: str


def doors() -> list[Door]:
    """The lines of the page."""
    text = (Path(__file__).resolve().parents[2] / PAGE).read_text("utf-8")
    return [Door(found["method"], found["path"], found["opens"]) for found in LINE.finditer(text)]


DOORS = doors()
CLOSED = [door for door in DOORS if door.opens != "everybody"]


@dataclass(frozen=True)
class Intruder:
    """Somebody with credentials that open nothing here."""

    bearer: str
    seed: bytes
    passkey: SoftPasskey

    @property
    def sign_seed(self) -> bytes:
        return self.seed

    @property
    def sign_public(self) -> bytes:
        return sign_public(self.seed)


class Waiting(NamedTuple):
    """A decision that somebody would like to approve: its id, and the hash that an approval names."""

    name: str
    what: str


class Attempt:
    """What a door is tried with: a request in its own form, made with an intruder's keys."""

    def __init__(
        self, installation: Settings, http: httpx.Client, who: Intruder, decision: Waiting, victim: bytes
    ) -> None:
        self.origin = installation.origins.custodian
        self.http, self.who, self.decision, self.victim = http, who, decision, victim

    def nonce(self) -> dict[str, str]:
        return self.http.post(f"{self.origin}/v1/officers/challenges", json={}).json()

    def step(self, step: Any, what: str = HASH) -> dict[str, Any]:
        return step_by(self.who.passkey, self.nonce(), step, what)

    def signed(self, name: str, body: Any) -> dict[str, str]:
        data = canonical(body)
        return {"body": b64(data), "signature": b64(sign_bytes(self.who.seed, name, data))}

    def enrolment(self) -> dict[str, Any]:
        return enrolment_of(self.who.passkey, self.nonce(), random_bytes(32), "x")

    def more(self) -> dict[str, Any]:
        made = made_by(self.who.passkey, self.nonce(), HASH)
        what = hash_bytes("passkey", self.who.passkey.credential).hex()
        return {"label": "x", **made, "step": self.step("add_passkey", what)}

    def fewer(self) -> dict[str, Any]:
        what = hash_bytes("passkey", self.who.passkey.credential).hex()
        return {"credential": b64(self.who.passkey.credential), "step": self.step("remove_passkey", what)}

    def decided(self, step: Any) -> dict[str, Any]:
        return self.step(step, self.decision.what)

    def device(self) -> dict[str, Any]:
        challenge = self.http.post(f"{self.origin}/v1/device-challenges", json={}).json()["challenge"]
        said = {"v": 1, "type": "device_session", "origin": self.origin, "challenge": challenge}
        return {"statement": self.signed("device", {**said, "device": b64(self.who.sign_public)})}

    def closing(self) -> dict[str, Any]:
        """Of a practice whose root the intruder does not have, relayed by whatever key they have."""
        closing = sign_closing(self.who.seed, OTHER_PRACTICE, "2026-01-01")
        relay = b64(relay_closing(self.who.seed, closing))
        return {"closing": {"body": closing.body, "signature": closing.signature}, "relay": relay}

    def share(self) -> dict[str, Any]:
        record, _ = self.sharing()
        relay = b64(relay_sharing(self.who.seed, record))
        return {
            "record": {"body": record.body, "signature": record.signature},
            "relay": relay,
            "sealed": b64(bytes(1200)),
        }

    def asked_share(self) -> dict[str, Any]:
        record, shares = self.sharing()
        request = sign_request(shares[0], read(record.body_bytes, Sharing), "drill", bytes(1216), datetime.now(UTC))
        return {"request": {"body": request.body, "signature": request.signature}}

    def sharing(self) -> tuple[Signed, tuple[bytes, bytes, bytes]]:
        """Made for a practice whose root the intruder does not have."""
        return new_sharing(self.who.seed, OTHER_PRACTICE, 1, COLLEAGUE, "2026-01-01")

    def release(self) -> dict[str, Any]:
        record = {"v": 1, "type": "web_release", "release": 1, "previous": HASH, "version": "1.0.0", "files": 1}
        record |= {"manifest": HASH, "installation": HASH, "day": "2026-01-01"}
        return {"release": self.signed("web-release", record)}

    def root(self) -> dict[str, Any]:
        record = {"v": 1, "type": "practice_root", "practice": OTHER_PRACTICE, "root": b64(self.who.sign_public)}
        return {"root": self.signed("practice-root", {**record, "name": "Not mine"})}

    def replaced_root(self) -> dict[str, Any]:
        """Of a practice whose root the intruder does not know."""
        seed, old = self.who.seed, sign_public(random_bytes(32))
        request, _ = sign_root_request(seed, OTHER_PRACTICE, 1, old, "Not mine", "root_lost")
        return {"request": {"body": request.body, "signature": request.signature}, "present": ""}

    def send(self, door: Door) -> Answer:
        """Try the door."""
        parts = {**PARTS, "decision": self.decision.name}
        path = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: parts[found[1]], door.path)
        content = self.content(door)
        reading = sign_read(self.who, self.origin, door.method, path, content, datetime.now(UTC))
        headers = {"serment-signature": reading, "content-type": "application/json"}
        if self.who.bearer:
            headers["authorization"] = f"Bearer {self.who.bearer}"
        answer = self.http.request(door.method, self.origin + path, content=content, headers=headers)
        problem = answer.headers.get("content-type", "").startswith("application/problem+json")
        return Answer(answer.status_code, str(answer.json()["code"]) if problem else "")

    def content(self, door: Door) -> bytes:
        body = BODIES.get(door.path)
        if body is None:
            return b""
        made = body(self)
        return made if isinstance(made, bytes) else httpx.Request("POST", "http://x", json=made).content


PARTS = {"before": "0", "request": "0" * 32, "practice": "0" * 32}
CHECKPOINT = Checkpoint(PLATFORM_LOG, 1, bytes(32))
Body = Callable[[Attempt], Any]
BODIES: dict[str, Body] = {
    "/v1/sessions": lambda _: {"email": "nobody@exemple.example", "code": "000000", "handle": b64(bytes(16))},
    "/v1/device-sessions": Attempt.device,
    "/v1/devices": lambda a: {"device": b64(a.who.sign_public)},
    "/v1/devices/remove": lambda a: {"device": b64(a.victim)},
    "/v1/address": lambda _: {"email": "thief@exemple.example", "code": "000000", "handle": b64(bytes(16))},
    "/v1/address/cancel": lambda _: {},
    "/v1/person/erase": lambda _: {"nonce": b64(random_bytes(32)), "whose": "0" * 64},
    "/v1/person/erase/cancel": lambda _: {},
    "/v1/person/erase/veto": lambda _: {"veto": b64(bytes(32))},
    "/v1/phone": lambda _: {"code": "000000", "instead": True, "stop_hash": b64(bytes(32))},
    "/v1/phone/code": lambda _: {"number": "+33639980100", "text": HASH},
    "/v1/phone/choice": lambda _: {"instead": True},
    "/v1/phone/remove": lambda _: {},
    "/v1/phone/stop": lambda _: {"stop": b64(bytes(32))},
    "/v1/address/veto": lambda _: {"veto": b64(bytes(32))},
    "/v1/oprf": lambda _: {"blinded": b64(bytes(32))},
    "/v1/tokens": lambda _: {"purpose": "booking", "key_id": HASH, "blinded": [b64(bytes(256))]},
    "/v1/tickets": lambda _: {"count": 1},
    "/v1/endorsements": Attempt.root,
    "/v1/root-requests": Attempt.replaced_root,
    "/v1/root-requests/{request}/objection": lambda _: {},
    "/v1/closings": Attempt.closing,
    "/v1/shares": Attempt.share,
    "/v1/shares/custody": lambda _: {"practice": OTHER_PRACTICE, "challenge": b64(bytes(32))},
    "/v1/share-requests": Attempt.asked_share,
    "/v1/share-requests/{request}/objection": lambda _: {},
    "/v1/releases": Attempt.release,
    "/add-checkpoint": lambda _: f"old 0\n\n{sign_checkpoint(CHECKPOINT, PLATFORM_LOG, random_bytes(32))}".encode(),
    "/v1/officers/sessions": lambda a: a.step("sign_in"),
    "/v1/officers/invitations": lambda _: {"name": "x", "invitation": HASH},
    "/v1/officers/invited": lambda _: {"invitation": b64(bytes(32))},
    "/v1/officers/enrolments": Attempt.enrolment,
    "/v1/officers/passkeys": Attempt.more,
    "/v1/officers/passkeys/remove": Attempt.fewer,
    "/v1/decisions": lambda _: {"kind": "drill", "reason": "drill", "subject": {}},
    "/v1/decisions/{decision}/approvals": lambda a: a.decided("approve"),
    "/v1/decisions/{decision}/vetoes": lambda a: a.decided("veto"),
}
REFUSALS: dict[str, set[Answer]] = {
    "a code": {Answer(401, "code_refused")},
    "a device": {Answer(401, "device_refused")},
    "a letter": {Answer(404, "change_unknown"), Answer(404, "ending_unknown")},
    "a stop": {Answer(404, "phone_unknown")},
    "an invitation": {Answer(404, "officer_invitation_unknown")},
    "a person": {Answer(401, "session_refused")},
    "a root": {
        Answer(422, "another_practice"),
        Answer(404, "share_not_held"),
        Answer(404, "request_unknown"),
        Answer(404, "replacement_unknown"),
    },
    "a root with the relay": {Answer(422, code) for code in ("bad_signature", "bad_root", "another_practice")},
    "a share": {Answer(404, "share_not_held")},
    "a request": {Answer(404, "request_unknown")},
    "an officer": {Answer(401, "officer_session_refused")},
    "a passkey": {Answer(401, "passkey_refused")},
    "a publisher": {Answer(403, "release_forged")},
    "a log": {Answer(403, "checkpoint_forged")},
}
FOREIGN = {
    # What a person may try at doors that open to them: somebody else's browser, address, practice.
    "/v1/devices/remove": {Answer(409, "device_elsewhere")},
    "/v1/address": {Answer(401, "code_refused")},
    "/v1/endorsements": {Answer(422, "bad_root")},
    "/v1/root-requests": {Answer(409, "replacement_conflict")},
}


def served(installation: Settings) -> set[tuple[str, str]]:
    """Every address that the custodian answers."""
    config = load(installation.home.custodian / CUSTODIAN_FILE)
    found = assemble(config, rooms_of(config.databases), utc_now).addresses
    return {(method, each.path) for each in found for method in (each.methods or set()) - {"HEAD"}}


@pytest.fixture(scope="module")
def waiting(installation: Settings) -> Waiting:
    """A decision that the operator of the custodian's machine asked for."""
    file = installation.home.custodian / CUSTODIAN_FILE
    words = ("decisions", "ask", "--kind", "drill", "--reason", "drill", "--subject", '{"doors":"tried"}')
    line = [program("serment-custodian"), *words, "--config", str(file)]
    name = subprocess.run(line, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    with psycopg.connect(tomllib.loads(file.read_text())["databases"]["officers"]) as connection:
        query = "SELECT body FROM officers.decision WHERE decision = %s"
        [(body,)] = connection.execute(query, [bytes.fromhex(name)]).fetchall()
    return Waiting(name, decision_hash(bytes(body)))


@pytest.fixture(scope="module")
def client(installation: Settings, people: list[Person]) -> Generator[Client]:
    """A secretary of a practice, signed in at the platform."""
    secretary = next(person for person in people if person.role == "secretary")
    found = new_client(installation)
    prove_address(found, installation, secretary.email)
    found.sign_in(secretary.passphrase, "staff")
    yield found
    found.close()


@pytest.fixture(scope="module")
def intruders(installation: Settings, client: Client, http: httpx.Client) -> dict[str, Intruder]:
    """Four sets of credentials, and those of the platform's database."""
    platform = installation.home.platform
    databases = tomllib.loads((platform / PLATFORM_FILE).read_text())["databases"]
    password = str(conninfo_to_dict(databases["owner"])["password"])
    relay, log = (from_b64((platform / name).read_text().strip()) for name in (RELAY_KEY, LOG_KEY))
    origin = installation.origins.custodian
    return {
        "nobody": Intruder("", random_bytes(32), SoftPasskey(origin)),
        "relay": Intruder(b64(relay), relay, SoftPasskey(origin)),
        "operator": Intruder(client.account.session.bearer, log, SoftPasskey(origin)),
        "database": Intruder(b64(password.encode()), log, SoftPasskey(origin)),
        "person": Intruder(session_of_somebody(installation, http), random_bytes(32), SoftPasskey(origin)),
    }


@pytest.fixture(scope="module")
def victim(client: Client) -> bytes:
    """A browser that is remembered for the secretary."""
    return sign_public(client.custodian.register_device())


def session_of_somebody(installation: Settings, http: httpx.Client) -> str:
    """A session of a person who has nothing to do with anybody else here."""
    email, origin = f"somebody.{random_bytes(4).hex()}@exemple.example", installation.origins.custodian
    before = mailbox.names(installation.home.mailbox)
    asked = http.post(f"{origin}/v1/codes", json={"email": email, "language": "fr"}).json()
    code = mailbox.wait_for_code(installation.home.mailbox, email, before)
    proof = {"email": email, "code": code, "handle": asked["handle"]}
    return str(http.post(f"{origin}/v1/sessions", json=proof).json()["session"])


def test_every_address_has_its_line_and_every_line_its_address(installation: Settings) -> None:
    listed = [(door.method, door.path) for door in DOORS]
    assert len(listed) == len(set(listed))
    assert set(listed) == served(installation)


def test_every_door_opens_to_somebody_we_know() -> None:
    assert {door.opens for door in DOORS} == OPENS_TO
    assert set(REFUSALS) == OPENS_TO - {"everybody"}


@pytest.mark.parametrize("door", CLOSED, ids=lambda door: f"{door.method} {door.path}")
@pytest.mark.parametrize("name", ["nobody", "relay", "operator", "database", "person"])
def test_opens_to_no_other(
    installation: Settings,
    http: httpx.Client,
    intruders: dict[str, Intruder],
    waiting: Waiting,
    victim: bytes,
    door: Door,
    name: str,
) -> None:
    attempt = Attempt(installation, http, intruders[name], waiting, victim)
    expected = REFUSALS[door.opens]
    if (name, door.opens) == ("person", "a person"):
        if door.path not in FOREIGN or door.method == "GET":
            return  # It concerns them alone: there is nobody else to name.
        expected = FOREIGN[door.path]
    assert attempt.send(door) in expected


def test_the_decision_still_waits(installation: Settings, waiting: Waiting) -> None:
    file = installation.home.custodian / CUSTODIAN_FILE
    line = [program("serment-custodian"), "decisions", "list", "--config", str(file)]
    told = subprocess.run(line, capture_output=True, text=True, check=True, timeout=60).stdout
    [found] = [each for each in told.splitlines() if each.startswith(waiting.name)]
    assert "asked" in found
    assert "0 of 2" in found
