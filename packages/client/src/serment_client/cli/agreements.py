"""Commands about what practices ask: the patient answers; the practice asks, shares, gives to research, receives."""

import argparse
import csv
import io
from pathlib import Path

from msgspec import UNSET
from msgspec.structs import astuple

from serment_client.agreements import Question
from serment_client.cli.consents import ANSWERS, LANGUAGES
from serment_client.cli.kit import write_own
from serment_client.cli.mailbox import with_visit
from serment_client.cli.session import Commands, Parser, Row, Terminal, short
from serment_client.client import Client
from serment_client.errors import ConsentUnknown, NotAgreed, ReferralUnknown, WrongUsage
from serment_client.questions import FLOOR, Asked
from serment_client.referrals import Received
from serment_protocol.agreements import Course
from serment_protocol.terms import Project

FIELDS = ("row", "age", "motive", "month")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    _add_of_patients(commands)
    listing = _of_practice(commands, "consent-questions", "what a practice asked its patients to agree to")
    listing.set_defaults(run=list_questions)
    sharing = _of_practice(commands, "ask-sharing", "ask whether a letter about a visit may go to another practitioner")
    _add(sharing, appointment="its id, or the beginning of it", to="id of the other practice")
    _add(sharing, practitioner="id of the practitioner there", purpose="what for, as the patient reads it")
    sharing.set_defaults(run=ask_sharing)
    share = _of_practice(commands, "share-letter", "send the letter that a patient agreed to")
    _add(share, consent="id of the question, or the beginning of it", text="the letter")
    share.set_defaults(run=share_letter)
    project = _of_practice(commands, "research-project", "the research that a practice may ask about")
    project.add_argument("--title", default="", help="as patients read it")
    project.add_argument("--contact", default="", help="who answers about it")
    project.add_argument("--end", action="store_true", help="the practice does none any more")
    project.set_defaults(run=research_project)
    research = _of_practice(commands, "ask-research", "ask whether a visit may be reused for the practice's research")
    _add(research, appointment="its id, or the beginning of it", purpose="what for, as the patient reads it")
    research.set_defaults(run=ask_research)
    export = _of_practice(commands, "research-export", "write what the research is given: no names, no days")
    export.add_argument("file", type=Path, help="such as research.csv")
    export.set_defaults(run=research_export)
    inbox = _of_practice(commands, "referrals", "letters that other practices passed on")
    inbox.add_argument("--read", action="store_true", help="with what they say")
    inbox.set_defaults(run=list_referrals)
    filing = _of_practice(commands, "file-referral", "put such a letter into the clinical note of a visit")
    _add(filing, referral="its id, or the beginning of it", appointment="the visit here")
    filing.set_defaults(run=file_referral)
    dropping = _of_practice(commands, "drop-referral", "remove such a letter, believed or not")
    dropping.add_argument("referral", nargs="?", default="", help="its id, or the beginning of it")
    dropping.add_argument("--doubtful", action="store_true", help="all that are not believed")
    dropping.set_defaults(run=drop_referral)


def _add_of_patients(commands: Commands) -> None:
    asked = commands.add_parser("asked-consents", help="what practices asked you to agree to, and what you decided")
    asked.set_defaults(run=list_asked)
    answering = commands.add_parser("answer-consent", help="read what a practice asks, and accept or refuse")
    _add(answering, consent="its id, or the beginning of it")
    answering.add_argument("--word", choices=("self", "representative"), default="self", help="whose decision it is")
    answering.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the text")
    answering.set_defaults(run=answer)
    withdrawing = commands.add_parser("withdraw-answer", help="take back what you agreed to, and tell the practice")
    _add(withdrawing, consent="its id, or the beginning of it")
    withdrawing.set_defaults(run=withdraw)
    receipt = commands.add_parser("answer-receipt", help="write what was signed, with the text that was shown")
    _add(receipt, consent="its id, or the beginning of it")
    receipt.add_argument("file", type=Path, help="such as consent.txt")
    receipt.set_defaults(run=take_receipt)


def list_asked(terminal: Terminal, options: argparse.Namespace) -> None:
    """List."""
    del options
    rows = [course_row(each.course) for each in terminal.signed_in().agreements.list()]
    terminal.show(rows, course_line, "No practice asked you to agree to anything. None of it is needed to be treated.")


