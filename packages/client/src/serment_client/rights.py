"""The stock of rights and tickets: fetched in batches, never at the moment of a booking."""

from contextlib import suppress
from datetime import date, timedelta

from serment_client.context import Context
from serment_client.custodian import Custodian
from serment_client.errors import ClientError, Refused, RightsMissing, RightsUsedUp
from serment_client.returning import Returns
from serment_client.state import KeptToken
from serment_protocol.encoding import b64, from_b64, read_day, write_day
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.tokens import Purpose

# Enough for a family's month, little enough that a lost device loses little.
STOCK_SIZE = 6
REFILL_BELOW = 4
TOO_MANY = 429
EXHAUSTED = "tokens_exhausted"


class Rights:
    """What this device has in stock."""

    def __init__(self, context: Context, custodian: Custodian) -> None:
        self._context = context
        self._custodian = custodian
        self.returns = Returns(context, custodian)

    def count(self, purpose: Purpose) -> int:
        """How many rights for this purpose can still be used."""
        now = self._context.now()
        tokens = self._context.state.content.tokens
        return sum(1 for token in tokens if token.purpose == purpose and token.redeem_until > now)

    def fill(self) -> None:
        """Take what came back; refill what runs low, if the custodian knows us now and this week's budget allows."""
        with suppress(ClientError, ProtocolRefusal):  # What is due stays due.
            self.returns.claim()
        if not self._custodian.is_open:
            return
        try:
            self._refill()
        except Refused as refusal:
            if refusal.status != TOO_MANY:
                raise

    def _refill(self) -> None:
        if (tokens := self.count("booking")) < REFILL_BELOW:
            self._fetch_what_is_left(STOCK_SIZE - tokens)
        content = self._context.state.content
        if len(content.tickets) < REFILL_BELOW:
            content.tickets += self._custodian.fetch_tickets(STOCK_SIZE - len(content.tickets))
            self._context.state.save()

    def _fetch_what_is_left(self, wanted: int) -> None:
        """Fewer where this week's budget has not so many: nobody is told how many it has, so halves are tried."""
        batch = wanted
        while batch:
            try:
                self.fetch("booking", batch)
            except Refused as refusal:
                if refusal.code != EXHAUSTED:
                    raise
                batch //= 2
            else:
                wanted -= batch
                batch = min(batch, wanted)
        self._context.state.content.rights_from = write_day(self._monday()) if wanted else ""
        self._context.state.save()

    def _monday(self) -> date:
        today = read_day(self._context.today())
        return today + timedelta(days=8 - today.isoweekday())

    def fetch(self, purpose: Purpose, count: int) -> None:
        """Fetch so many rights."""
        self._context.state.content.tokens += self._custodian.fetch_tokens(purpose, count)
        self._context.state.save()

    def take(self, purpose: Purpose) -> KeptToken:
        """Take one right out of the stock; what has run out is dropped on the way."""
        now, content = self._context.now(), self._context.state.content
        content.tokens = [token for token in content.tokens if token.redeem_until > now]
        taken = next((token for token in content.tokens if token.purpose == purpose), None)
        if taken is None:
            raise RightsUsedUp if purpose == "booking" and content.rights_from > now else RightsMissing
        content.tokens.remove(taken)
        self._context.state.save()
        return taken

    def give_back(self, token: KeptToken) -> None:
        """A request that failed spent nothing."""
        self._context.state.content.tokens.append(token)
        self._context.state.save()

    def take_ticket(self) -> bytes | None:
        """Take one ticket out of the stock, if there is one."""
        content = self._context.state.content
        if not content.tickets:
            return None
        ticket = from_b64(content.tickets.pop())
        self._context.state.save()
        return ticket

    def give_ticket_back(self, ticket: bytes) -> None:
        """The ticket was not used."""
        self._context.state.content.tickets.append(b64(ticket))
        self._context.state.save()
