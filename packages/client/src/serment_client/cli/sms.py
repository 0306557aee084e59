"""Commands about SMS that something is waiting: what was decided, a decision, a number, how it is used."""

import argparse

from serment_client.cli.consents import ANSWERS, LANGUAGES, consent_line, consent_row
from serment_client.cli.session import Commands, Terminal
from serment_client.custodian import PhoneAnswer
from serment_client.errors import NotAgreed

WAYS = {"beside": False, "instead": True}


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    commands.add_parser("sms", help="whether SMS tell you that something waits, and where they go").set_defaults(
        run=show
    )
    asking = commands.add_parser("ask-sms", help="decide whether you want to be told by SMS")
    asking.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the text")
    asking.add_argument("--unasked", action="store_true", help="you came back on an earlier no by yourself")
    asking.set_defaults(run=ask)
    giving = commands.add_parser("sms-number", help="let SMS go to this number, by a code that it gets")
    giving.add_argument("number", help="such as +33639980100")
    giving.add_argument("--way", choices=WAYS, default="beside", help="beside e-mail, or instead of it")
    giving.set_defaults(run=give)
    choosing = commands.add_parser("sms-way", help="SMS beside e-mail, or instead of it")
    choosing.add_argument("way", choices=WAYS)
    choosing.set_defaults(run=choose)


def show(terminal: Terminal, options: argparse.Namespace) -> None:
    """Tell how it stands."""
    del options
    client = terminal.signed_in()
    offered, decided = client.custodian.sms().offered, client.sms.decided
    if not offered and decided is None:
        terminal.say("The custodian sends no SMS here, so nobody asks you.", offered=False)
        return
    if decided is not None:
        terminal.tell(consent_line(consent_row(decided)))
    _say(terminal, client.sms.number(), offered=offered)


def ask(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show the text, then note either answer alike."""
    sms = terminal.signed_in().sms
    shown = sms.offer(options.language, unasked=options.unasked)
    terminal.tell(shown.text)
    answer = terminal.ask("accept or refuse")
    if answer not in ANSWERS:
        raise NotAgreed
    row = consent_row(sms.decide(shown, granted=ANSWERS[answer]))
    terminal.say(f"Noted: {consent_line(row)}", **row)


def give(terminal: Terminal, options: argparse.Namespace) -> None:
    """Prove a number."""
    sms = terminal.signed_in().sms
    sms.send_code(options.number)
    code = terminal.ask("Code from the SMS")
    _say(terminal, sms.confirm(code, instead=WAYS[options.way]), offered=True)


def choose(terminal: Terminal, options: argparse.Namespace) -> None:
    """Note how they are used."""
    _say(terminal, terminal.signed_in().sms.choose(instead=WAYS[options.way]), offered=True)


def _say(terminal: Terminal, phone: PhoneAnswer, *, offered: bool) -> None:
    how = "instead of e-mail" if phone.instead else "beside e-mail"
    sentence = f"SMS go to the number that ends in {phone.ends}, {how}." if phone.ends else "No number is kept."
    if phone.ends and not phone.stands:
        sentence = "None are sent to it now: the text has changed, or the gateway does not serve it."
    terminal.say(sentence, offered=offered, ends=phone.ends, instead=phone.instead, stands=phone.stands)