def answer(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show the question and the text, then tell the practice either answer alike."""
    agreements = terminal.signed_in().agreements
    question = agreements.find(options.consent)
    shown = agreements.offer(question, options.language)
    terminal.tell(f"{_facts(question.course)}\n\n{shown.text}")
    given = terminal.ask("accept or refuse")
    if given not in ANSWERS:
        raise NotAgreed
    _say(terminal, agreements.decide(question, shown, options.word, granted=ANSWERS[given]))


def withdraw(terminal: Terminal, options: argparse.Namespace) -> None:
    """Take back."""
    agreements = terminal.signed_in().agreements
    _say(terminal, agreements.withdraw(agreements.find(options.consent)))


def take_receipt(terminal: Terminal, options: argparse.Namespace) -> None:
    """Write the receipt."""
    agreements = terminal.signed_in().agreements
    question = agreements.find(options.consent)
    if question.waits:
        raise ConsentUnknown
    line, how = course_line(course_row(question.course)), f"serment-client withdraw-answer {short(question.scope)}"
    write_own(options.file, agreements.receipt(question, f"Serment\n{_facts(question.course)}\n{line}\n{how}"))
    terminal.say(f"{options.file} holds what was signed and the text.", file=str(options.file), consent=question.scope)


def list_questions(terminal: Terminal, options: argparse.Namespace) -> None:
    """List; what was taken back is called back."""
    asked = terminal.signed_in().questions.list(options.practice)
    terminal.show([asked_row(each) for each in asked], course_line, "Nobody was asked anything.")


def ask_sharing(terminal: Terminal, options: argparse.Namespace) -> None:
    """Ask."""
    client = with_visit(terminal, options)
    visit = client.agendas.find(options.appointment)
    asked = client.questions.ask_sharing(options.practice, visit, options.to, options.practitioner, options.purpose)
    _say_asked(terminal, asked)


def ask_research(terminal: Terminal, options: argparse.Namespace) -> None:
    """Ask."""
    client = with_visit(terminal, options)
    visit = client.agendas.find(options.appointment)
    _say_asked(terminal, client.questions.ask_research(options.practice, visit, options.purpose))


def share_letter(terminal: Terminal, options: argparse.Namespace) -> None:
    """Share."""
    client = terminal.signed_in()
    asked = _question(client, options.practice, options.consent)
    row = asked_row(client.questions.share(options.practice, asked, options.text))
    terminal.say(f"Sent to {row['to']}.", **row)


def research_project(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show, name or end the research."""
    questions = terminal.signed_in().questions
    if options.end:
        questions.set_project(options.practice, None)
        terminal.say("Nobody is asked about research any more.")
        return
    if bool(options.title) != bool(options.contact):
        raise WrongUsage("research has a --title and a --contact")
    if options.title:
        questions.set_project(options.practice, Project(options.title, options.contact))
    project = questions.project(options.practice)
    terminal.say(f"{project.title} ({project.contact})", title=project.title, contact=project.contact)


def research_export(terminal: Terminal, options: argparse.Namespace) -> None:
    """Write the rows."""
    rows, taken_back = terminal.signed_in().questions.extract(options.practice)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(FIELDS)
    writer.writerows(astuple(each) for each in rows)
    write_own(options.file, written.getvalue().encode())
    left_out = f"No age, motive and month that fewer than {FLOOR} visits have in common is among them."
    told = f"{options.file} has {len(rows)} visits. {left_out}"
    if taken_back:
        told += f"\nTaken back, to be removed from earlier files: {', '.join(taken_back)}"
    terminal.say(told, file=str(options.file), visits=len(rows), taken_back=list(taken_back))


def list_referrals(terminal: Terminal, options: argparse.Namespace) -> None:
    """List."""
    inbox = terminal.signed_in().referrals.list(options.practice)
    rows: list[Row] = [referral_row(each, read=options.read) for each in inbox.received]
    rows += [{"referral": each.referral, "doubt": each.code} for each in inbox.doubtful]
    terminal.show(rows, _referral_line, "No other practice passed anything on.")


def file_referral(terminal: Terminal, options: argparse.Namespace) -> None:
    """File."""
    client = with_visit(terminal, options)
    received = client.referrals.find(options.practice, options.referral)
    visit = client.referrals.file(options.practice, received, options.appointment)
    terminal.say("Put into the clinical note.", appointment=visit.appointment, referral=received.row.referral)


def drop_referral(terminal: Terminal, options: argparse.Namespace) -> None:
    """Drop."""
    referrals = terminal.signed_in().referrals
    if options.doubtful == bool(options.referral):
        raise WrongUsage("one letter by its id, or --doubtful for all that are not believed")
    if options.doubtful:
        removed = referrals.drop_doubtful(options.practice)
        terminal.say(f"Removed {removed} that were not believed.", removed=removed)
        return
    inbox = referrals.list(options.practice)
    known = [*(each.row.referral for each in inbox.received), *(each.referral for each in inbox.doubtful)]
    fitting = [each for each in known if each.startswith(options.referral)]
    if len(fitting) != 1:
        raise ReferralUnknown
    referrals.drop(options.practice, fitting[0])
    terminal.say("Removed.", referral=fitting[0])


def course_row(course: Course) -> dict[str, object]:
    """A question in plain values."""
    terms, last = course.terms, course.chain[-1] if course.chain else None
    return {
        "consent": course.scope,
        "about": terms.about,
        "practice_name": terms.practice_name,
        "to": "" if terms.to is UNSET else f"{terms.to.practitioner}, {terms.to.practice_name}",
        "project": "" if terms.project is UNSET else terms.project.title,
        "purpose": terms.purpose,
        "decision": last.decision if last else "",
        "day": last.day if last else "",
        "stands": course.stands,
        "broken": course.broken,
        "shared": course.handed,
        "ask_again": course.again,
    }


def asked_row(asked: Asked) -> dict[str, object]:
    """The same, with the visit."""
    where = {"appointment": asked.visit.appointment, "start": asked.visit.last.start}
    return {**where, **course_row(asked.course), "stands": asked.stands, "to_be_called_back": asked.recall}


def course_line(row: Row) -> str:
    """A question in one line."""
    state = "cannot be believed, and allows nothing" if row["broken"] else row["decision"] or "waits for an answer"
    day = f" on {row['day']}" if row["day"] else ""
    whom, late = row["to"] or row["project"], row.get("to_be_called_back")
    waits = f"; to be called back: the other practice could not be told ({late})" if late else ""
    return f"{short(row['consent'])}  {row['about']:8}  {row['practice_name']} → {whom}  {state}{day}{waits}"


def referral_row(received: Received, *, read: bool) -> dict[str, object]:
    """A letter in plain values."""
    referral = received.believed.referral
    return {
        "referral": received.row.referral,
        "day": received.row.day,
        "practice_name": referral.agreement.terms.practice_name,
        "patient": f"{referral.patient.given} {referral.patient.family}",
        "purpose": referral.agreement.terms.purpose,
        "withdrawn": received.withdrawn,
        "vouched_by": referral.agreement.terms.practice_name,
        "key": referral.manage,
        "right_spent": received.believed.right,
        **({"text": referral.text} if read else {}),
    }


def _referral_line(row: Row) -> str:
    if "doubt" in row:
        return f"{short(row['referral'])}  is not believed ({row['doubt']})"
    head = f"{short(row['referral'])}  {row['day']}  {row['practice_name']}  {row['patient']}"
    if row["withdrawn"]:
        return f"{head}  taken back on {row['withdrawn']}: use nothing of it; what is in a care record stays there"
    paid = "and a right to book was spent for it" if row["right_spent"] else "and no right to book, so far"
    attested = f"the platform knows a visit there whose key agreed, {paid}"
    vouched = f"{attested}; {row['vouched_by']} alone vouches whose it is: {row['key']} stands in their receipt"
    return f"{head}  {row['purpose']}\n  {vouched}" + (f"\n{row['text']}" if "text" in row else "")


def _facts(course: Course) -> str:
    row = course_row(course)
    return f"{row['practice_name']} → {row['to'] or row['project']}\n{row['purpose']}"


def _say(terminal: Terminal, question: Question) -> None:
    row = {**course_row(question.course), "told": question.told}
    told = "and told" if question.told else "but the practice was NOT told, for the mailbox is gone: tell it yourself"
    terminal.say(f"Noted, {told}: {course_line(row)}", **row)


def _say_asked(terminal: Terminal, asked: Asked) -> None:
    row = asked_row(asked)
    terminal.say(f"Asked: {course_line(row)}", **row)


def _question(client: Client, practice: str, consent: str) -> Asked:
    fitting = [each for each in client.questions.list(practice) if each.course.scope.startswith(consent)]
    if len(fitting) != 1:
        raise ConsentUnknown
    return fitting[0]


def _of_practice(commands: Commands, name: str, help_text: str) -> Parser:
    parser = commands.add_parser(name, help=help_text)
    parser.add_argument("practice", help="id of the practice")
    return parser


def _add(parser: Parser, **helps: str) -> None:
    for name, help_text in helps.items():
        parser.add_argument(name, help=help_text)
