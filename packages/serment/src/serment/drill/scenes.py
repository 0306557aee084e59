"""Four requests of authorities, played: a forged one, one that asks for everything, a secret one, a lawful one.

Every scene says what must be refused on the way; a drill in which something went through that must not has failed.
"""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx
import msgspec

from serment.drill.office import Office
from serment.verify.package import verify_package
from serment_kernel.authority.types import RequestId
from serment_kernel.database import Database
from serment_kernel.keyfiles import read_key_file
from serment_kernel.merkle_log import MerkleLog
from serment_platform import config
from serment_platform.compliance.authority.desk import StaffDesk
from serment_platform.compliance.authority.package import Site, build
from serment_platform.compliance.staff.commands import console_at
from serment_protocol.notes import read_log_key
from serment_protocol.primitives import sha256

PAPER = sha256(b"a letter of a drill").hex()
HEARD = {"number_from": "official_directory", "evidence": PAPER}
YES = dict.fromkeys(("agreement", "chapter_v", "necessary", "proportionate", "professional_secrecy"), True)
EVERYBODY: dict[str, Any] = {"persons": []}
EVERYTHING: dict[str, Any] = {"practice": "", "first": "", "last": "", "appointments": []}


class Scene(msgspec.Struct, frozen=True):
    """How one request went."""

    name: str
    ok: bool
    ended: str
    went: list[str]
    """What was done, and what was refused by which code."""
    wrong: list[str]


class Somebody(Protocol):
    """Whoever takes steps."""

    def take(self, request: str, act: str, **facts: object) -> httpx.Response: ...

    def sign(self, request: str, what: str) -> httpx.Response: ...


class Desk(Protocol):
    """Where they do, at either hand."""

    def __getitem__(self, name: str) -> Somebody: ...

    def whole(self, request: str) -> dict[str, Any]: ...


