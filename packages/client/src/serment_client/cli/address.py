"""Commands of the e-mail address: which one it is, another one, and stopping a change."""

import argparse

from serment_client.cli.session import Commands, Terminal
from serment_client.custodian import AddressAnswer

LANGUAGES = ("fr", "en")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    commands.add_parser("email", help="the address that codes and nudges go to").set_defaults(run=show)
    changing = commands.add_parser("change-email", help="let them go to another address")
    changing.add_argument("email", help="the other address")
    changing.add_argument(
        "--mailbox-lost", action="store_true", help="the present one cannot be read: takes a week, and tells it twice"
    )
    changing.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the messages with the codes")
    changing.set_defaults(run=change)
    commands.add_parser("keep-email", help="end a change that waits").set_defaults(run=keep)
    commands.add_parser("veto-email", help="stop a change by the letter to the old address").set_defaults(run=veto)


def show(terminal: Terminal, options: argparse.Namespace) -> None:
    """Tell the address."""
    del options
    _say(terminal, terminal.signed_in().custodian.address())


def change(terminal: Terminal, options: argparse.Namespace) -> None:
    """Prove the other address, and the present one where it can still be read."""
    client = terminal.signed_in()
    present = client.custodian.address().email
    client.send_code(options.email, options.language)
    if not options.mailbox_lost:
        client.send_code(present, options.language)
    code = terminal.ask(f"Code from the message to {options.email}")
    old = "" if options.mailbox_lost else terminal.ask(f"Code from the message to {present}")
    _say(terminal, client.account.change_address(options.email, code, old))


def keep(terminal: Terminal, options: argparse.Namespace) -> None:
    """End a change that waits."""
    del options
    custodian = terminal.signed_in().custodian
    custodian.keep_address()
    _say(terminal, custodian.address())


def veto(terminal: Terminal, options: argparse.Namespace) -> None:
    """Stop a change; nobody needs to be signed in."""
    del options
    custodian = terminal.client.custodian
    link = terminal.ask_secret("Link of the letter, or what stands at its end").strip()
    custodian.veto_change(link.rpartition("/")[2])
    terminal.say("The change is stopped. Now remove devices that you do not recognise.", stopped=True)


def _say(terminal: Terminal, found: AddressAnswer) -> None:
    awaited = found.change
    sentence = f"Codes and nudges go to {found.email}."
    if awaited is not None:
        sentence += f" From {awaited.takes_effect} on they go to {awaited.email}, unless that is stopped."
    more = {"change": {"email": awaited.email, "takes_effect": awaited.takes_effect}} if awaited else {}
    terminal.say(sentence, email=found.email, **more)
