"""Who enters a practice that wants more than a passphrase."""

from collections.abc import Iterator

from scenarios.base import Fixtures, Values, Vector, plain, seed
from scenarios.practices import Practice
from serment_protocol.encoding import b64

AREA = "entry"
LOCATORS = {kind: seed(f"way {kind}").hex() for kind in ("passphrase", "kit", "browser", "passkey", "unlisted")}


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    free = plain(Practice(fixtures).members[2])
    listed = [way(kind) for kind in LOCATORS if kind != "unlisted"]
    given: Values = {"members": {**free, "policy": {"entry": "strong"}}, "ways": listed}

    def entry(case: str, opened_by: str, held: str = "", expect: str = "way_too_weak", **change: object) -> Vector:
        locators = {"opened_by": LOCATORS[opened_by], "held": LOCATORS.get(held, "")}
        return Vector(AREA, case, "require_entry", {**given, **locators, **change}, expect)

    for kind in ("kit", "browser", "passkey"):
        yield entry(f"by_a_{kind}", kind, expect="accepted")
    yield entry("by_a_passphrase", "passphrase")
    yield entry("by_a_passphrase_on_a_known_browser", "passphrase", "browser", expect="accepted")
    yield entry("by_a_passphrase_on_a_browser_taken_off_the_list", "passphrase", "unlisted")
    yield entry("by_a_passphrase_on_a_browser_that_names_a_kit", "passphrase", "kit")
    yield entry("by_a_way_taken_off_the_list", "unlisted")
    yield entry("by_a_passphrase_where_nothing_is_wanted", "passphrase", expect="accepted", members=free)


def way(kind: str) -> Values:
    """A way in, as a vault lists it."""
    listed: Values = {"kind": kind, "locator": LOCATORS[kind], "name": "", "added": "2026-01-05"}
    return {**listed, "credential": b64(seed("credential", 16))} if kind == "passkey" else listed
