"""Commands of a patient: book, list, move, cancel."""

import argparse
import dataclasses

import msgspec

from serment_client.booking import Wish
from serment_client.cli.session import Commands, Parser, Row, Terminal, short
from serment_client.cli.typed import clock, day, identifier
from serment_client.errors import NotWaiting
from serment_client.state import KeptHold
from serment_client.visits import DoubtfulVisit, Visit, contact_of
from serment_client.waiting import Standing, Want
from serment_protocol.vault import Identity

KNOWN = ("practitioner", "practice_name", "phone")
PERSON = ("given", "family", "birth_date", "phone", "email")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    booking = commands.add_parser("book", help="book a time")
    add_wish(booking)
    booking.add_argument("--relative", default="", help="consent of the relative who comes, or the beginning of its id")
    booking.set_defaults(run=book)
    holding = commands.add_parser("hold", help="keep a time for ten minutes; book then has it")
    add_time(holding)
    holding.set_defaults(run=hold)
    commands.add_parser("holds", help="list the times that are kept for you").set_defaults(run=list_holds)
    letting = commands.add_parser("let-go", help="give a time back that is kept for you")
    letting.add_argument("hold", help="its id, or the beginning of it")
    letting.set_defaults(run=let_go)
    several = commands.add_parser("series", help="book several times of one calendar, all of them or none")
    add_series(several)
    several.set_defaults(run=book_series)
    commands.add_parser("list", help="list your appointments").set_defaults(run=list_visits)
    moving = commands.add_parser("move", help="move an appointment")
    moving.add_argument("appointment", help="its id, or the beginning of it")
    moving.add_argument("start", help="the new time, such as 2026-02-03T09:00:00Z")
    moving.add_argument("--schedule", default="", help="another calendar of the practice")
    moving.set_defaults(run=move)
    cancelling = commands.add_parser("cancel", help="cancel an appointment")
    cancelling.add_argument("appointment", help="its id, or the beginning of it")
    cancelling.set_defaults(run=cancel)
    waiting = commands.add_parser("wait", help="stand in line for a time to become free")
    waiting.add_argument("practice", type=identifier, help="id of the practice")
    waiting.add_argument("service_class", metavar="class", help="kind of visit, as the practice publishes it")
    waiting.add_argument("schedules", nargs="+", type=identifier, help="ids of the calendars that would do")
    waiting.add_argument("--first", type=day, default="", help="first day (default: today)")
    waiting.add_argument("--last", type=day, required=True, help="last day")
    meaning = "from which hour (default: %(default)s)"
    waiting.add_argument("--from", dest="opens", type=clock, default="00:00", help=meaning)
    meaning = "until which hour (default: %(default)s)"
    waiting.add_argument("--to", dest="closes", type=clock, default="24:00", help=meaning)
    waiting.set_defaults(run=wait)
    commands.add_parser("lines", help="show where you wait, and what is offered").set_defaults(run=show_lines)
    taking = commands.add_parser("take-offer", help="book what is offered in a line")
    taking.add_argument("entry", help="its id, or the beginning of it")
    taking.add_argument("motive", help="motive of the practice")
    taking.add_argument("--note", default="", help="what only the practice reads")
    taking.add_argument("--language", choices=("fr", "en"), default="fr", help="language to be addressed in")
    add_person(taking)
    taking.set_defaults(run=take_offer)
    leaving = commands.add_parser("leave-line", help="wait no more")
    leaving.add_argument("entry", help="its id, or the beginning of it")
    leaving.set_defaults(run=leave_line)
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


def add_time(parser: Parser) -> None:
    """The arguments of a time that is to be held."""
    parser.add_argument("practice", help="id of the practice")
    parser.add_argument("schedule", help="id of the calendar")
    parser.add_argument("service_class", metavar="class", help="kind of visit, as the practice publishes it")
    parser.add_argument("start", help="time, such as 2026-02-03T09:00:00Z")


def add_series(parser: Parser) -> None:
    """The arguments of several bookings."""
    add_wish(parser)
    parser.add_argument("more", nargs="+", help="the other times")


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


def series_of(options: argparse.Namespace, known: Identity) -> list[Wish]:
    """The same visit at each of the times."""
    first = wish_of(options, known)
    return [first, *(dataclasses.replace(first, start=start) for start in options.more)]


