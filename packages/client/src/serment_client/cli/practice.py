"""Commands of a practice: opening it, publishing, agenda, telephone bookings, members and epochs."""

import argparse
import json
from datetime import timedelta
from pathlib import Path

import msgspec
from msgspec import UNSET

from serment_client.agenda import LONGEST_DAYS, AgendaAbsence, AgendaVisit
from serment_client.cli.session import Commands, Parser, Row, Terminal, short
from serment_client.cli.shares import add_language, printing
from serment_client.cli.visits import add_series, add_time, add_wish, series_of, wish_of
from serment_client.client import Client
from serment_client.errors import WrongUsage
from serment_client.relocation import Closing, Move, Moved
from serment_protocol.encoding import read_day, write_day
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.practice import CLINICAL
from serment_protocol.vault import Identity

STATES = ("arrived", "fulfilled", "noshow", "cancelled", "booked")
ROLES = ("practitioner", "secretary")
ENTRIES = ("any", "strong")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    commands.add_parser("practices", help="list the practices where you work").set_defaults(run=list_practices)
    opening = commands.add_parser("open-practice", help="open a practice and publish a draft")
    opening.add_argument("draft", type=Path, help="JSON file with what is public of the practice")
    opening.add_argument("--as", dest="name", required=True, help="your name, as colleagues see it")
    opening.add_argument("--role", choices=ROLES, default="practitioner", help="your role")
    opening.set_defaults(run=open_practice)
    vouching = commands.add_parser("endorsement", help="show whether the custodian vouches for a practice")
    vouching.add_argument("practice", help="id of the practice")
    vouching.add_argument("--ask", action="store_true", help="ask the custodian to")
    vouching.set_defaults(run=show_endorsement)
    add_publishing(commands)
    add_desk(commands)
    add_team(commands)


def add_publishing(commands: Commands) -> None:
    """What is public."""
    showing = commands.add_parser("publication", help="show what a practice publishes, as a draft")
    showing.add_argument("practice", help="id of the practice")
    showing.set_defaults(run=show_publication)
    publishing = commands.add_parser("publish", help="publish a changed draft")
    publishing.add_argument("practice", help="id of the practice")
    publishing.add_argument("draft", type=Path, help="file that `publication` printed, changed")
    publishing.set_defaults(run=publish)


def add_desk(commands: Commands) -> None:
    """What the desk does."""
    agenda = commands.add_parser("agenda", help="show the agenda of a practice")
    agenda.add_argument("practice", help="id of the practice")
    agenda.add_argument("--from", dest="start", default="", help="first day (default: today)")
    agenda.add_argument("--days", type=int, default=7, help="how many days (default: %(default)s)")
    agenda.set_defaults(run=show_agenda)
    booking = commands.add_parser("book-for", help="book for a patient on the telephone")
    add_wish(booking)
    booking.add_argument("--hold", default="", help="what keeps the time so far")
    booking.add_argument("--overbook", action="store_true", help="on top of whatever is there")
    booking.set_defaults(run=book_for)
    holding = commands.add_parser("hold-for", help="keep a time for ten minutes for a patient on the telephone")
    add_time(holding)
    holding.set_defaults(run=hold_for)
    several = commands.add_parser("series-for", help="book several times for a patient, all of them or none")
    add_series(several)
    several.set_defaults(run=book_series_for)
    moving = _on_visit(commands, "move-for", "move a patient's appointment")
    moving.add_argument("start", help="the new time")
    moving.add_argument("--schedule", default="", help="another calendar of the practice")
    moving.add_argument("--overbook", action="store_true", help="on top of whatever is there")
    moving.set_defaults(run=move_for)
    marking = _on_visit(commands, "mark", "mark an appointment")
    marking.add_argument("as_state", metavar="state", choices=STATES, help="arrived, fulfilled, noshow, cancelled")
    marking.set_defaults(run=mark)
    noting = _on_visit(commands, "clinical-note", "write the clinical note of an appointment; the desk cannot read it")
    noting.add_argument("text", help="the note; it replaces the one before")
    noting.set_defaults(run=clinical_note)
    blocking = commands.add_parser("block", help="take a span of time out of a calendar")
    for name in ("practice", "schedule", "start", "end"):
        blocking.add_argument(name, help=f"{name} of the absence")
    blocking.add_argument("--reason", default="", help="what only the practice reads")
    blocking.set_defaults(run=block)
    clearing = commands.add_parser("clear", help="move visits out of the way of an absence, then enter it")
    for name in ("practice", "schedule", "start", "end"):
        clearing.add_argument(name, help=f"{name} of the absence")
    clearing.add_argument(
        "--accept", nargs="*", default=[], help="visits to move as proposed, or `all` (default: none)"
    )
    clearing.add_argument("--reason", default="", help="what only the practice reads")
    clearing.set_defaults(run=clear)
    freeing = commands.add_parser("unblock", help="give blocked time back")
    freeing.add_argument("practice", help="id of the practice")
    freeing.add_argument("absence", help="id of the absence")
    freeing.set_defaults(run=unblock)


