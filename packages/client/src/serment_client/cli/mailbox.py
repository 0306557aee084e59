"""Commands of the mailbox: what a patient asks of a practice, and how its desk answers."""

import argparse
from pathlib import Path
from typing import Any

import msgspec

from serment_client.cli.practice import with_agenda
from serment_client.cli.session import Commands, Parser, Row, Terminal, short
from serment_client.cli.visits import PERSON, add_person
from serment_client.client import Client
from serment_client.demand_words import READY
from serment_client.demands import Demand
from serment_client.errors import WrongUsage
from serment_client.mailbox import OpenedLetter, Request
from serment_client.visit_copy import copy_of
from serment_protocol.encoding import from_b64
from serment_protocol.errors import CannotOpen
from serment_protocol.letters import CLOCK_OF

OUTCOMES = ("done", "partly", "refused")
ERASING = "Erase this appointment with all its letters, also those that wait? Nobody brings it back"


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    asking = commands.add_parser("ask-practice", help="ask something of the practice of one of your appointments")
    asking.add_argument("appointment", help="its id, or the beginning of it")
    asking.add_argument("kind", choices=tuple(CLOCK_OF), help="what you ask for")
    asking.add_argument("text", help="what the practice is to know")
    asking.add_argument("--language", choices=("fr", "en"), default="fr", help="language to be addressed in")
    asking.set_defaults(run=ask_practice)
    listing = commands.add_parser("requests", help="list what you asked of practices, and what they answered")
    listing.add_argument("--save", type=Path, help="folder in which to put the files of the answers")
    listing.set_defaults(run=list_requests)
    queue = commands.add_parser("demands", help="list what patients ask of a practice, and by when it must answer")
    queue.add_argument("practice", help="id of the practice")
    queue.add_argument("--whole", action="store_true", help="also the letters too long for a list, one mailbox by one")
    queue.set_defaults(run=list_demands)
    answering = _on_demand(commands, "answer-demand", "answer what a patient asked")
    answering.add_argument("outcome", choices=OUTCOMES, help="done, partly or refused")
    _add_text(answering)
    answering.add_argument("--copy", action="store_true", help="with all that you can open of the visit")
    checked = "you made sure who asks; needed once the visit was handed over"
    answering.add_argument("--checked", action="store_true", help=checked)
    answering.set_defaults(run=answer_demand)
    extending = _on_demand(commands, "extend-demand", "take two months more, and tell why")
    _add_text(extending)
    extending.set_defaults(run=extend_demand)
    rectifying = commands.add_parser("rectify", help="put right who a patient is, as the practice files it")
    _add_visit(rectifying)
    add_person(rectifying)
    rectifying.set_defaults(run=rectify)
    restricting = commands.add_parser("restrict", help="keep what is filed of an appointment, and have nobody use it")
    _add_visit(restricting)
    restricting.add_argument("--lift", action="store_true", help="end the restriction")
    restricting.set_defaults(run=restrict)
    erasing = commands.add_parser("erase-visit", help="erase an appointment that did not take place, for good")
    _add_visit(erasing)
    erasing.set_defaults(run=erase_visit)


def ask_practice(terminal: Terminal, options: argparse.Namespace) -> None:
    """Ask."""
    asked = options.appointment, options.kind, options.text, options.language
    row = request_row(terminal.signed_in().mailboxes.ask(*asked))
    terminal.say(f"Asked; the practice has until {row['due']}.", **row)


def list_requests(terminal: Terminal, options: argparse.Namespace) -> None:
    """List what was asked."""
    rows: list[Row] = []
    for visit, box in terminal.signed_in().mailboxes.read_all():
        about = {"appointment": visit.appointment, "practice_name": visit.told.practice_name}
        rows += [{**about, **request_row(request)} for request in box.requests]
        rows += [{**about, "told": _reply(one)} for one in box.told]
        if box.doubtful:
            rows.append({**about, "doubtful": box.doubtful})
        if box.withheld:
            rows.append({**about, "withheld": True})
        for request in box.requests:
            _save(options.save, visit.appointment, request)
    terminal.show(rows, _request_line, "You have asked nothing of a practice.")


def list_demands(terminal: Terminal, options: argparse.Namespace) -> None:
    """List what is asked of a practice."""
    client = terminal.signed_in()
    queue = client.demands.list(options.practice)
    demands = (client.demands.opened(options.practice, one) if options.whole else one for one in queue.demands)
    rows: list[Row] = [demand_row(demand) for demand in demands]
    rows += [{"appointment": visit.appointment, "withheld": True, "practice_name": ""} for visit in queue.withheld]
    if queue.doubtful:
        rows.append({"appointment": "", "doubtful": queue.doubtful, "practice_name": "the queue"})
    terminal.show(rows, _request_line, "Nobody has asked anything.")


def answer_demand(terminal: Terminal, options: argparse.Namespace) -> None:
    """Answer."""
    client = terminal.signed_in()
    demand = client.demands.find(options.practice, options.appointment, options.number)
    files = copy_of(demand.visit, client.memberships.access(options.practice).root.name) if options.copy else []
    client.demands.answer(
        options.practice, demand, options.outcome, _text(options, demand), files, checked=options.checked
    )
    terminal.say("Answered.", outcome=options.outcome)


