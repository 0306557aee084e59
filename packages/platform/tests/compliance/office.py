"""Everybody who has a part in a request of an authority, and what they do, over HTTP."""

import hashlib
from dataclasses import dataclass
from typing import Any

import httpx

from ..scheduling.builders import PRACTICE
from ..world import World
from .colleagues import Colleague

LETTER = hashlib.sha256(b"a letter").hexdigest()
VISIT = "01" * 32
SCOPE: dict[str, Any] = {"practice": PRACTICE, "first": "2026-12-01", "last": "2026-12-04", "appointments": []}
QUERY = SCOPE | {"appointments": [VISIT]}
ORDER: dict[str, Any] = {
    "country": "FR",
    "kind": "criminal_court",
    "text": "Code de procédure pénale, 60-1",
    "binding": True,
    "secrecy": False,
    "deadline": "2026-12-20",
    "through": "directly",
    "scope": SCOPE,
}
YES = dict.fromkeys(("agreement", "chapter_v", "necessary", "proportionate", "professional_secrecy"), True)


@dataclass
class Office:
    """Everybody who has a part in it."""

    world: World
    intake: Colleague
    legal: Colleague
    director: Colleague
    security: Colleague
    operator: Colleague
    witness: Colleague

    async def receive(self, **changes: Any) -> str:
        """A letter is registered."""
        body = {"channel": "letter", "letter": LETTER} | changes
        answer = await self.intake.ask("POST", "/authority/requests", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["request"])

    async def take(self, who: Colleague, request: str, act: str, **facts: Any) -> httpx.Response:
        """A step."""
        return await who.ask("POST", f"/authority/requests/{request}/steps", {"act": act, "facts": facts})

    async def steps(self, request: str, *steps: tuple[Colleague, str, dict[str, Any]]) -> None:
        """Several, one after the other."""
        for who, act, facts in steps:
            answer = await self.take(who, request, act, **facts)
            assert answer.status_code == 200, (act, answer.text)

    async def authenticated(self, **changes: Any) -> str:
        """A letter that two persons found genuine."""
        request = await self.receive(**changes)
        heard = {"verdict": "genuine", "number_from": "official_directory", "evidence": LETTER}
        await self.steps(
            request,
            (self.intake, "acknowledge", {"letter": LETTER}),
            (self.legal, "authenticate", {}),
            (self.legal, "attest", heard),
            (self.security, "attest", heard),
        )
        return request

    async def proposed(self, query: dict[str, Any] | None = None, **changes: Any) -> str:
        """A lawful request, whose decision waits."""
        request = await self.authenticated(**changes)
        await self.steps(
            request,
            (self.legal, "qualify", ORDER),
            (self.legal, "tell_controller", {"proof": LETTER}),
            (self.legal, "review", {}),
            (self.legal, "opine", {"opinion": LETTER} | YES),
            (self.security, "propose", {"outcome": "comply", "query": query or QUERY}),
        )
        return request

    async def whole(self, request: str, who: Colleague | None = None) -> dict[str, Any]:
        """A request as it is shown."""
        answer = await (who or self.legal).ask("GET", f"/authority/requests/{request}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def sign(self, who: Colleague, request: str, what: str = "") -> httpx.Response:
        """A signature over the decision."""
        digest = what or (await self.whole(request))["decision_hash"]
        body = {"step": await who.step("approve", digest)}
        return await self.world.http.post(f"/v1/console/authority/requests/{request}/signatures", json=body)
