"""Clients of the SDK against the running platform, and what they do in nearly every test."""

import io
import json
import secrets
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from serment_client.account import new_kit
from serment_client.booking import Wish
from serment_client.cli import main
from serment_client.client import Client
from serment_client.installation import Installation, Party, Publisher
from serment_client.state import State
from serment_protocol.encoding import b64, write_day
from serment_protocol.hardening import UNSAFE_TEST_COST
from serment_protocol.notes import read_log_key
from serment_protocol.practice import Role
from serment_protocol.vault import Identity

from .installation import PLATFORM_LOG, Installed
from .scheduling.builders import publication
from .stand_in import LOG, NAME

HEAD = ("v", "type", "practice", "epoch", "revision", "previous")
ZOE = Identity("Zoé", "Exemple", "1990-05-17", "0600000000", "zoe@example.org")

NewClient = Callable[..., Client]


@contextmanager
def clients(platform: Installed) -> Generator[NewClient]:
    """Clients of people who have proved an address to the custodian."""
    custodian, opened = platform.custodian, list[Client]()

    def open_client(state: State | None = None) -> Client:
        parties = (
            Party(platform.url, PLATFORM_LOG, platform.log_key, platform.witnesses),
            Party(custodian.url, LOG, read_log_key(custodian.verifier), platform.witnesses),
        )
        made = Client(
            Installation(NAME, True, *parties, Publisher("https://app.example", ())), state, cost=UNSAFE_TEST_COST
        )
        opened.append(made)
        made.send_code("zoe@example.org")
        made.enter_code("zoe@example.org", "123456")
        return made

    yield open_client
    for each in opened:
        each.close()


def installation_file(platform: Installed, folder: Path) -> Path:
    """What a command line is told of this installation."""
    witnesses = {"keys": [platform.custodian.witness], "quorum": 1, "days": 3}
    parties = {
        "platform": {"url": platform.url, "log_origin": PLATFORM_LOG, "log_key": platform.verifier},
        "custodian": {"url": platform.custodian.url, "log_origin": LOG, "log_key": platform.custodian.verifier},
    }
    installation: dict[str, Any] = {"v": 1, "name": NAME, "demo": True}
    installation |= {name: {**party, "witnesses": witnesses} for name, party in parties.items()}
    installation["publisher"] = {"url": "https://app.example", "release_keys": [b64(bytes(32))]}
    path = folder / "installation.json"
    path.write_text(json.dumps(installation), "utf-8")
    return path


def draft() -> dict[str, Any]:
    """A practice to publish, with identifiers of its own."""
    drawn = {name: value for name, value in publication().items() if name not in HEAD}
    person, schedule = secrets.token_hex(16), secrets.token_hex(16)
    drawn["practitioners"][0]["practitioner"] = person
    drawn["schedules"][0] |= {"practitioner": person, "schedule": schedule}
    return drawn


def words() -> str:
    """The stand-in hardens everybody under one key, so each account has a passphrase of its own."""
    return f"six words that nobody drew by lot {secrets.token_hex(8)}"


def signed_up(new: NewClient, audience: Any = "staff") -> Client:
    """Somebody with an account."""
    made = new()
    made.sign_up(words(), audience)
    return made


def join(officer: Client, practice: str, person: Client, name: str, role: Role = "secretary", **options: Any) -> str:
    """Invite, answer, admit; the member's id."""
    person.team.answer(officer.team.invite(practice, role), name)
    [answered] = [each.invitation for each in officer.team.invitations(practice) if each.answered == name]
    grant = [answered] if options.get("granted") else []
    officer.team.rotate(practice, admit=[answered], grant=grant)
    return person.memberships.access(practice).self.member


def wish(client: Client, practice: str, number: int = 0) -> Wish:
    """A visit at the next time but so many that is free."""
    publication = client.practices.get(practice).publication
    schedule = publication.schedules[0].schedule
    (times,) = client.directory.times([(schedule, "office-20")], client.context.today(), 30)
    starts = [start for day in times.days[1:] for start in day.starts]
    return Wish(practice, schedule, starts[number], "consultation", ZOE, "Toux")


def days(client: Client) -> tuple[str, str]:
    """What an agenda is read for."""
    today = client.context.clock().date()
    return write_day(today), write_day(today + timedelta(days=41))


def command_line(
    client: Client,
    platform: Installed,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    audience: Any = "staff",
) -> Callable[..., Any]:
    """Runs commands on the device of a new member of staff; what each prints as JSON. `typed` is what is asked for."""
    installation = installation_file(platform, folder)
    account = client.sign_up(words(), audience)
    account.remember("poste")
    kit, written = new_kit("fr")
    account.add_kit(kit, " ".join(written))
    client.context.state.close()

    def run(*arguments: str, typed: Sequence[str] = ()) -> Any:
        device = ["--json", "--state", str(folder / "state"), "--installation", str(installation)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
            assert main([*device, *arguments]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    return run
