"""What a practice is told of a request about it: what was asked for, then what was given. Pure.

The platform knows nobody; whoever a visit is of, the practice's own client says. While a ban on telling stands, there
is no notice: the one that comes after it says until when it was silent.
"""

import msgspec

from serment_kernel.authority.types import File
from serment_platform.compliance.authority.types import Scope
from serment_protocol.disclosure import AuthorityDecision

ASKED, GIVEN = "tell_controller", frozenset({"disclose", "tell_persons"})


class Told(msgspec.Struct, frozen=True):
    """A notice, as the practice's client reads it."""

    stage: str
    """`asked`, or `given`: handed over."""
    request: str
    country: str
    kind: str
    text: str
    """The provision that it rests on."""
    first: str
    last: str
    appointments: tuple[str, ...]
    """Those named one by one: in the letter, or in what was handed over."""
    silent_until: str
    """The last day of a ban on telling, where one was noted; empty otherwise."""
    drill: bool


def notice_of(file: File, act: str) -> tuple[str, Told] | None:
    """Whom a step lets us tell, and what; nothing for most steps, and for a request that names no practice."""
    asked = Scope("", "", "", ()) if not isinstance(file.scope, Scope) else file.scope
    if act == ASKED:
        return _told(file, asked, "asked")
    if act not in GIVEN or _is_banned(file) != (act == "tell_persons"):
        return None
    query = file.decision.query if isinstance(file.decision, AuthorityDecision) else None
    return _told(file, Scope(query.practice, query.first, query.last, query.appointments), "given") if query else None


def _is_banned(file: File) -> bool:
    """Whether a ban kept the practice from being told before: then it hears of everything with the persons."""
    return bool(file.qualified and file.qualified.secrecy) and file.controller_told is None


def _told(file: File, scope: Scope, stage: str) -> tuple[str, Told] | None:
    qualified = file.qualified
    if not scope.practice or qualified is None:
        return None
    until = file.deferred.until if file.deferred else ""
    parts = (qualified.country, qualified.kind, qualified.text, scope.first, scope.last, scope.appointments)
    return scope.practice, Told(stage, file.request, *parts, until, file.received.drill)