def extend_demand(terminal: Terminal, options: argparse.Namespace) -> None:
    """Take more time."""
    client = terminal.signed_in()
    demand = client.demands.find(options.practice, options.appointment, options.number)
    client.demands.extend(options.practice, demand, _text(options, demand))
    row = demand_row(client.demands.find(options.practice, options.appointment, options.number))
    terminal.say(f"The answer is now due on {row['due']}.", **row)


def with_visit(terminal: Terminal, options: argparse.Namespace) -> Client:
    """The client, which has read the visits around today and those about which somebody wrote."""
    client = with_agenda(terminal, options.practice)
    client.demands.list(options.practice)
    return client


def rectify(terminal: Terminal, options: argparse.Namespace) -> None:
    """Put right who a patient is."""
    client = with_visit(terminal, options)
    visit = client.agendas.find(options.appointment)
    if visit.content is None:
        raise CannotOpen
    given = {field: getattr(options, field) for field in PERSON if getattr(options, field)}
    patient = msgspec.structs.replace(visit.content.patient, **given)
    client.demands.rectify(options.practice, visit.appointment, patient)
    terminal.say("Put right.", appointment=visit.appointment, **given)


def restrict(terminal: Terminal, options: argparse.Namespace) -> None:
    """Restrict, or lift."""
    client = with_visit(terminal, options)
    visit = client.demands.restrict(options.practice, options.appointment, lift=options.lift)
    said = f"Kept and not used since {visit.restricted}." if visit.restricted else "In use again."
    terminal.say(said, appointment=visit.appointment, restricted=visit.restricted)


def erase_visit(terminal: Terminal, options: argparse.Namespace) -> None:
    """Erase."""
    client = with_visit(terminal, options)
    terminal.agree(ERASING)
    receipt = client.demands.erase(options.practice, options.appointment)
    gone = {each.table: each.count for each in receipt.destroyed}
    said = f"Erased, with {gone['scheduling.letter']} letters; from {receipt.backups} on no backup has it either."
    terminal.say(said, receipt=msgspec.to_builtins(receipt))


def request_row(request: Request) -> dict[str, object]:
    """A request in plain values."""
    standing, asked = request.standing, request.asked
    return {
        "number": standing.number,
        "kind": request.kind,
        "text": asked.letter.text if asked.letter else "",
        "asked": standing.asked,
        "due": standing.due,
        "late": standing.late,
        "state": request.state,
        "settled": standing.settled,
        "replies": [_reply(one) for one in request.replies],
    }


def demand_row(demand: Demand) -> dict[str, object]:
    """What is asked of a practice, in plain values."""
    visit, content = demand.visit, demand.visit.content
    return {
        "appointment": visit.appointment,
        "start": visit.last.start,
        "practice_name": f"{content.patient.given} {content.patient.family}" if content else "(cannot be read)",
        "restricted": visit.restricted,
        "opens": demand.opens,
        "closed": demand.request.is_closed,
        **request_row(demand.request),
    }


def _reply(one: OpenedLetter) -> dict[str, object]:
    if one.letter is None:
        return {"day": one.cover.day, "doubt": one.doubt}
    files = [file.name for file in one.letter.files]
    return {"day": one.cover.day, "kind": one.letter.kind, "text": one.letter.text, "files": files}


def _request_line(row: Row) -> str:
    if "told" in row:
        told: Any = row["told"]
        return f"{short(row['appointment'])}  {told['day']}  {row['practice_name']} wrote: {told.get('text', '')}"
    if "withheld" in row:
        return f"{short(row['appointment'])}  letters that were seen here before are not shown any more; telephone"
    if "doubtful" in row:
        return f"{short(row['appointment'])}  {row['doubtful']} letters are not believed; telephone"
    late = "  LATE" if row["late"] and not row["settled"] else ""
    until = f"answered {row['settled']}" if row["settled"] else f"until {row['due']}"
    head = f"{short(row['appointment'])} {row['number']}  {row['kind']:13}  {row['state']:8}  {until}{late}"
    return f"{head}  {row['practice_name']}"


def _save(folder: Path | None, appointment: str, request: Request) -> None:
    """Put files into a folder of this request's, under names without a path."""
    if folder is None:
        return
    for one in request.replies:
        for file in one.letter.files if one.letter else ():
            place = folder / f"{short(appointment)}-{request.standing.number}-{Path(file.name).name}"
            folder.mkdir(parents=True, exist_ok=True)
            place.write_bytes(from_b64(file.content))


def _text(options: argparse.Namespace, demand: Demand) -> str:
    if options.text:
        return str(options.text)
    language = demand.visit.content.language if demand.visit.content else "fr"
    if options.ready:
        return READY[options.ready]["en" if language == "en" else "fr"]
    raise WrongUsage("an answer takes --text or --ready")


def _add_text(parser: Parser) -> None:
    parser.add_argument("--text", default="", help="what you write to the person")
    parser.add_argument("--ready", choices=tuple(READY), default="", help="a ready text, in the person's language")


def _add_visit(parser: Parser) -> None:
    parser.add_argument("practice", help="id of the practice")
    parser.add_argument("appointment", help="its id, or the beginning of it")


def _on_demand(commands: Commands, name: str, help_text: str) -> Parser:
    parser = commands.add_parser(name, help=help_text)
    _add_visit(parser)
    parser.add_argument("number", type=int, help="which of the requests about it")
    return parser
