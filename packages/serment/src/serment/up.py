"""`serment up`: start, fill with fictitious people once, say where everything is, and watch."""

import time
from collections.abc import Sequence

from serment import mailbox
from serment.configuration import Settings
from serment.demo.enrol import enrol
from serment.demo.practices import attended
from serment.demo.record import Person
from serment.installation import Installation, running
from serment_client import ClientError

WATCH_SECONDS = 0.5
ROLES = {"practitioner": "praticien·ne", "secretary": "secrétariat", "patient": "patiente"}


def up(settings: Settings) -> int:
    """Run until Ctrl-C or SIGTERM."""
    started = time.monotonic()
    try:
        with running(settings, say) as installation:
            people = _fill(installation) if settings.demo else []
            _tell(settings, people, time.monotonic() - started)
            watch(installation)
    except KeyboardInterrupt:
        say("Stopped.")
    return 0


def watch(installation: Installation) -> None:
    """Return never; raise ChildEnded as soon as a process has gone."""
    while True:
        installation.children.require_all()
        time.sleep(WATCH_SECONDS)


def say(line: str) -> None:
    """One line, at once, also into a pipe."""
    print(line, flush=True)


def _fill(installation: Installation) -> list[Person]:
    try:
        return enrol(installation, say)
    except ClientError:
        # Most likely because a process is gone, which is the better sentence.
        installation.children.require_all()
        raise


def _tell(settings: Settings, people: Sequence[Person], seconds: float) -> None:
    origins = settings.origins
    lines = [
        f"Ready after {seconds:.0f} s. Everything is kept in {settings.home.root}. Ctrl-C stops it.",
        "",
        f"  {origins.app}    the web app: here you begin",
        f"  {origins.platform}    the platform: public site and API",
        f"  {origins.custodian}    the custodian: API, and at /officers the page of its officers",
        f"  {mailbox.address(settings.ports.mailbox)}    the mailbox: one-time codes and reminders arrive here",
    ]
    if people:
        lines += [
            "",
            "Three practices are attended: book there, and the people below find it in their agenda and answer.",
        ]
        lines += ["All others say that nobody reads their bookings.", ""]
        lines += [f"  {name}, {town}" for name, town in attended()]
        lines += ["", "Fictitious people. Sign in with the address, the code from the mailbox, and the passphrase:", ""]
        lines += [line for person in people for line in _person(person)]
    say("\n".join(lines))


def _person(person: Person) -> list[str]:
    where = f", {person.practice}" if person.practice else ""
    return [
        f"  {person.name} ({ROLES[person.role]}{where})",
        f"    {person.email}",
        f"    {person.passphrase}",
    ]
