"""Commands of the account: opening it, coming back, paper kit, ways in."""

import argparse
import os

from serment_client.cli.kit import show_kit, try_kit
from serment_client.cli.session import Commands, Parser, Row, Terminal, short
from serment_client.client import Client
from serment_client.errors import PassphraseMistyped, WaysMissing, WrongUsage
from serment_protocol.kit import propose_words

AUDIENCES = ("patient", "staff")
LANGUAGES = ("fr", "en")
NAME = "serment-client"


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    opening = commands.add_parser("sign-up", help="open an account and remember it here")
    _add_person(opening)
    opening.set_defaults(run=sign_up)
    coming = commands.add_parser("sign-in", help="open an account by its passphrase or kit and remember it here")
    _add_person(coming)
    coming.add_argument("--kit", action="store_true", help="sign in with the paper kit's twelve words")
    coming.set_defaults(run=sign_in)
    leaving = commands.add_parser("sign-out", help="forget the account on this device")
    leaving.set_defaults(run=sign_out)
    commands.add_parser("ways", help="list the ways into the account").set_defaults(run=list_ways)
    removing = commands.add_parser("remove-way", help="remove a way into the account")
    removing.add_argument("locator", help="its id, or the beginning of it")
    removing.add_argument(
        "--change-keys", action="store_true", help="it was lost: begin a new epoch where you are officer"
    )
    removing.set_defaults(run=remove_way)


def sign_up(terminal: Terminal, options: argparse.Namespace) -> None:
    """Open an account."""
    client = terminal.client
    email = _prove_address(terminal, options)
    terminal.tell(f"A passphrase drawn by lot, if you like it: {propose_words(options.language)}")
    account = client.sign_up(_new_passphrase(terminal), options.audience)
    account.remember(device_name())
    terminal.say(f"The account of {email} is open, and remembered on this device.", audience=options.audience)
    kit = show_kit(terminal, client, options.language)
    typed = terminal.ask_secret("Type the twelve words back from paper, or nothing to make another kit later")
    if typed:
        try_kit(terminal, client, kit, typed)
    else:
        terminal.tell("Nobody can give a passphrase back: until there is a second way back, nothing is booked.")


def sign_in(terminal: Terminal, options: argparse.Namespace) -> None:
    """Come back to an account."""
    client = terminal.client
    if options.kit:
        account = client.sign_in_with_kit(terminal.ask_secret("Twelve words"), options.audience)
    else:
        _prove_address(terminal, options)
        account = client.sign_in(terminal.ask_secret("Passphrase"), options.audience)
    account.remember(device_name())
    terminal.say("The account is open, and remembered on this device.", audience=options.audience)


def sign_out(terminal: Terminal, options: argparse.Namespace) -> None:
    """Take this device's way in back and forget everything."""
    del options
    client = terminal.signed_in()
    client.account.forget_device()
    client.context.state.forget()
    terminal.say("This device remembers nothing any more.", remembered=False)


def list_ways(terminal: Terminal, options: argparse.Namespace) -> None:
    """List the ways in."""
    del options
    account = terminal.signed_in().account
    rows = [{"locator": way.locator, "kind": way.kind, "name": way.name, "added": way.added} for way in account.ways()]
    terminal.show(rows, _way_line, "There is no way in.")
    if not account.ways_back():
        terminal.tell(str(WaysMissing()))
    if left := len(account.vault.current().leaving):
        terminal.tell(
            f"The custodian still knows {left} removed device(s): sign in with a code to have them forgotten."
        )


def remove_way(terminal: Terminal, options: argparse.Namespace) -> None:
    """Remove a way in."""
    client = terminal.signed_in()
    account = client.account
    fitting = [way.locator for way in account.ways() if way.locator.startswith(options.locator)]
    if len(fitting) != 1:
        raise WrongUsage("Not exactly one way in begins so; `serment-client ways` lists them.")
    account.remove_way(fitting[0])
    renewed = _change_keys(client, terminal) if options.change_keys else []
    terminal.say("This way in is closed.", removed=fitting[0], renewed=renewed)


def _new_passphrase(terminal: Terminal) -> str:
    """Typed twice: it counts once it was tried."""
    passphrase = terminal.ask_secret("Passphrase")
    if terminal.ask_secret("The same again") != passphrase:
        raise PassphraseMistyped
    return passphrase


def _change_keys(client: Client, terminal: Terminal) -> list[str]:
    """New keys where this person is an officer; elsewhere an officer must be asked."""
    accesses = client.memberships.list()
    for access in accesses:
        if access.self.officer:
            client.team.rotate(access.practice, progress=terminal.progress("Wrapping keys"))
            terminal.tell(f"{access.root.name} has new keys.")
        else:
            terminal.tell(f"Ask an officer of {access.root.name} to change the keys.")
    return [access.practice for access in accesses if access.self.officer]


def _way_line(row: Row) -> str:
    return f"{short(row['locator'])}  {row['kind']:10}  {row['added']}  {row['name']}"


def _add_person(parser: Parser) -> None:
    parser.add_argument("--email", default="", help="your address; asked for if missing")
    parser.add_argument("--audience", choices=AUDIENCES, default="patient", help="patient or staff account")
    parser.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the message with the code")


def _prove_address(terminal: Terminal, options: argparse.Namespace) -> str:
    email = options.email or terminal.ask("E-mail address")
    terminal.client.send_code(email, options.language)
    terminal.client.enter_code(email, terminal.ask("Code from the message"))
    return email


def device_name() -> str:
    """How the account lists this device, unless told otherwise."""
    return f"{NAME}, {os.uname().nodename}" if hasattr(os, "uname") else NAME
