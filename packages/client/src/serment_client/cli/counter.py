"""Commands for visits that change hands: at the counter, on both sides of it, and by a code on paper."""

import argparse

from serment_client.cli.practice import agenda_line, agenda_row, with_agenda
from serment_client.cli.session import Commands, Row, Terminal, ending, short
from serment_client.cli.visits import visit_line, visit_row
from serment_client.client import Client
from serment_client.counter import Proposed
from serment_client.errors import Offline, Refused
from serment_client.handover import Handed
from serment_protocol.appointments import PatientName
from serment_protocol.codes import CodeKind, read_code, write_code
from serment_protocol.kit import code_words

LANGUAGES = ("fr", "en")
SERVER_FAILED = 500


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    showing = commands.add_parser("at-the-counter", help="show a practice a code, to get your appointments back")
    showing.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the words")
    showing.set_defaults(run=show)
    claiming = commands.add_parser("claim", help="take an appointment made by telephone into your account")
    claiming.add_argument("--language", choices=LANGUAGES, default="fr", help="language to be addressed in")
    claiming.set_defaults(run=claim)
    handing = commands.add_parser("hand-over", help="hand appointments over to a patient who shows a code")
    handing.add_argument("practice", help="id of the practice")
    handing.add_argument("appointments", nargs="+", metavar="appointment", help="their ids, or the beginnings of them")
    handing.set_defaults(run=hand_over)
    coding = commands.add_parser("claim-code", help="show the code of an appointment that the practice booked")
    coding.add_argument("practice", help="id of the practice")
    coding.add_argument("appointment", help="its id, or the beginning of it")
    coding.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the words")
    coding.set_defaults(run=claim_code)


def show(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show a code, agree, and wait."""
    client = terminal.signed_in()
    profile = client.account.vault.current().profile
    with ending(client.counter.end):
        code = client.counter.show(PatientName(profile.given, profile.family))
        _say_code(terminal, client, "counter", code, options.language)
        proposed = _heard(terminal, client)
        terminal.tell(f"{proposed.practice.publication.name} proposes:")
        for visit in proposed.visits:
            terminal.tell(f"  {visit.start}  {visit.told.practitioner_name}, {visit.told.motive_label}")
        terminal.agree("Are these your appointments, and is this the practice where you are?")
        mark = client.counter.accept(options.language)
        terminal.tell(f"Its screen must show {mark}. Let it read that here; waiting …")
        rows = [visit_row(visit) for visit in client.counter.wait().visits]
    terminal.show(rows, visit_line, "The practice has handed nothing over.")


def _heard(terminal: Terminal, client: Client) -> Proposed:
    """What the practice proposes; a server that fails for a moment ends no code."""
    while True:
        try:
            return client.counter.hear()
        except (Offline, Refused) as failure:
            if isinstance(failure, Refused) and failure.status < SERVER_FAILED:
                raise
            terminal.tell(str(failure))
            terminal.agree("Try again with the same code?")


def claim(terminal: Terminal, options: argparse.Namespace) -> None:
    """Look, agree, claim."""
    client = terminal.signed_in()
    code = read_code("claim", terminal.ask_secret("Code on the paper"))
    terminal.tell(visit_line(visit_row(client.visits.look(code))))
    terminal.agree("Take this appointment into your account?")
    row = visit_row(client.visits.claim(code, options.language))
    terminal.say(f"Yours now: {visit_line(row)}", **row)


def hand_over(terminal: Terminal, options: argparse.Namespace) -> None:
    """Meet, check, propose, compare, hand over."""
    client = with_agenda(terminal, options.practice)
    desk = client.desk.meet(options.practice, read_code("counter", terminal.ask_secret("Code on the patient's screen")))
    with ending(desk.end):
        terminal.tell(f"The account says: {desk.patient.given} {desk.patient.family}.")
        terminal.agree("Have you seen a paper that says who this is?")
        desk.propose(options.appointments)
        terminal.tell("Waiting for the patient …")
        mark = desk.hear()
        terminal.agree(f"Does the patient's screen show {mark}?")
        rows = [_handed_row(handed) for handed in desk.hand_over()]
    terminal.show(rows, _handed_line, "")


def claim_code(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show the code."""
    client = with_agenda(terminal, options.practice)
    code = client.desk.claim_code(options.appointment)
    terminal.tell("Whoever has this code has the appointment; it serves once.")
    _say_code(terminal, client, "claim", code, options.language)


def _say_code(terminal: Terminal, client: Client, kind: CodeKind, code: bytes, language: str) -> None:
    words = " ".join(code_words(code, "en" if language == "en" else "fr"))
    link = f"{client.context.installation.publisher.url}/#/{write_code(kind, code)}"
    terminal.draw(link)
    terminal.say(f"{link}\n{words}", link=link, words=words)


def _handed_row(handed: Handed) -> dict[str, object]:
    if handed.after is None:
        return {"replaces": handed.before.appointment, "code": handed.code}
    return {"replaces": handed.before.appointment, "code": "", **agenda_row(handed.after)}


def _handed_line(row: Row) -> str:
    if row["code"]:
        return f"{short(row['replaces'])}  not handed over: {row['code']}"
    return f"Handed over: {agenda_line(row)}"