def add_team(commands: Commands) -> None:
    """Members and epochs."""
    inviting = commands.add_parser("invite", help="make a link for a new member")
    inviting.add_argument("practice", help="id of the practice")
    inviting.add_argument("--role", choices=ROLES, default="secretary", help="their role")
    inviting.add_argument("--officer", action="store_true", help="may change members and keys")
    inviting.set_defaults(run=invite)
    answering = commands.add_parser("join", help="answer an invitation")
    answering.add_argument("--as", dest="name", required=True, help="your name, as colleagues see it")
    answering.set_defaults(run=join)
    showing = commands.add_parser("members", help="list members, and which notes they can read")
    showing.add_argument("practice", help="id of the practice")
    showing.set_defaults(run=list_members)
    listing = commands.add_parser("invitations", help="list invitations and who answered")
    listing.add_argument("practice", help="id of the practice")
    listing.set_defaults(run=list_invitations)
    rotating = commands.add_parser("rotate", help="begin a new epoch with new keys")
    rotating.add_argument("practice", help="id of the practice")
    rotating.add_argument("--admit", nargs="*", default=[], help="answered invitations to admit")
    rotating.add_argument("--remove", nargs="*", default=[], help="members to remove")
    rotating.add_argument("--grant", nargs="*", default=[], help="secretaries who may read clinical notes from now on")
    rotating.add_argument("--withdraw", nargs="*", default=[], help="secretaries who may not read them any more")
    rotating.add_argument("--resume", action="store_true", help="end a change of keys that was interrupted")
    rotating.add_argument("--second", default="", help="who holds the second recovery share if its holder is removed")
    rotating.add_argument(
        "--entry", choices=ENTRIES, default="", help="which ways in open the practice: any, or more than a passphrase"
    )
    add_language(rotating)
    rotating.set_defaults(run=rotate)
    keeping = commands.add_parser("keep-visits", help="for how many months the practice keeps past visits")
    keeping.add_argument("practice", help="id of the practice")
    keeping.add_argument("months", type=int, nargs="?", default=0, help="choose so many, 3 to 60")
    keeping.set_defaults(run=keep_visits)
    closing = commands.add_parser(
        "close-practice", help="close a practice for good that is not listed and has no bookings"
    )
    closing.add_argument("practice", help="id of the practice")
    closing.set_defaults(run=close_practice)


def list_practices(terminal: Terminal, options: argparse.Namespace) -> None:
    """List practices."""
    del options
    rows: list[Row] = [
        {
            "practice": access.practice,
            "name": access.root.name,
            "role": access.self.role,
            "officer": access.self.officer,
            "epoch": access.epoch.epoch,
            "entry": "any" if access.members.policy is UNSET else access.members.policy.entry,
        }
        for access in terminal.signed_in().memberships.list()
    ]
    terminal.show(rows, lambda row: "{practice}  {role:12}  epoch {epoch}  {name}".format(**row), "You work nowhere.")


def open_practice(terminal: Terminal, options: argparse.Namespace) -> None:
    """Open a practice."""
    draft = _read_draft(options.draft)
    practice = terminal.settled().team.open(draft, options.name, options.role)
    terminal.say(
        f"The practice {practice} is open. Once the custodian vouches for it, its operator can list it.",
        practice=practice,
    )


