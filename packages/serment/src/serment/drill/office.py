"""The operator's office of a drill: people with passkeys in software, who work through the console as real ones do."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from serment.demo.officers import NOTHING, SoftPasskey, enrolment_of, step_by
from serment.errors import CannotProve
from serment_platform import config
from serment_platform.compliance.staff import Role
from serment_platform.compliance.staff.commands import console_at
from serment_platform.compliance.staff.enrolment import invite
from serment_platform.compliance.staff.types import Grant
from serment_protocol.acts import OfficerStep
from serment_protocol.console import Admission, admission_hash

CONSOLE = "/v1/console"
# The first two are founders; who comes third is confirmed by one of them.
OFFICE: Mapping[str, Sequence[Role]] = {
    "legal": ["legal"],
    "director": ["director"],
    "security": ["security_officer"],
    "intake": ["intake"],
    "witness": ["witness"],
}


@dataclass
class Colleague:
    """Somebody of the console."""

    http: httpx.Client
    passkey: SoftPasskey
    staff: str = ""
    session: str = ""

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        """One request in a session."""
        headers = {"authorization": f"Bearer {self.session}"}
        return self.http.request(method, f"{CONSOLE}{path}", json=body, headers=headers)

    def step(self, step: OfficerStep, what: str = NOTHING) -> dict[str, Any]:
        """A step by their passkey."""
        nonce = _good(self.http.post(f"{CONSOLE}/staff/challenges", json={}))
        return step_by(self.passkey, nonce, step, what)

    def sign_in(self) -> None:
        """Open a session."""
        told = _good(self.http.post(f"{CONSOLE}/staff/sessions", json=self.step("sign_in")))
        self.session = str(told["session"])

    def take(self, request: str, act: str, **facts: object) -> httpx.Response:
        """A step of the procedure."""
        return self.ask("POST", f"/authority/requests/{request}/steps", {"act": act, "facts": facts})

    def sign(self, request: str, what: str) -> httpx.Response:
        """A signature over a decision."""
        body = {"step": self.step("approve", what)}
        return self.http.post(f"{CONSOLE}/authority/requests/{request}/signatures", json=body)

    def seal(self, request: str, what: str) -> httpx.Response:
        """The witness's word."""
        return self.http.post(f"{CONSOLE}/authority/requests/{request}/seal", json={"step": self.step("approve", what)})


@dataclass
class Office:
    """Everybody, by what they are."""

    file: Path
    people: dict[str, Colleague] = field(default_factory=dict[str, Colleague])

    def __getitem__(self, name: str) -> Colleague:
        return self.people[name]

    def whole(self, request: str) -> dict[str, Any]:
        """A request with its steps."""
        return _good(self["legal"].ask("GET", f"/authority/requests/{request}"))


def open_office(file: Path, http: httpx.Client, origin: str) -> Office:
    """Invite everybody by the operator's command, let them make passkeys, confirm who must be."""
    secrets = asyncio.run(_invite(file))
    office = Office(file)
    for name, secret in secrets.items():
        somebody = Colleague(http, SoftPasskey(origin))
        nonce = _good(http.post(f"{CONSOLE}/staff/challenges", json={}))
        body = enrolment_of(somebody.passkey, nonce, secret, "exercice")
        told = _good(http.post(f"{CONSOLE}/staff/enrolments", json=body))
        somebody.staff, office.people[name] = str(told["staff"]), somebody
        if not told["active"]:
            confirm(office["director"], somebody.staff)
        somebody.sign_in()
    return office


async def _invite(file: Path) -> dict[str, bytes]:
    async with console_at(config.load(file)) as console:
        return {name: await invite(console, f"Exercice {name}", Grant(frozenset(OFFICE[name]))) for name in OFFICE}


def confirm(by: Colleague, staff: str) -> None:
    """Let a candidate begin."""
    listed = _good(by.ask("GET", "/staff"))["staff"]
    found = next(each for each in listed if each["staff"] == staff)
    asked = Admission(staff=staff, name=found["name"], key=found["key"], roles=tuple(found["roles"]))
    body = {"staff": staff, "step": by.step("approve", admission_hash(asked))}
    answer = by.http.post(f"{CONSOLE}/staff/confirmations", json=body)
    if answer.is_error:
        raise CannotProve(f"A colleague could not be confirmed: {answer.text}")


def _good(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise CannotProve(f"The console refused what it should not: {answer.text}")
    return answer.json()
