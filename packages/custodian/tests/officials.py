"""Officers of a custodian under test, with passkeys in software and steps over HTTP."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx

from serment.demo.officers import NOTHING, SoftPasskey, enrolment_of, made_by, step_by
from serment_custodian.officers import DecisionId
from serment_custodian.officers.enrolment import invitation_hash, invite
from serment_protocol.acts import ACT, Act, OfficerStep, decision_hash
from serment_protocol.encoding import b64
from serment_protocol.primitives import hash_bytes
from serment_protocol.signing import Signed, verify
from serment_protocol.structure import read
from serment_protocol.transparency import Entry

from .house import House


@dataclass
class Official:
    """Somebody who decides, with the passkey they hold."""

    house: House
    name: str
    passkey: SoftPasskey
    session: str = ""
    enrolled: dict[str, Any] = field(default_factory=dict[str, Any])

    async def nonce(self) -> dict[str, str]:
        """A fresh nonce."""
        answer = await self.house.post("/v1/officers/challenges", {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def step(self, step: OfficerStep, what: str = NOTHING) -> dict[str, Any]:
        """The body of a step."""
        return step_by(self.passkey, await self.nonce(), step, what)

    async def sign_in(self) -> str:
        """A session."""
        answer = await self.house.post("/v1/officers/sessions", await self.step("sign_in"))
        assert answer.status_code == 201, answer.text
        self.session = str(answer.json()["session"])
        return self.session

    async def look(self, language: str = "fr") -> dict[str, Any]:
        """Their page's content."""
        headers = {"Authorization": f"Bearer {self.session or await self.sign_in()}", "Accept-Language": language}
        answer = await self.house.http.get("/v1/officers/overview", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def decide(self, decision: DecisionId, step: OfficerStep = "approve") -> httpx.Response:
        """Approve or veto."""
        where = {"approve": "approvals", "veto": "vetoes"}[step]
        body = await self.step(step, await self.what(decision))
        return await self.house.post(f"/v1/decisions/{decision.hex()}/{where}", body)

    async def what(self, decision: DecisionId) -> str:
        """The hash that a step about this decision names; computed here, from the decision itself."""
        async with self.house.running.rooms.officers.transaction() as tx:
            cursor = await tx.execute("SELECT body FROM officers.decision WHERE decision = %s", [decision])
            [(body,)] = await cursor.fetchall()
        return decision_hash(bytes(body))


async def enrol(house: House, name: str, secret: bytes = b"", passkey: SoftPasskey | None = None) -> Official:
    """Somebody who was invited, and made a passkey."""
    secret = secret or secrets.token_bytes(32)
    await invite(house.running.decisions.office, name, invitation_hash(secret))
    official = Official(house, name, passkey or SoftPasskey(house.url))
    body = enrolment_of(official.passkey, await official.nonce(), secret, "Clé de test")
    answer = await house.post("/v1/officers/enrolments", body)
    assert answer.status_code == 201, answer.text
    official.enrolled = answer.json()
    return official


async def ceremony(house: House) -> tuple[Official, Official]:
    """The first two officers."""
    return await enrol(house, "Ada Vasseur"), await enrol(house, "Basile Roy")


async def acts(house: House) -> list[Act]:
    """Every act in the log, each with a good signature."""
    found: list[Act] = []
    async with house.running.rooms.ledger.transaction() as tx:
        cursor = await tx.execute("SELECT entry FROM ledger.leaf ORDER BY index")
        leaves = [bytes(row[0]) for row in await cursor.fetchall()]
    for leaf in leaves:
        entry = read(leaf, Entry)
        if entry.kind == "custodian_act":
            found.append(verify(house.running.ledger.log.public, ACT, Signed(entry.body, entry.signature), Act))
    return found


async def another_passkey(official: Official) -> Official:
    """The same officer with another passkey."""
    new = SoftPasskey(official.house.url)
    me = bytes.fromhex(str((await official.look())["me"]))
    made = made_by(new, await official.nonce(), hash_bytes("officer", me).hex())
    step = await official.step("add_passkey", hash_bytes("passkey", new.credential).hex())
    answer = await official.house.post("/v1/officers/passkeys", {"label": "Seconde", **made, "step": step})
    assert answer.status_code == 201, answer.text
    return Official(official.house, official.name, new)


async def remove_passkey(by: Official, whose: Official) -> None:
    """Let an officer forget a passkey of theirs, by another."""
    credential = whose.passkey.credential
    step = await by.step("remove_passkey", hash_bytes("passkey", credential).hex())
    answer = await by.house.post("/v1/officers/passkeys/remove", {"credential": b64(credential), "step": step})
    assert answer.status_code == 204, answer.text


async def pending(official: Official, kind: str) -> dict[str, object]:
    """The one decision of this kind that waits."""
    [found] = [each for each in (await official.look())["decisions"] if each["kind"] == kind]
    return found


def id_of(decision: dict[str, object]) -> DecisionId:
    """Its id."""
    return DecisionId(bytes.fromhex(str(decision["decision"])))


async def decide(decision: DecisionId, *officials: Official) -> str:
    """What becomes of a decision that these officers approve."""
    states = [(await each.decide(decision)).json()["state"] for each in officials]
    return str(states[-1])


async def admitted(house: House, first: Official, second: Official) -> Official:
    """A third officer."""
    third = await enrol(house, "Clémence Aubry")
    await decide(id_of(await pending(first, "add_officer")), first, second)
    house.clock.advance(days=1)
    first.session = second.session = ""
    await house.running.decisions.carry_out_ripe()
    return third
