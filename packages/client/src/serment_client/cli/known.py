"""Commands by which a practice says whom it knows (SPEC 24): keys for its word, and the word itself."""

import argparse

from serment_client.cli.practice import with_agenda
from serment_client.cli.session import Commands, Terminal
from serment_client.demand_words import READY

AUDIENCES = ("known", "colleagues")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    knowing = commands.add_parser("know", help="say whom a practice knows, so that they book what is kept for them")
    knowing.add_argument("practice", help="id of the practice")
    meaning = "for whom, may be given again; without: nobody any more"
    knowing.add_argument("--for", dest="audiences", action="append", choices=AUDIENCES, default=[], help=meaning)
    knowing.set_defaults(run=know)
    giving = commands.add_parser("give-word", help="give the word to whoever holds a visit, as its booking asked")
    giving.add_argument("practice", help="id of the practice")
    giving.add_argument("appointment", help="its id, or the beginning of it")
    giving.add_argument("--audience", choices=AUDIENCES, default="known", help="as what (default: %(default)s)")
    giving.set_defaults(run=give_word)
    vouching = commands.add_parser("vouch", help="give the word to whoever asked for it by letter, and say so")
    vouching.add_argument("practice", help="id of the practice")
    vouching.add_argument("appointment", help="its id, or the beginning of it")
    vouching.add_argument("number", type=int, help="the number of the request")
    vouching.set_defaults(run=vouch)


def know(terminal: Terminal, options: argparse.Namespace) -> None:
    """Publish the keys; those that are there stay."""
    known = terminal.signed_in().desk.know(options.practice, options.audiences)
    told = ", ".join(options.audiences) or "nobody"
    revision = known.publication.revision
    terminal.say(f"Published: its word is for {told}.", audiences=options.audiences, revision=revision)


def give_word(terminal: Terminal, options: argparse.Namespace) -> None:
    """Sign what an envelope asked for."""
    client = with_agenda(terminal, options.practice)
    visit = client.desk.give(options.practice, options.appointment, options.audience)
    said = "Given." if visit.row.answered else "Its booking asked for none, or under keys of before."
    terminal.say(said, appointment=visit.appointment, given=visit.row.answered)


def vouch(terminal: Terminal, options: argparse.Namespace) -> None:
    """Answer a letter that asks for the word."""
    client = terminal.signed_in()
    demand = client.demands.find(options.practice, options.appointment, options.number)
    content = demand.visit.content
    text = READY["known"]["en" if content is not None and content.language == "en" else "fr"]
    client.demands.vouch(options.practice, demand, text)
    terminal.say("Given.", appointment=demand.visit.appointment, text=text)
