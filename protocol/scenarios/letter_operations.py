"""Letters and clocks: what a vector's operation does in Python."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from serment_protocol import clocks, letters, requests
from serment_protocol.encoding import from_b64, read_time, write_time
from serment_protocol.errors import BadSignature
from serment_protocol.signing import Signed
from serment_protocol.structure import convert

Values = dict[str, Any]


def plain(value: msgspec.Struct) -> Values:
    """A structure as JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))


def believe_letter(given: Values) -> Values:
    """The cover, believed."""
    desk_keys = given["desk_keys"]

    def desk_key(epoch: int) -> bytes:
        if str(epoch) not in desk_keys:
            raise BadSignature
        return from_b64(desk_keys[str(epoch)])

    posted = letters.Posted(convert(given["letter"], Signed), from_b64(given["sealed"]), from_b64(given["copy"]))
    where = given["practice"], given["appointment"], from_b64(given["manage"])
    return {"cover": plain(letters.believe(posted, *where, desk_key))}


def open_letter(given: Values) -> Values:
    """What is in it."""
    cover = convert(given["cover"], letters.Cover)
    return {"content": plain(letters.open_letter(cover, from_b64(given["sealed"]), from_b64(given["seal_seed"])))}


def open_copy(given: Values) -> Values:
    """What one wrote oneself."""
    cover = convert(given["cover"], letters.Cover)
    return {"content": plain(letters.open_copy(cover, from_b64(given["copy"]), from_b64(given["copy_key"])))}


def clock(given: Values) -> Values:
    """When an answer is due, with more time and without, and from when on it may be given."""
    asked, at = date.fromisoformat(given["asked"][:10]), read_time(given["asked"])
    last, later = (clocks.due(given["clock"], asked, extended=extended) for extended in (False, True))
    return {
        "due": last.isoformat() if last else "",
        "extended": later.isoformat() if later else "",
        "may_extend": clocks.may_extend(given["clock"], asked, date.fromisoformat(given["today"])),
        "opens": write_time(clocks.opens(given["clock"], at)),
    }


def standings(given: Values) -> Values:
    """Where requests stand."""
    covers = [convert(each, letters.Cover) for each in given["covers"]]
    found = requests.standings(covers, date.fromisoformat(given["today"]))
    return {"requests": [plain(each) for each in found]}


OPERATIONS: dict[str, Callable[[Values], Values]] = {
    "believe_letter": believe_letter,
    "open_letter": open_letter,
    "open_letter_copy": open_copy,
    "clock": clock,
    "request_standings": standings,
}
