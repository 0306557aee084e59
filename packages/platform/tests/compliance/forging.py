"""What whoever has the database and not the key of the evidence can write into the chain."""

from serment_kernel.database import Tx
from serment_kernel.evidence import Chain, Event, store
from serment_kernel.evidence.chain import moment
from serment_protocol.encoding import Json, canonical
from serment_protocol.evidence import event_hash, write_event

from .builders import NOW

ANY_BYTES = bytes(range(64))


async def forge(tx: Tx, chain: Chain, kind: str, content: Json) -> Event:
    """An event that follows the last one, with the hash it must have, which nobody signed."""
    head, body = await store.lock_head(tx), canonical(content)
    at = moment(NOW, head)
    made = event_hash(write_event(chain.origin, head.total, at, kind, body, head.hash))
    event = Event(chain.origin, head.total, at, kind, body, head.hash, made, ANY_BYTES)
    await store.add_event(tx, event)
    return event
