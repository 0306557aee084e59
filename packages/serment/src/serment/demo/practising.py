"""Opens the fictitious practices: real roots and epochs, made here and fresh, through the platform's own door."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from serment.clients import enter_or_sign_up, new_client, sign_up
from serment.configuration import Settings
from serment.demo.people import DOMAIN, STAFF, Part
from serment.demo.practices import ATTENDED, practices
from serment.demo.record import Person, Record
from serment.installation import Say
from serment_client import Client
from serment_client.access import MembershipsAnswer
from serment_protocol.kit import propose_words

EVERY = 20
ENROLLER = f"inscription@{DOMAIN}"
Draft = dict[str, object]


def open_unattended(settings: Settings, record: Record, say: Say) -> None:
    """All practices that nobody attends, by one account whose passphrase is forgotten afterwards."""
    every = enumerate(practices(settings.practitioners))
    drafts = {str(number): draft for number, draft in every if number >= ATTENDED}
    missing = {key: draft for key, draft in drafts.items() if key not in record.content.practices}
    if not missing:
        return
    client = _enroller(settings, record)
    _close_halves(client, record.content.practices.values())
    for count, (key, draft) in enumerate(missing.items(), len(drafts) - len(missing)):
        if count % EVERY == 0:
            say(f"  fictitious practices: {count} of {len(drafts)}")
        record.content.practices[key] = client.team.open(draft, "Inscription")
        record.save()
    client.close()


def open_attended(settings: Settings, record: Record, number: int) -> list[Client]:
    """One of the practices with sign-ins: its people's clients, the officer's first."""
    draft = practices()[number]
    parts = [part for part in STAFF if part.number == number]
    officer, *others = [_client_of(settings, record, part, draft) for part in parts]
    if str(number) not in record.content.practices:
        _close_halves(officer, record.content.practices.values())
        record.content.practices[str(number)] = officer.team.open(draft, _name(parts[0], draft))
        record.save()
    practice = record.content.practices[str(number)]
    for client, part in zip(others, parts[1:], strict=True):
        _admit(officer, client, practice, part)
    return [officer, *others]


def _enroller(settings: Settings, record: Record) -> Client:
    client = new_client(settings)
    if record.content.enroller:
        enter_or_sign_up(client, settings, ENROLLER, record.content.enroller, "staff")
        return client
    record.content.enroller = propose_words("fr")
    record.save()
    sign_up(client, settings, ENROLLER, record.content.enroller, "staff")
    return client


def _client_of(settings: Settings, record: Record, part: Part, draft: Draft) -> Client:
    """The client of a person with a sign-in, whose account is opened unless an earlier start did."""
    client = new_client(settings)
    known = next((person for person in record.content.people if person.email == part.email), None)
    if known is not None:
        enter_or_sign_up(client, settings, known.email, known.passphrase, "staff")
        return client
    person = Person(_name(part, draft), part.role, str(draft["name"]), part.email, propose_words("fr"))
    record.content.people.append(person)
    record.save()
    sign_up(client, settings, person.email, person.passphrase, "staff")
    return client


def _close_halves(client: Client, recorded: Iterable[str]) -> None:
    """Remove what an interrupted start opened without coming to write it down."""
    known = set(recorded)
    rows = client.account.session.ask(MembershipsAnswer, "GET", "/memberships").practices
    for row in rows:
        if row.practice not in known:
            client.team.close(row.practice)


def _admit(officer: Client, client: Client, practice: str, part: Part) -> None:
    """Invite, answer, and begin an epoch with new keys for everybody."""
    members = officer.memberships.renew(practice).members
    if members.find(client.memberships.keys.member) is not None:
        return
    link = officer.team.invite(practice, "secretary")
    client.team.answer(link, part.name)
    answered = [each.invitation for each in officer.team.invitations(practice) if each.answered]
    officer.team.rotate(practice, admit=answered[-1:])


def _name(part: Part, draft: Draft) -> str:
    if part.name:
        return part.name
    people = cast("list[Mapping[str, Any]]", draft["practitioners"])
    person = people[part.place]
    return " ".join(filter(None, (person["prefix"], person["given"], person["family"])))