def show_endorsement(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show whether the custodian vouches for a practice, having asked it to if wished."""
    client = terminal.signed_in()
    if options.ask and client.team.seek_endorsement(options.practice) == "waiting":
        terminal.say("The custodian's officers will decide.", state="waiting")
        return
    found = client.practices.look_again(options.practice).endorsement
    if isinstance(found, ProtocolRefusal):
        terminal.say(str(found), state=found.code)
        return
    terminal.say(f"The custodian vouches for {found.name} until {found.until}.", state="endorsed", until=found.until)


def keep_visits(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show the period, or choose another, having said what a shorter one ends."""
    team = terminal.signed_in().team
    found = team.period(options.practice)
    if options.months:
        if options.months < found.months:
            ends = team.would_end(options.practice, options.months)
            terminal.tell(
                f"On {ends.day}, {ends.gone} visits would go for good; of {ends.emptied} more, "
                "what was filed and noted would stay, and what the patients wrote would not."
            )
            terminal.agree(f"Keep past visits for {options.months} months")
        found = team.choose_period(options.practice, options.months)
    sentence = f"Past visits are kept for {found.months} months."
    if found.next is not None:
        sentence += f" From {found.next.begins} on: {found.next.months}, unless you choose {found.months} again."
    facts = {"next": {"months": found.next.months, "from": found.next.begins}} if found.next else {}
    terminal.say(sentence, months=found.months, default=found.default, **facts)


def close_practice(terminal: Terminal, options: argparse.Namespace) -> None:
    """Close a practice."""
    terminal.signed_in().team.close(options.practice)
    terminal.say("The practice is closed.", practice=options.practice)


def show_publication(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show the publication as a draft."""
    revision, draft = terminal.signed_in().desk.draft(options.practice)
    changed = {"revision": revision, **draft}
    terminal.say(json.dumps(changed, ensure_ascii=False, indent=1), **changed)


def publish(terminal: Terminal, options: argparse.Namespace) -> None:
    """Publish a changed draft."""
    draft = _read_draft(options.draft)
    revision = draft.pop("revision", 0)
    known = terminal.signed_in().desk.publish(options.practice, int(str(revision)), draft)
    terminal.say(f"Revision {known.publication.revision} is public.", revision=known.publication.revision)


def show_agenda(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show the agenda."""
    client = terminal.signed_in()
    first = read_day(options.start or client.context.today())
    last = first + timedelta(days=min(options.days, LONGEST_DAYS) - 1)
    client.agendas.read_missed(options.practice)
    agenda = client.agendas.read(options.practice, write_day(first), write_day(last))
    visits: list[Row] = [{**agenda_row(visit), "missed": client.agendas.missed(visit)} for visit in agenda.visits]
    absences: list[Row] = [absence_row(each) for each in agenda.absences]
    doubtful: list[Row] = [
        {"appointment": each.appointment, "start": each.claimed, "doubt": each.code} for each in agenda.doubtful
    ]
    rows = sorted([*visits, *absences, *doubtful], key=lambda row: str(row["start"]))
    terminal.show(rows, agenda_line, "Nothing stands in the agenda of these days.")


def book_for(terminal: Terminal, options: argparse.Namespace) -> None:
    """Book on the telephone."""
    visit = terminal.signed_in().desk.book(wish_of(options, Identity()), options.hold, overbook=options.overbook)
    row = agenda_row(visit)
    terminal.say(f"Booked: {agenda_line(row)}", **row)


def hold_for(terminal: Terminal, options: argparse.Namespace) -> None:
    """Keep a time; its id books it."""
    what = options.practice, options.schedule, options.service_class, options.start
    held = terminal.signed_in().desk.hold(*what)
    terminal.say(f"Held for ten minutes: book it with --hold {held}.", hold=held)


def book_series_for(terminal: Terminal, options: argparse.Namespace) -> None:
    """Book several on the telephone, or none."""
    visits = terminal.signed_in().desk.book_series(series_of(options, Identity()))
    terminal.show([agenda_row(visit) for visit in visits], agenda_line, "")


def move_for(terminal: Terminal, options: argparse.Namespace) -> None:
    """Move a visit."""
    client = with_agenda(terminal, options.practice)
    there = options.start, options.schedule or None
    visit = client.desk.move(options.practice, options.appointment, *there, overbook=options.overbook)
    row = agenda_row(visit)
    terminal.say(f"Moved: {agenda_line(row)}", **row)


def mark(terminal: Terminal, options: argparse.Namespace) -> None:
    """Mark a visit."""
    client = with_agenda(terminal, options.practice)
    row = agenda_row(client.desk.set_state(options.practice, options.appointment, options.as_state))
    terminal.say(agenda_line(row), **row)


def clinical_note(terminal: Terminal, options: argparse.Namespace) -> None:
    """Write a clinical note."""
    client = with_agenda(terminal, options.practice)
    row = agenda_row(client.desk.clinical_note(options.practice, options.appointment, options.text))
    terminal.say(f"Noted: {agenda_line(row)}", **row)


def block(terminal: Terminal, options: argparse.Namespace) -> None:
    """Block time."""
    desk = terminal.signed_in().desk
    absence = desk.block(options.practice, options.schedule, options.start, options.end, options.reason)
    terminal.say(f"Blocked as {absence.absence}.", absence=absence.absence)


def clear(terminal: Terminal, options: argparse.Namespace) -> None:
    """Move what is in the way as proposed, as far as that was accepted; the absence is entered once nothing is."""
    client, practice = terminal.signed_in(), options.practice
    closing = Closing(options.schedule, options.start, options.end)
    moves = client.relocations.plan(practice, options.schedule, options.start, options.end)
    accepted = [move for move in moves if move.start and _is_accepted(move.visit, options.accept)]
    done = client.relocations.move_all(practice, accepted, closing) if accepted else []
    moved = {one.visit.appointment: one for one in done}
    rows = [_move_row(move, moved.get(move.visit.appointment)) for move in moves]
    if all(row["moved"] for row in rows):
        span = practice, options.schedule, options.start, options.end
        rows.append(absence_row(client.desk.block(*span, options.reason)))
    terminal.show(rows, _move_line, "No visit lies there.")


def absence_row(absence: AgendaAbsence) -> dict[str, object]:
    """An absence in plain values."""
    return {
        "absence": absence.absence,
        "schedule": absence.schedule,
        "start": absence.start,
        "end": absence.end,
        "reason": absence.reason,
    }


def _is_accepted(visit: AgendaVisit, accepted: list[str]) -> bool:
    return "all" in accepted or any(visit.appointment.startswith(one) for one in accepted)


def _move_row(move: Move, moved: Moved | None) -> dict[str, object]:
    return {
        **agenda_row(move.visit),
        "to": move.start,
        "to_schedule": move.schedule,
        "moved": moved is not None and not moved.code,
        "code": moved.code if moved else "",
    }


def _move_line(row: Row) -> str:
    if "absence" in row:
        return agenda_line(row)
    target = f"{row['to']} in {short(row['to_schedule'])}" if row["to"] else "no other time found"
    if (row["to"], row["to_schedule"]) == (row["start"], row["schedule"]):
        target = "another room at the same time"
    outcome = "moved to" if row["moved"] else f"not moved ({row['code']})" if row["code"] else "could go to"
    return f"{agenda_line(row)}  {outcome} {target}"


def unblock(terminal: Terminal, options: argparse.Namespace) -> None:
    """Give time back."""
    terminal.signed_in().desk.unblock(options.practice, options.absence)
    terminal.say("The time is free again.", absence=options.absence)


def invite(terminal: Terminal, options: argparse.Namespace) -> None:
    """Invite somebody."""
    link = terminal.signed_in().team.invite(options.practice, options.role, officer=options.officer)
    terminal.say(f"Give this to them, and to nobody else: {link}", link=link)


def join(terminal: Terminal, options: argparse.Namespace) -> None:
    """Answer an invitation."""
    client = terminal.settled()
    link = terminal.ask_secret("Link of the invitation, or what stands at its end").strip()
    practice = client.team.answer(link.rpartition("/")[2], options.name)
    terminal.say(f"You will be a member of {practice} once an officer admits you.", practice=practice)


def list_members(terminal: Terminal, options: argparse.Namespace) -> None:
    """List members."""
    access = terminal.signed_in().memberships.renew(options.practice)
    rows: list[Row] = [
        {
            "member": each.member,
            "name": each.name,
            "role": each.role,
            "officer": each.officer,
            "clinical": CLINICAL in each.opens,
        }
        for each in access.members.members
    ]
    terminal.show(rows, _member_line, "Nobody works there.")


def list_invitations(terminal: Terminal, options: argparse.Namespace) -> None:
    """List invitations."""
    rows: list[Row] = [
        {
            "invitation": each.invitation,
            "role": each.role,
            "officer": each.officer,
            "expires": each.expires,
            "answered": each.answered,
        }
        for each in terminal.signed_in().team.invitations(options.practice)
    ]
    line = "{invitation}  {role:12}  until {expires}  {answered}"
    terminal.show(rows, lambda row: line.format(**row), "No invitation lies open.")


def rotate(terminal: Terminal, options: argparse.Namespace) -> None:
    """Begin a new epoch."""
    team, papers = terminal.signed_in().team, printing(terminal, options.language)
    if options.resume:
        access = team.resume(options.practice, terminal.progress("Wrapping keys"), papers)
    else:
        wishes = options.admit, options.remove, options.grant, options.withdraw
        access = team.rotate(
            options.practice,
            *wishes,
            terminal.progress("Wrapping keys"),
            papers,
            second=options.second,
            entry=options.entry,
        )
    count = len(access.members.members)
    terminal.say(
        f"Epoch {access.epoch.epoch} has begun, with {count} members.", epoch=access.epoch.epoch, members=count
    )


def _on_visit(commands: Commands, name: str, help_text: str) -> Parser:
    parser = commands.add_parser(name, help=help_text)
    parser.add_argument("practice", help="id of the practice")
    parser.add_argument("appointment", help="its id, or the beginning of it")
    return parser


def with_agenda(terminal: Terminal, practice: str) -> Client:
    """Read as far around today as one request allows, to know the appointment's history."""
    client = terminal.signed_in()
    today = client.context.clock().date()
    for first in (today - timedelta(days=LONGEST_DAYS), today, today + timedelta(days=LONGEST_DAYS)):
        client.agendas.read(practice, write_day(first), write_day(first + timedelta(days=LONGEST_DAYS - 1)))
    return client


def agenda_row(visit: AgendaVisit) -> dict[str, object]:
    """A visit in plain values."""
    last, content = visit.last, visit.content
    patient = content.patient if content else Identity()
    used = content if content and not visit.restricted else None
    return {
        "appointment": visit.appointment,
        "state": last.state,
        "start": last.start,
        "duration": last.duration,
        "schedule": last.schedule,
        "overbooked": visit.overbooked,
        "overbookings": msgspec.to_builtins(visit.overbookings),
        "unreadable": content is None,
        "doubt_of_content": visit.doubt,
        "doubt_of_note": visit.note_doubt,
        "given": patient.given,
        "family": patient.family,
        "birth_date": patient.birth_date,
        "phone": patient.phone if used else "",
        "email": patient.email if used else "",
        "motive": used.motive if used else "",
        "note": used.note if used else "",
        "staff_note": used.staff_note if used else "",
        "clinical_note": (visit.clinical_note or "") if used else "",
        "clinical_readable": visit.clinical_note is not None,
        "restricted": visit.restricted,
    }


def _member_line(row: Row) -> str:
    reads = "reads clinical notes" if row["clinical"] else "reads the desk's notes"
    return "{member}  {role:12}  {name}, ".format(**row) + reads


def agenda_line(row: Row) -> str:
    """A visit, an absence or a doubt in one line."""
    if "absence" in row:
        return f"{short(row['absence'])}  {row['start']}  absence    until {row['end']}  {row['reason']}"
    if "doubt" in row:
        claimed = row["start"] or "time unknown"
        return f"{short(row['appointment'])}  {claimed}  not believed ({row['doubt']}): ask the patient"
    who = "(cannot be read)" if row["unreadable"] else f"{row['given']} {row['family']}"
    about = f"restricted since {row['restricted']}" if row["restricted"] else row["motive"]
    missed = f"  missed {row['missed']} before" if row.get("missed") else ""
    on_top = "  on top of others" if row.get("overbooked") else ""
    return f"{short(row['appointment'])}  {row['start']}  {row['state']:9}  {who}, {about}{missed}{on_top}"


def _read_draft(path: Path) -> dict[str, object]:
    try:
        draft: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUsage(f"{path} cannot be read: {error}") from error
    if not isinstance(draft, dict):
        raise WrongUsage(f"{path} is not a draft.")
    return {str(key): value for key, value in draft.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