@dataclass
class Playing:
    """One request on its way."""

    office: Desk
    request: str = ""
    went: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])

    def letter(self, channel: str = "letter") -> dict[str, Any]:
        """What is registered, as a drill."""
        return {"channel": channel, "letter": PAPER, "drill": True}

    def register(self, answer: httpx.Response) -> None:
        """It was registered."""
        self.request = str(self._good("receive", answer)["request"])

    def take(self, who: str, act: str, **facts: object) -> None:
        """Something that must go."""
        self._good(act, self.office[who].take(self.request, act, **facts))

    def must_not(self, code: str, what: str, answer: httpx.Response) -> None:
        """Something that must be refused, for this reason."""
        found = answer.json().get("code", "") if answer.is_error else "nothing"
        (self.went if found == code else self.wrong).append(f"{what}: refused by {found}")

    def authenticate(self, verdict: str = "genuine") -> None:
        """Two persons call back."""
        self.take("intake", "acknowledge", letter=PAPER)
        self.take("legal", "authenticate")
        self.take("legal", "attest", verdict=verdict, **HEARD)
        self.must_not(
            "two_must_ask", "one person alone qualifies", self.office["legal"].take(self.request, "qualify", **order())
        )
        self.take("security", "attest", verdict=verdict, **HEARD)

    def review(self) -> None:
        """A written opinion that says yes to everything."""
        self.take("legal", "review")
        self.take("legal", "opine", opinion=PAPER, **YES)

    def sign(self, who: str) -> httpx.Response:
        """A signature over the decision that waits."""
        return self.office[who].sign(self.request, str(self.office.whole(self.request)["decision_hash"]))

    def done(self, name: str, ended: str) -> Scene:
        """How it went; another end than the one that was meant is wrong."""
        state = str(self.office.whole(self.request)["request"]["state"])
        if state != ended:
            self.wrong.append(f"ended as {state} and not as {ended}")
        return Scene(name, not self.wrong, state, self.went, self.wrong)

    def must(self, what: str, answer: httpx.Response, state: str) -> None:
        """Something that must bring it there."""
        found = str(answer.json().get("state", answer.json().get("code", "")))
        (self.went if found == state else self.wrong).append(f"{what}: {found}")

    def _good(self, what: str, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_error:
            self.wrong.append(f"{what}: {answer.json().get('code', answer.status_code)}")
            return {"request": self.request}
        self.went.append(what)
        return answer.json()


def order(**changes: object) -> dict[str, Any]:
    """What a letter asks for."""
    return {
        "country": "FR",
        "kind": "criminal_court",
        "text": "exercice",
        "binding": True,
        "secrecy": False,
        "deadline": "",
        "through": "directly",
        "scope": EVERYTHING,
    } | changes


def receive(office: Office, play: Playing, channel: str = "letter") -> None:
    """Registered at the platform."""
    play.register(office["intake"].ask("POST", "/authority/requests", play.letter(channel)))


def forged(office: Office) -> Scene:
    """Nobody at the court wrote it; and a call alone goes nowhere."""
    call = Playing(office)
    receive(office, call, "call")
    call.must_not("only_on_paper", "a call goes on", office["legal"].take(call.request, "authenticate"))
    play = Playing(office, went=call.went, wrong=call.wrong)
    receive(office, play)
    play.authenticate("forged")
    play.must_not(
        "two_must_ask", "a forged letter is qualified", office["legal"].take(play.request, "qualify", **order())
    )
    play.take("legal", "reject")
    play.take("legal", "close", persons="0")
    return play.done("forged", "CLOSED")


def over_broad(office: Office, query: dict[str, Any]) -> Scene:
    """Everything about everybody: contested, narrowed to nothing that is ours to give, withdrawn."""
    play = Playing(office)
    receive(office, play)
    play.authenticate()
    play.take("legal", "qualify", **order())
    play.take("legal", "tell_controller", proof=PAPER)
    play.review()
    proposal = {"outcome": "comply", "query": query}
    play.must_not(
        "too_broad", "a general request is proposed", office["security"].take(play.request, "propose", **proposal)
    )
    play.take("legal", "challenge", filing=PAPER)
    play.take("legal", "withdraw", letter=PAPER)
    play.take("legal", "close", persons="0")
    return play.done("over_broad", "CLOSED")


def secret(office: Office, query: dict[str, Any]) -> Scene:
    """A ban on telling, and two persons of whom only one signs: silence is a refusal."""
    play = Playing(office)
    receive(office, play)
    play.authenticate()
    play.take("legal", "qualify", **order(secrecy=True, scope={**query, "appointments": []}))
    told = office["legal"].take(play.request, "tell_controller", proof=PAPER)
    play.must_not("secrecy_forbids", "the practice is told in spite of the ban", told)
    play.take("legal", "contest_secrecy", letter=PAPER)
    play.review()
    play.take("security", "propose", outcome="comply", query=query)
    play.must_not("proposer_signs", "whoever proposed signs", play.sign("security"))
    play.must_not("role_missing", "intake signs", play.sign("intake"))
    play.must("one signature alone", play.sign("director"), "DECISION_PENDING")
    play.must_not("not_now", "something is handed over", office["legal"].take(play.request, "disclose", receipt=PAPER))
    play.take("director", "refuse", reason="other")
    play.take("legal", "close", persons="0")
    return play.done("secret", "CLOSED")


def lawful(office: Office, query: dict[str, Any], folder: Path) -> Scene:
    """A narrow order, two signatures, a package of ciphertext that anybody can check, a witness."""
    play = Playing(office)
    receive(office, play)
    play.authenticate()
    play.take("legal", "qualify", **order(scope={**query, "appointments": []}))
    play.take("legal", "tell_controller", proof=PAPER)
    play.review()
    play.take("security", "propose", outcome="comply", query=query)
    play.must("the first signature", play.sign("legal"), "DECISION_PENDING")
    play.must("the second signature", play.sign("director"), "APPROVED")
    verifier = asyncio.run(_build(office.file, play.request, folder))
    found = verify_package(folder, read_log_key(verifier))
    (play.went if found.ok and found.drill else play.wrong).append(f"the package is checked: {found.faults or 'good'}")
    what = str(office.whole(play.request)["manifest_hash"])
    play.must_not("role_missing", "the director seals", office["director"].seal(play.request, what))
    play.must("the witness seals", office["witness"].seal(play.request, what), "SEALED")
    play.take("legal", "disclose", receipt=PAPER)
    play.take("legal", "tell_persons", proof=PAPER)
    play.take("legal", "close", persons="1-9")
    return play.done("lawful", "CLOSED")


async def _build(file: Path, request: str, folder: Path) -> str:
    loaded = config.load(file)
    keys = Database(loaded.databases.of("keys"), size=1)
    log = MerkleLog(keys, "keys", loaded.log.origin, read_key_file(Path(loaded.log.key_file)))
    async with console_at(loaded) as console:
        site = Site(loaded.databases.of(config.DISCLOSURE), log, folder)
        await build(StaffDesk(console), site, RequestId(bytes.fromhex(request)))
    return log.verifier
