"""Commands of a patient: book, list, move, cancel."""

import argparse

import msgspec

from serment_client.booking import Wish
from serment_client.cli.session import Commands, Parser, Row, Terminal, short
from serment_client.visits import DoubtfulVisit, Visit
from serment_protocol.vault import Identity

KNOWN = ("practitioner", "practice_name", "phone")
PERSON = ("given", "family", "birth_date", "phone", "email")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    booking = commands.add_parser("book", help="book a time")
    add_wish(booking)
    booking.add_argument("--relative", default="", help="consent of the relative who comes, or the beginning of its id")
    booking.set_defaults(run=book)
    commands.add_parser("list", help="list your appointments").set_defaults(run=list_visits)
    moving = commands.add_parser("move", help="move an appointment")
    moving.add_argument("appointment", help="its id, or the beginning of it")
    moving.add_argument("start", help="the new time, such as 2026-02-03T09:00:00Z")
    moving.add_argument("--schedule", default="", help="another calendar of the practice")
    moving.set_defaults(run=move)
    cancelling = commands.add_parser("cancel", help="cancel an appointment")
    cancelling.add_argument("appointment", help="its id, or the beginning of it")
    cancelling.set_defaults(run=cancel)
    profile = commands.add_parser("profile", help="show or change what bookings are filled in with")
    add_person(profile)
    profile.set_defaults(run=change_profile)


def add_wish(parser: Parser) -> None:
    """The arguments of a booking."""
    parser.add_argument("practice", help="id of the practice")
    parser.add_argument("schedule", help="id of the calendar")
    parser.add_argument("start", help="time, such as 2026-02-03T09:00:00Z")
    parser.add_argument("motive", help="motive of the practice")
    parser.add_argument("--note", default="", help="what only the practice reads")
    parser.add_argument("--language", choices=("fr", "en"), default="fr", help="language to be addressed in")
    add_person(parser)


def add_person(parser: Parser) -> None:
    """The arguments that say who comes."""
    for field in PERSON:
        parser.add_argument("--" + field.replace("_", "-"), default="", help="of the person who comes")


def wish_of(options: argparse.Namespace, known: Identity) -> Wish:
    """The booking that was asked for; what is not given is taken from the profile."""
    given = {field: getattr(options, field) for field in PERSON if getattr(options, field)}
    patient = msgspec.structs.replace(known, **given)
    return Wish(
        options.practice, options.schedule, options.start, options.motive, patient, options.note, options.language
    )


def book(terminal: Terminal, options: argparse.Namespace) -> None:
    """Book."""
    client = terminal.settled()
    wish = wish_of(options, client.account.vault.current().profile)
    visit = client.visits.book(client.consents.wish_for(options.relative, wish) if options.relative else wish)
    row = visit_row(visit)
    terminal.say(f"Booked: {visit_line(row)}", **row)


def list_visits(terminal: Terminal, options: argparse.Namespace) -> None:
    """List."""
    del options
    listing = terminal.signed_in().visits.list()
    rows = [*map(visit_row, listing.visits), *map(_doubtful_row, listing.doubtful)]
    terminal.show(rows, visit_line, "You have no appointment.")


def move(terminal: Terminal, options: argparse.Namespace) -> None:
    """Move."""
    visit = terminal.signed_in().visits.move(options.appointment, options.start, options.schedule or None)
    row = visit_row(visit)
    terminal.say(f"Moved: {visit_line(row)}", **row)


def cancel(terminal: Terminal, options: argparse.Namespace) -> None:
    """Cancel."""
    row = visit_row(terminal.signed_in().visits.cancel(options.appointment))
    terminal.say(f"Cancelled: {visit_line(row)}", **row)


def change_profile(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show or change the profile."""
    vault = terminal.signed_in().account.vault
    given = {field: getattr(options, field) for field in PERSON if getattr(options, field)}
    profile = msgspec.structs.replace(vault.current().profile, **given)
    if given:
        vault.change(lambda current: msgspec.structs.replace(current, profile=profile))
    facts = {field: getattr(profile, field) for field in PERSON}
    terminal.say("\n".join(f"{field:10}  {value}" for field, value in facts.items()), **facts)


def visit_row(visit: Visit) -> dict[str, object]:
    """A visit in plain values."""
    last, told = visit.last, visit.told
    return {
        "appointment": visit.appointment,
        "state": last.state,
        "start": last.start,
        "duration": last.duration,
        "practice": last.practice,
        "schedule": last.schedule,
        "practitioner": told.practitioner_name,
        "practice_name": told.practice_name,
        "address": told.address,
        "motive": told.motive_label,
        "note": told.note,
    }


def _doubtful_row(visit: DoubtfulVisit) -> dict[str, object]:
    """A visit that is not believed: whom to telephone, and not when."""
    told = visit.told
    known = (told.practitioner_name, told.practice_name, told.phone) if told else ("", "", "")
    return {"appointment": visit.appointment, "doubt": visit.code, **dict(zip(KNOWN, known, strict=True))}


def visit_line(row: Row) -> str:
    """A visit in one line."""
    if "doubt" in row:
        who = ", ".join(str(row[name]) for name in KNOWN if row[name]) or "the practice"
        return f"{short(row['appointment'])}  not believed ({row['doubt']}): do not go by this list, telephone {who}"
    what = f"{row['practitioner']}, {row['motive']}, {row['address']}"
    return f"{short(row['appointment'])}  {row['start']}  {row['state']:9}  {what}"
