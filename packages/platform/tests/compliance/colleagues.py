"""Staff of the console under test, with passkeys in software and steps over HTTP."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx
import msgspec

from serment.demo.officers import NOTHING, SoftPasskey, enrolment_of, step_by
from serment_platform.compliance.authority.desk import StaffDesk
from serment_platform.compliance.staff import Console, Role, console_of
from serment_platform.compliance.staff.enrolment import invite
from serment_platform.compliance.staff.types import Grant
from serment_protocol.acts import OfficerStep
from serment_protocol.console import Admission, StaffInvitation, admission_hash, invitation_hash, revocation_hash
from serment_protocol.primitives import hash_bytes

from ..world import APP, HOST, World


@dataclass
class Colleague:
    """Somebody of the console, with the passkey they hold."""

    world: World
    name: str
    passkey: SoftPasskey
    staff: str = ""
    active: bool = False
    mark: str = ""
    session: str = ""

    async def nonce(self) -> dict[str, str]:
        """A fresh nonce."""
        answer = await self.world.http.post("/v1/console/staff/challenges", json={})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def step(self, step: OfficerStep, what: str = NOTHING) -> dict[str, Any]:
        """The body of a step."""
        return step_by(self.passkey, await self.nonce(), step, what)

    async def sign_in(self) -> httpx.Response:
        """Ask for a session."""
        answer = await self.world.http.post("/v1/console/staff/sessions", json=await self.step("sign_in"))
        self.session = str(answer.json().get("session", ""))
        return answer

    async def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        """One request in a session."""
        if not self.session:
            assert (await self.sign_in()).status_code == 201
        headers = {"authorization": f"Bearer {self.session}"}
        content = None if body is None else msgspec.json.encode(body)
        return await self.world.http.request(method, f"/v1/console{path}", content=content, headers=headers)

    async def confirm(self, other: "Colleague") -> httpx.Response:
        """Let somebody begin, whose mark was read out."""
        listed = (await self.ask("GET", "/staff")).json()["staff"]
        (found,) = [each for each in listed if each["staff"] == other.staff]
        assert found["mark"] == other.mark
        asked = Admission(staff=other.staff, name=found["name"], key=found["key"], roles=tuple(found["roles"]))
        body = {"staff": other.staff, "step": await self.step("approve", admission_hash(asked))}
        return await self.world.http.post("/v1/console/staff/confirmations", json=body)

    async def invite(self, name: str, *roles: Role, **days: str) -> tuple[httpx.Response, bytes]:
        """Invite somebody, by a secret that the server does not see."""
        secret = secrets.token_bytes(32)
        hashed = hash_bytes("officer-invitation", secret).hex()
        days = {"first": "", "last": "", "until": ""} | days
        asked = StaffInvitation(invitation=hashed, name=name, roles=roles, **days)
        body = msgspec.to_builtins(asked) | {"step": await self.step("approve", invitation_hash(asked))}
        return await self.world.http.post("/v1/console/staff/invitations", json=body), secret

    async def revoke(self, secret: bytes) -> httpx.Response:
        """Take an invitation back."""
        hashed = hash_bytes("officer-invitation", secret)
        body = {"invitation": hashed.hex(), "step": await self.step("approve", revocation_hash(hashed))}
        return await self.world.http.post("/v1/console/staff/invitations/revocations", json=body)

    async def dismiss(self, other: "Colleague") -> httpx.Response:
        """Let somebody go."""
        what = hash_bytes("staff-departure", bytes.fromhex(other.staff)).hex()
        body = {"staff": other.staff, "step": await self.step("approve", what)}
        return await self.world.http.post("/v1/console/staff/departures", json=body)


class Founded(NamedTuple):
    """The first two, whom nobody could confirm."""

    legal: Colleague
    director: Colleague


def console(world: World) -> Console:
    """What a command works with."""
    return console_of(world.service)


def desk_of(world: World) -> StaffDesk:
    """Where requests of authorities are worked on."""
    return StaffDesk(console(world))


async def enrol(world: World, name: str, roles: Iterable[Role], **grant: Any) -> Colleague:
    """Somebody who was invited, and made a passkey."""
    return await arrive(world, name, await invite(console(world), name, Grant(frozenset(roles), **grant)))


async def arrive(world: World, name: str, secret: bytes) -> Colleague:
    """Somebody makes a passkey by a link."""
    somebody = Colleague(world, name, SoftPasskey(APP, HOST))
    body = enrolment_of(somebody.passkey, await somebody.nonce(), secret, "Clé de test")
    answer = await world.http.post("/v1/console/staff/enrolments", json=body)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    somebody.staff, somebody.active, somebody.mark = told["staff"], told["active"], told["mark"]
    return somebody


async def founded(world: World) -> Founded:
    """The first two."""
    return Founded(await enrol(world, "Line Aubert", ["legal"]), await enrol(world, "Dino Costa", ["director"]))


async def events(world: World, kind: str = "staff") -> list[dict[str, Any]]:
    """What the evidence says."""
    async with world.service.db("compliance").transaction() as tx:
        found = await world.service.evidence.events(tx, kind=kind)
    return [each.content for each in found if isinstance(each.content, dict)]  # type: ignore[misc]


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem."""
    return answer.status_code, str(answer.json()["code"])
