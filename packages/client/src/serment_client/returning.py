"""Rights that come back after a visit was cancelled in time (SPEC 4): asked for by the visit's key, never by a session.

All that is sent is made out of the visit's seed, which the vault had before there was a visit: whoever is interrupted
asks again, says the same, and is answered the same. The custodian is asked later, with whatever else there is to fetch,
so that its hour is not that of the cancelling.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import msgspec

from serment_client.context import Context
from serment_client.custodian import Custodian
from serment_client.errors import ClientError, Refused
from serment_client.pools import mark
from serment_client.state import KeptReturn, KeptToken
from serment_protocol.appointments import manage_keys
from serment_protocol.encoding import b64, from_b64, write_time
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.reads import sign_read
from serment_protocol.returns import due_of, request_return
from serment_protocol.signing import Signed
from serment_protocol.tokens import IssuerKey, finish_token

LEAST_LEFT = timedelta(days=1)
"""A key that issues for less than this is passed over for the next week's: who signs in tomorrow would be late."""
FINAL = frozenset({"right_not_due", "appointment_unknown"})
"""Nothing is due, and will not be."""


class DueAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/appointments/{id}/right`."""

    due: Signed


class Returns:
    """What comes back to this device."""

    def __init__(self, context: Context, custodian: Custodian) -> None:
        self._context = context
        self._custodian = custodian

    def ask(self, cancelled: Iterable[str]) -> None:
        """Have the platform say what is due for these seeds, once; a custodian that is away is asked another day."""
        content = self._context.state.content
        known = {*content.returned, *(mark(kept.seed) for kept in content.returns)}
        new = [seed for seed in cancelled if mark(seed) not in known]
        waiting = [kept for kept in content.returns if kept.due is None]
        if not new and not waiting:
            return
        try:
            if new:
                self._note(new, self._custodian.booking_keys())
            for kept in [each for each in content.returns if each.due is None]:
                self._ask(kept)
        except (ClientError, ProtocolRefusal):
            return

    def claim(self) -> int:
        """Have the custodian sign what the platform said is due; how many rights came back."""
        content, now = self._context.state.content, self._context.now()
        claimed = 0
        for kept in tuple(content.returns):
            if kept.issue_until <= now:
                self._settle(kept)
            elif kept.due is not None and kept.issue_from <= now:
                modulus = from_b64(kept.modulus)
                request = request_return(from_b64(kept.seed), self._context.installation.name, modulus)
                signature = self._custodian.sign_return(kept.due)
                token = b64(finish_token(request, modulus, signature))
                content.tokens.append(KeptToken("booking", token, kept.redeem_until))
                self._settle(kept)
                claimed += 1
        return claimed

    def _note(self, seeds: Sequence[str], keys: Sequence[IssuerKey]) -> None:
        """Write down what will be asked, and under which key, before it is."""
        enough = write_time(self._context.clock() + LEAST_LEFT)
        lasting = sorted((key for key in keys if key.issue_until > enough), key=lambda each: each.issue_from)
        if lasting:
            key, content = lasting[0], self._context.state.content
            content.returns += [
                KeptReturn(seed, key.modulus, key.issue_from, key.issue_until, key.redeem_until) for seed in seeds
            ]
            self._context.state.save()

    def _ask(self, kept: KeptReturn) -> None:
        seed, modulus = from_b64(kept.seed), from_b64(kept.modulus)
        due, keys = due_of(request_return(seed, self._context.installation.name, modulus), modulus), manage_keys(seed)
        url = self._context.platform_url(f"/appointments/{keys.appointment}/right")
        body = {"key": due.key, "blinded": due.blinded}
        origin, now = self._context.installation.platform.origin, self._context.clock()
        data = msgspec.json.encode(body)
        header = sign_read(keys, origin, "POST", urlsplit(url).path, data, now)
        try:
            answer = self._context.transport.ask(DueAnswer, "POST", url, body, headers={"Serment-Signature": header})
        except Refused as refusal:
            if refusal.code not in FINAL:
                raise
            self._settle(kept)
            return
        content = self._context.state.content
        place = content.returns.index(kept)
        content.returns[place] = msgspec.structs.replace(kept, due=answer.due)
        self._context.state.save()

    def _settle(self, kept: KeptReturn) -> None:
        content = self._context.state.content
        content.returns.remove(kept)
        content.returned = sorted({*content.returned, mark(kept.seed)})
        self._context.state.save()
