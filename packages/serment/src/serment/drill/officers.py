"""The custodian's officers in a drill: three people with passkeys in software, of whom one proposes and two sign."""

import asyncio
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from serment.demo.officers import NOTHING, SoftPasskey, enrolment_of, step_by
from serment.drill.scenes import EVERYBODY, HEARD, PAPER, YES, Playing, Scene, order
from serment.errors import CannotProve
from serment.verify.package import verify_package
from serment_custodian import at_work, config
from serment_protocol.acts import OfficerStep, decision_hash
from serment_protocol.disclosure import read_addresses
from serment_protocol.encoding import from_b64
from serment_protocol.notes import read_log_key

NAMES = ("Exercice un", "Exercice deux", "Exercice trois")


@dataclass
class Official:
    """An officer."""

    http: httpx.Client
    passkey: SoftPasskey
    session: str = ""

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        """One request in a session."""
        return self.http.request(method, path, json=body, headers={"authorization": f"Bearer {self.session}"})

    def step(self, step: OfficerStep, what: str = NOTHING) -> dict[str, Any]:
        """A step by their passkey."""
        return step_by(self.passkey, good(self.http.post("/v1/officers/challenges", json={})), step, what)

    def sign_in(self) -> None:
        """Open a session."""
        self.session = str(good(self.http.post("/v1/officers/sessions", json=self.step("sign_in")))["session"])

    def take(self, request: str, act: str, **facts: object) -> httpx.Response:
        """A step of the procedure."""
        return self.ask("POST", f"/v1/console/authority/requests/{request}/steps", {"act": act, "facts": facts})

    def sign(self, request: str, what: str) -> httpx.Response:
        """A signature over a decision."""
        path = f"/v1/console/authority/requests/{request}/signatures"
        return self.ask("POST", path, self.step("approve", what))

    def approve(self, decision: str, body: str) -> None:
        """Let a decision of the officers go through."""
        step = self.step("approve", decision_hash(from_b64(body)))
        good(self.http.post(f"/v1/decisions/{decision}/approvals", json=step))


@dataclass
class Officers:
    """All three, by what they do here."""

    file: Path
    people: Sequence[Official]

    def __getitem__(self, name: str) -> Official:
        return self.people[("proposer", "first", "second").index(name)]

    def whole(self, request: str) -> dict[str, Any]:
        """A request with its steps."""
        return good(self["proposer"].ask("GET", f"/v1/console/authority/requests/{request}"))

    def name(self, address: str) -> str:
        """What stands for an address."""
        return str(good(self["proposer"].ask("POST", "/v1/console/authority/names", {"address": address}))["person"])


def open_officers(file: Path, http: httpx.Client, origin: str) -> Officers:
    """Two of the key ceremony, and a third whom they admit."""
    people: list[Official] = []
    for name in NAMES:
        somebody, secret = Official(http, SoftPasskey(origin)), _invite(file, name)
        nonce = good(http.post("/v1/officers/challenges", json={}))
        good(http.post("/v1/officers/enrolments", json=enrolment_of(somebody.passkey, nonce, secret, "exercice")))
        people.append(somebody)
        if len(people) == len(NAMES):
            _admit(people)
        somebody.sign_in()
    return Officers(file, people)


def everybody(officers: Officers) -> Scene:
    """Everybody's address: contested, and given up."""
    play = _opened(officers)
    play.take("proposer", "qualify", **order(scope=EVERYBODY))
    play.take("proposer", "review")
    play.take("proposer", "opine", opinion=PAPER, **YES)
    proposal = {"outcome": "comply", "query": {"persons": [officers.name("exercice@example.org")]}}
    answer = officers["proposer"].take(play.request, "propose", **proposal)
    play.must_not("too_broad", "everybody's address is proposed", answer)
    play.take("proposer", "challenge", filing=PAPER)
    play.take("proposer", "withdraw", letter=PAPER)
    play.take("proposer", "close", persons="0")
    return play.done("custodian_everybody", "CLOSED")


def one_address(officers: Officers, address: str, folder: Path) -> Scene:
    """One address, lawfully, and under a ban: what leaves is that it opens an account, and the ban has an end."""
    play = _opened(officers)
    scope = {"persons": [officers.name(address)]}
    play.take("proposer", "qualify", **order(scope=scope, secrecy=True))
    play.take("proposer", "contest_secrecy", letter=PAPER)
    play.take("proposer", "review")
    play.take("proposer", "opine", opinion=PAPER, **YES)
    play.take("proposer", "propose", outcome="comply", query=scope)
    play.must_not("proposer_signs", "whoever proposed signs", play.sign("proposer"))
    play.must("the first signature", play.sign("first"), "DECISION_PENDING")
    play.must("the second signature", play.sign("second"), "APPROVED")
    letter = folder.with_name("letter")
    letter.write_text(f"{address}\n")
    asyncio.run(at_work.authority(config.load(officers.file), _building(play.request, letter, folder)))
    found = {each.address for each in read_addresses((folder / "records.ndjson").read_bytes())}
    checked = verify_package(folder, read_log_key(log_key_of(officers.file)))
    as_meant = checked.ok and found == {address}
    (play.went if as_meant else play.wrong).append(f"the answer is checked: {checked.faults or 'good'}")
    openly = officers["proposer"].take(play.request, "disclose", receipt=PAPER)
    play.must_not("secrecy_forbids", "it is handed over as if there were no ban", openly)
    ban = {"receipt": PAPER, "ground": PAPER}
    for_ever = officers["proposer"].take(play.request, "disclose_in_silence", **ban, until="9999-12-31")
    play.must_not("silence_too_long", "the ban never ends", for_ever)
    until = checked.built[:10]
    play.take("proposer", "disclose_in_silence", **ban, until=until)
    return play.done("custodian_one_address", "NOTICE_DEFERRED")


def log_key_of(file: Path) -> str:
    """By which the custodian's log is verified."""
    return at_work.verifier(config.load(file))


def good(answer: httpx.Response) -> dict[str, Any]:
    """The body of an answer that must be good."""
    if answer.is_error:
        raise CannotProve(f"The custodian refused what it should not: {answer.text}")
    return answer.json()


def _opened(officers: Officers) -> Playing:
    """A letter that two officers found genuine."""
    play = Playing(officers)
    play.register(officers["proposer"].ask("POST", "/v1/console/authority/requests", play.letter()))
    play.take("proposer", "acknowledge", letter=PAPER)
    play.take("proposer", "authenticate")
    for who in ("proposer", "first"):
        play.take(who, "attest", verdict="genuine", **HEARD)
    return play


def _invite(file: Path, name: str) -> bytes:
    link, _ = asyncio.run(at_work.in_office(config.load(file), "officers invite", Namespace(name=name)))
    return from_b64(link.rpartition("#")[2])


def _admit(people: Sequence[Official]) -> None:
    first, second, _ = people
    for each in (first, second):
        waiting = good(each.ask("GET", "/v1/officers/overview"))["decisions"]
        asked = next(one for one in waiting if one["kind"] == "add_officer" and one["state"] == "asked")
        each.approve(asked["decision"], asked["body"])


def _building(request: str, letter: Path, folder: Path) -> Namespace:
    return Namespace(what="build", request=request, persons=letter, out=folder)
