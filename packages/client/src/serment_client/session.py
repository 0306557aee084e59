"""An open account: its root key in memory, its session at the platform."""

from typing import Literal, TypeVar

import msgspec

from serment_client.context import Context
from serment_client.errors import Refused, WayUnlisted
from serment_client.transport import Body
from serment_protocol.accounts import Audience, WayIn, open_root, sign_in
from serment_protocol.encoding import from_b64

T = TypeVar("T")
UNAUTHORIZED = 401


class ChallengeAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/challenges`."""

    challenge: str


class SessionAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/sessions`."""

    session: str
    account: str
    audience: Literal["patient", "staff"]
    sealed_root: str


def start_session(context: Context, way: WayIn) -> SessionAnswer:
    """Sign a challenge with this way in."""
    url = context.platform_url
    challenge = context.transport.ask(ChallengeAnswer, "POST", url("/challenges"), {}).challenge
    statement = sign_in(way, context.installation.platform.origin, challenge)
    return context.transport.ask(SessionAnswer, "POST", url("/sessions"), {"statement": statement}, again=False)


class Session:
    """A session that is renewed once it has run out: the way in is still in memory."""

    def __init__(self, context: Context, way: WayIn, account: str, root: bytes, bearer: str) -> None:
        self.context = context
        self.way = way
        self.account = account
        self.root = root
        self.bearer = bearer

    @classmethod
    def open(cls, context: Context, way: WayIn) -> "Session":
        """Sign in; the answer must be of this way's audience and hold a root key sealed to it."""
        answer = start_session(context, way)
        if answer.audience != way.audience:
            raise WayUnlisted
        root = open_root(from_b64(answer.sealed_root), answer.account, way)
        return cls(context, way, answer.account, root, answer.session)

    @property
    def audience(self) -> Audience:
        """Whether this is a patient's account or one of staff."""
        return self.way.audience

    def ask(self, kind: type[T], method: str, path: str, body: Body | None = None, *, again: bool = True) -> T:
        """An answer of the platform to this account."""
        url, transport = self.context.platform_url(path), self.context.transport
        try:
            return transport.ask(kind, method, url, body, session=self.bearer, again=again)
        except Refused as refusal:
            self._renew_after(refusal)
            return transport.ask(kind, method, url, body, session=self.bearer, again=again)

    def tell(self, method: str, path: str, body: Body | None = None, *, again: bool = True) -> None:
        """A request whose answer is empty or does not matter."""
        url, transport = self.context.platform_url(path), self.context.transport
        try:
            transport.send(method, url, body, session=self.bearer, again=again)
        except Refused as refusal:
            self._renew_after(refusal)
            transport.send(method, url, body, session=self.bearer, again=again)

    def enter_again(self, way: WayIn) -> None:
        """Go on by another way in of the same account."""
        self.bearer = start_session(self.context, way).session
        self.way = way

    def leave(self) -> None:
        """End the session."""
        self.context.transport.send("DELETE", self.context.platform_url("/sessions/current"), session=self.bearer)

    def _renew_after(self, refusal: Refused) -> None:
        if refusal.status != UNAUTHORIZED:
            raise refusal
        self.bearer = start_session(self.context, self.way).session