def hold(terminal: Terminal, options: argparse.Namespace) -> None:
    """Keep a time."""
    kept = terminal.settled().waits.keep(options.practice, options.schedule, options.service_class, options.start)
    row = hold_row(kept)
    terminal.say(f"Held: {hold_line(row)}", **row)


def list_holds(terminal: Terminal, options: argparse.Namespace) -> None:
    """List what is held."""
    del options
    terminal.show([hold_row(each) for each in terminal.signed_in().waits.kept()], hold_line, "Nothing is held for you.")


def let_go(terminal: Terminal, options: argparse.Namespace) -> None:
    """Give a time back."""
    terminal.signed_in().waits.let_go(options.hold)
    terminal.say("Given back.", hold=options.hold)


def hold_row(kept: KeptHold) -> dict[str, object]:
    """A held time in plain values."""
    return {"hold": kept.hold, "schedule": kept.schedule, "start": kept.start, "expires": kept.expires}


def hold_line(row: Row) -> str:
    """A held time in one line."""
    return f"{short(row['hold'])}  {row['start']}, until {row['expires']}"


def book_series(terminal: Terminal, options: argparse.Namespace) -> None:
    """Book several, or none."""
    client = terminal.settled()
    visits = client.visits.book_series(series_of(options, client.account.vault.current().profile))
    terminal.show([visit_row(visit) for visit in visits], visit_line, "")


def book(terminal: Terminal, options: argparse.Namespace) -> None:
    """Book."""
    client = terminal.settled()
    wish = wish_of(options, client.account.vault.current().profile)
    visit = client.waits.book(client.consents.wish_for(options.relative, wish) if options.relative else wish)
    row = visit_row(visit)
    terminal.say(f"Booked: {visit_line(row)}", **row)


def list_visits(terminal: Terminal, options: argparse.Namespace) -> None:
    """List."""
    del options
    listing = terminal.signed_in().visits.list()
    rows: list[Row] = [*map(visit_row, listing.visits), *map(_doubtful_row, listing.doubtful)]
    rows += [msgspec.to_builtins(each) for each in listing.erased]
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


def wait(terminal: Terminal, options: argparse.Namespace) -> None:
    """Stand in line."""
    client = terminal.settled()
    first = options.first or client.context.today()
    days = first, options.last, options.opens, options.closes
    want = Want(options.practice, options.schedules, options.service_class, *days)
    profile = client.account.vault.current().profile
    row = standing_row(client.waits.join(want, contact_of(profile, "fr")))
    terminal.say(f"You wait: {standing_line(row)}", **row)


def show_lines(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show the lines."""
    del options
    rows: list[Row] = [standing_row(each) for each in terminal.signed_in().waits.list()]
    terminal.show(rows, standing_line, "You wait nowhere.")


def take_offer(terminal: Terminal, options: argparse.Namespace) -> None:
    """Book what is offered."""
    client = terminal.settled()
    standing = next((each for each in client.waits.list() if each.entry.startswith(options.entry)), None)
    if standing is None:
        raise NotWaiting
    options.practice, options.schedule, options.start = standing.practice, "", ""
    visit = client.waits.take(standing.entry, wish_of(options, client.account.vault.current().profile))
    row = visit_row(visit)
    terminal.say(f"Booked: {visit_line(row)}", **row)


def leave_line(terminal: Terminal, options: argparse.Namespace) -> None:
    """Wait no more."""
    terminal.signed_in().waits.leave(options.entry)
    terminal.say("You do not wait there any more.", entry=options.entry)


def standing_row(standing: Standing) -> dict[str, object]:
    """A place in a line, in plain values."""
    offer = standing.offer
    return {
        "entry": standing.entry,
        "practice": standing.practice,
        "class": standing.service_class,
        "first": standing.first,
        "last": standing.last,
        "ahead": standing.ahead,
        "offered": offer.start if offer else "",
        "schedule": offer.schedule if offer else "",
        "until": offer.expires if offer else "",
    }


def standing_line(row: Row) -> str:
    """A place in a line, in one line."""
    where = f"{short(row['entry'])}  {row['class']}, {row['first']} to {row['last']}"
    offer = f"{row['offered']} is held for you until {row['until']}" if row["offered"] else f"{row['ahead']} before you"
    return f"{where}  {offer}"


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
    if "day" in row:
        return f"{short(row['appointment'])}  erased by its practice on {row['day']}"
    what = f"{row['practitioner']}, {row['motive']}, {row['address']}"
    return f"{short(row['appointment'])}  {row['start']}  {row['state']:9}  {what}"
