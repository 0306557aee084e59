"""Commands of the directory: towns, practitioners, free times."""

import argparse
from typing import cast

import msgspec

from serment_client.cli.session import Commands, Row, Terminal
from serment_client.directory import Found, Query
from serment_client.errors import WrongUsage

DAYS = 7


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    places = commands.add_parser("places", help="find a town by its name or postcode")
    places.add_argument("query", help="the beginning of a name or postcode")
    places.set_defaults(run=find_places)
    commands.add_parser("specialties", help="list the specialties").set_defaults(run=list_specialties)
    search = commands.add_parser("search", help="find practitioners and their next times")
    search.add_argument("--specialty", default="", help="code of a specialty")
    search.add_argument("--name", default="", help="name of a practitioner")
    search.add_argument("--place", default="", help="INSEE code of a town")
    search.add_argument("--radius", type=int, default=20, help="kilometres around it (default: %(default)s)")
    search.add_argument("--from", dest="start", default="", help="first day, YYYY-MM-DD")
    search.add_argument("--spoken", default="", help="language spoken, such as en")
    search.add_argument("--sector", default="", help="fee sector")
    search.add_argument("--sort", choices=("soonest", "distance"), default="soonest", help="order")
    search.add_argument("--channel", choices=("office", "home", "video"), default="", help="how one is seen")
    search.add_argument("--accepts-new", action="store_true", help="only who takes new patients")
    meaning = "who is helped to come in and about; may be given again"
    search.add_argument(
        "--access", action="append", choices=("wheelchair", "hearing", "visual"), default=[], help=meaning
    )
    search.add_argument("--after", default="", help="where the page before ended")
    search.add_argument("--page", type=int, default=1, help="page of ten")
    search.set_defaults(run=find_practitioners)
    offer = commands.add_parser("practitioner", help="show a practitioner's motives and calendars")
    offer.add_argument("practitioner", help="id from a search")
    offer.set_defaults(run=show_practitioner)
    times = commands.add_parser("times", help="show free times of a calendar")
    times.add_argument("schedule", help="id of the calendar")
    times.add_argument("service_class", metavar="class", help="class of the motive")
    times.add_argument("--from", dest="start", default="", help="first day, YYYY-MM-DD (default: today)")
    times.add_argument("--days", type=int, default=DAYS, help="how many days (default: %(default)s)")
    times.add_argument("--practice", default="", help="where you work: then also times that are not for everybody")
    meaning = "also times that practices keep for these"
    times.add_argument("--audience", choices=("known", "colleagues"), default=None, help=meaning)
    times.set_defaults(run=list_times)


def find_places(terminal: Terminal, options: argparse.Namespace) -> None:
    """Find a town."""
    rows = [_plain(place) for place in terminal.client.directory.places(options.query)]
    terminal.show(rows, lambda row: f"{row['code']}  {row['name']}", "No town is called so.")


def list_specialties(terminal: Terminal, options: argparse.Namespace) -> None:
    """List the specialties."""
    del options
    rows = [_plain(specialty) for specialty in terminal.client.directory.specialties()]
    terminal.show(rows, lambda row: f"{row['code']:32}  {cast('Row', row['labels'])['fr']}", "There is none.")


def find_practitioners(terminal: Terminal, options: argparse.Namespace) -> None:
    """Search."""
    query = Query(
        specialty=options.specialty,
        name=options.name,
        place=options.place,
        radius_km=options.radius,
        start=options.start,
        language=options.spoken,
        sector=options.sector,
        sort=options.sort,
        page=options.page,
        channel=options.channel,
        accepts_new=options.accepts_new,
        access=tuple(options.access),
        after=options.after,
    )
    answer = terminal.client.directory.search(query)
    terminal.show([_plain(found) for found in answer.results], _found_line, "Nobody was found.")
    terminal.tell(f"{answer.total} in all, page {answer.page} of {answer.pages}")
    if answer.after:
        terminal.tell(f"More: --page {answer.page + 1} --after {answer.after}")


def show_practitioner(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show what a practitioner offers, by the practice's own signed word."""
    found = terminal.client.directory.practitioner(options.practitioner)
    publication = terminal.client.practices.get(found.practice).publication
    schedules = [each for each in publication.schedules if each.practitioner == options.practitioner]
    rows: list[Row] = [
        {
            "practice": found.practice,
            "schedule": schedule.schedule,
            "motive": motive.motive,
            "class": motive.class_of(options.practitioner),
            "label": motive.labels.fr,
        }
        for schedule in schedules
        for motive in publication.motives
        if motive.class_of(options.practitioner) in schedule.classes
        and (not motive.practitioners or options.practitioner in motive.practitioners)
    ]
    terminal.tell(f"{found.prefix} {found.given} {found.family}, {publication.name}, practice {found.practice}")
    terminal.show(rows, lambda row: "{schedule}  {motive:24}  {class:16}  {label}".format(**row), "No motive.")


def list_times(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show free times."""
    client = terminal.client
    start, wanted = options.start or client.context.today(), [(options.schedule, options.service_class)]
    if options.practice:
        found = terminal.signed_in().desk.times(options.practice, wanted, start, options.days)
    else:
        found = client.directory.times(wanted, start, options.days, options.audience)
    if not found:
        raise WrongUsage("This calendar does not exist, or has no such class for everybody.")
    times = found[0]
    rows: list[Row] = [{"start": start} for day in times.days for start in day.starts]
    after = f"No time is free in these days. The next one: {times.next or 'none'}."
    terminal.show(rows, lambda row: str(row["start"]), after)


def _found_line(row: Row) -> str:
    name = " ".join(str(row[part]) for part in ("prefix", "given", "family") if row[part])
    return f"{row['practitioner']}  {name:32}  {row['specialty']:24}  {row['town']:20}  {row['next'] or '-'}"


def _plain(value: Found | msgspec.Struct) -> Row:
    return cast("Row", msgspec.to_builtins(value))
