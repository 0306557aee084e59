"""Every address that a browser can open, and what to put in the place of its values.

A test holds `ROOMS` together with the app's own table of routes.
"""

from typing import Literal, NamedTuple

Who = Literal["anybody", "patient", "staff"]
PUBLIC = ("/", "/comment-ca-marche", "/securite", "/no-such-page")
OFFICERS = ("/officers", "/officers/fr", "/officers/en")


class Room(NamedTuple):
    """A room of the app: the pattern of its fragment, and who it is for."""

    pattern: str
    who: Who
    values: tuple[str, ...] = ()
    """Names of `Stay`'s fields, in the order of the pattern's places."""


ROOMS = (
    Room("", "anybody"),
    Room("practitioner/{}", "anybody", ("practitioner",)),
    Room("book/{}", "anybody", ("practitioner",)),
    Room("sign-in", "anybody"),
    Room("sign-up", "anybody"),
    Room("counter/{}", "anybody", ("nothing",)),
    Room("claim/{}", "anybody", ("nothing",)),
    Room("device/{}/{}", "anybody", ("audience", "nothing")),
    Room("kit/{}/{}", "anybody", ("audience", "nothing")),
    Room("veto/{}", "anybody", ("nothing",)),
    Room("keep/{}", "anybody", ("nothing",)),
    Room("erase", "anybody"),
    Room("practice/join/{}", "anybody", ("nothing",)),
    Room("practice/recover", "anybody"),
    Room("practice/recover/{}", "anybody", ("nothing",)),
    Room("app", "anybody"),
    Room("who-can-read", "anybody"),
    Room("privacy", "anybody"),
    Room("trust", "anybody"),
    Room("console", "anybody"),
    Room("console/join/{}", "anybody", ("nothing",)),
    Room("console/{}", "anybody", ("nothing",)),
    Room("console/{}/{}", "anybody", ("nothing", "nothing")),
    Room("console/{}/{}/{}", "anybody", ("nothing", "nothing", "nothing")),
    Room("elements", "anybody"),
    Room("appointments", "patient"),
    Room("appointments/{}", "patient", ("appointment",)),
    Room("appointments/{}/move", "patient", ("appointment",)),
    Room("counter", "patient"),
    Room("claim", "patient"),
    Room("keys", "patient"),
    Room("my-data", "patient"),
    Room("letters", "patient"),
    Room("consents", "patient"),
    Room("practice/agenda", "staff"),
    Room("practice/agenda/{}", "staff", ("day",)),
    Room("practice/slip/{}", "staff", ("telephoned",)),
    Room("practice/demands", "staff"),
    Room("practice/agreements", "staff"),
    Room("practice/settings", "staff"),
    Room("practice/team", "staff"),
    Room("practice/shares", "staff"),
    Room("practice/keys", "staff"),
)


class Stay(NamedTuple):
    """What there is to look at: made through the SDK, with canaries wherever a person would type something."""

    practitioner: str
    appointment: str
    telephoned: str
    day: str
    patient: tuple[str, str]
    """E-mail and passphrase."""
    staff: tuple[str, str]
    town: str
    audience: str = "patient"
    nothing: str = "nothing-real"


def fragment(room: Room, stay: Stay) -> str:
    """The address of a room behind the app's."""
    return "#/" + room.pattern.format(*(getattr(stay, name) for name in room.values))
