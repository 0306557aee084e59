"""The commands by which a person ends their account, and stops an end that waits."""

import argparse
from pathlib import Path

from serment_client.cli.kit import write_own
from serment_client.cli.session import Commands, Row, Terminal
from serment_client.client import Client
from serment_client.ending import check_file, file_of, needs_code, receipts, terms
from serment_client.errors import AnotherPerson, CodeNeeded, EndingStopped, FileRefused, NothingToFinish
from serment_client.visits import is_ahead
from serment_protocol.merkle import leaf_hash

LANGUAGES = ("fr", "en")
QUESTION = "Destroy this account for good? Practices keep what they hold; your own keys to it are gone"


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    ending = commands.add_parser("erase", help="destroy the account; begun before, finish it")
    ending.add_argument("receipt", type=Path, help="file for the receipts, such as erased.json")
    ending.add_argument("--keep-person", action="store_true", help="the address also opens an account of staff")
    ending.add_argument("--email", default="", help="address that codes are sent to")
    ending.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the code's letter")
    ending.set_defaults(run=erase)
    keeping = commands.add_parser("keep-person", help="stop an end that waits at the custodian")
    keeping.add_argument("--email", default="", help="address that codes are sent to")
    keeping.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the code's letter")
    keeping.set_defaults(run=keep)
    commands.add_parser("veto-erase", help="stop such an end by the letter that told of it").set_defaults(run=veto)
    checking = commands.add_parser("check-receipts", help="check the receipts of an erasure; no server is asked")
    checking.add_argument("receipt", type=Path, help="file that `erase` or the app wrote")
    checking.set_defaults(run=check)


def erase(terminal: Terminal, options: argparse.Namespace) -> None:
    """Say what goes, ask, and destroy; or finish what was begun."""
    client = terminal.client
    if client.context.state.content.ending is None:
        _begin(terminal, terminal.signed_in(), options)
    else:
        _finish(terminal, client, options)
    ending = client.context.state.content.ending
    if ending is None:
        raise NothingToFinish
    write_own(options.receipt, file_of(client.context, ending))
    told = {hand: receipt.at for hand, receipt in receipts(client.context, ending).items()}
    facts = {"file": str(options.receipt), "erased": told}
    if ending.waits:
        terminal.say(
            f"The account is gone. {options.receipt} holds the platform's receipt. The custodian erases the address on "
            f"{ending.waits}, unless one of its two letters stops it; from then on, `erase` fetches that receipt.",
            **facts,
            waits=ending.waits,
        )
        return
    client.context.state.forget()
    terminal.say(f"The account is gone. {options.receipt} holds the receipts.", **facts)


def keep(terminal: Terminal, options: argparse.Namespace) -> None:
    """Let the person stay: whose end was begun here, or whoever proves their address now."""
    client = terminal.client
    ending = client.context.state.content.ending
    _prove(terminal, client, options, ending.address if ending is not None else "")
    if ending is None or not ending.address:
        client.custodian.keep_person()
    else:
        client.keep_person()
    terminal.say("The custodian keeps the address, and the key of its passphrase.", kept=True)


def veto(terminal: Terminal, options: argparse.Namespace) -> None:
    """Stop an end; nobody needs to be signed in."""
    del options
    link = terminal.ask_secret("Link of the letter, or what stands at its end").strip()
    terminal.client.custodian.veto_ending(link.rpartition("/")[2])
    terminal.say("It is stopped. Now change the password of that mailbox.", stopped=True)


def check(terminal: Terminal, options: argparse.Namespace) -> None:
    """Say what each hand has signed, and which leaf of its log says so."""
    try:
        data = options.receipt.read_bytes()
    except OSError as error:
        raise FileRefused(f"{options.receipt}: {error.strerror}") from error
    rows = [
        {
            "hand": each.receipt.hand,
            "at": each.receipt.at,
            "backups": each.receipt.backups,
            "destroyed": {row.table: row.count for row in each.receipt.destroyed if row.count},
            "log": each.log,
            "leaf": each.leaf,
            "leaf_hash": leaf_hash(each.entry).hex(),
        }
        for each in check_file(data)
    ]
    terminal.show(rows, _receipt_line, "There is no receipt in this file.")


def _receipt_line(row: Row) -> str:
    return (
        f"The {row['hand']} has destroyed {row['destroyed']} in the hour from {row['at']}, "
        f"and in backups by {row['backups']}. "
        f"Leaf {row['leaf']} of {row['log']} must hash to {row['leaf_hash']}; `serment verify log` reads it."
    )


def _begin(terminal: Terminal, client: Client, options: argparse.Namespace) -> None:
    _name_visits(terminal, client)
    if not options.keep_person:
        if needs_code(client.account):
            _prove(terminal, client, options)
        _say_when(terminal, client)
    terminal.agree(QUESTION)
    client.erase(keep_person=options.keep_person)


def _finish(terminal: Terminal, client: Client, options: argparse.Namespace) -> None:
    terminal.tell("An end was begun here before; it goes on.")
    try:
        client.finish_erasing()
    except EndingStopped as stopped:
        terminal.tell(str(stopped))
        terminal.agree("Ask the custodian for it again")
        _prove(terminal, client, options)
        client.finish_erasing(anew=True)
    except (AnotherPerson, CodeNeeded):
        _prove(terminal, client, options)
        client.finish_erasing()


def _say_when(terminal: Terminal, client: Client) -> None:
    """At once, or after days in which the address can stop it."""
    found = terms(client.account)
    terminal.tell(
        "The platform destroys its part at once, and so does the custodian, for this device was there from the first."
        if found.at_once
        else "The platform destroys its part at once. The custodian waits "
        f"{found.days} day{'s' * (found.days != 1)}, "
        "for others may read this mailbox: it tells the address twice, which can stop it."
    )


def _name_visits(terminal: Terminal, client: Client) -> None:
    """What is still to come stays with the practices, whether or not anybody can cancel it afterwards."""
    if client.account.audience == "staff":
        return
    now = client.context.clock()
    for visit in client.visits.list().visits:
        if is_ahead(visit.last, now):
            terminal.tell(f"Still booked: {visit.last.start}, {visit.told.practitioner_name}; `cancel` it first.")


def _prove(terminal: Terminal, client: Client, options: argparse.Namespace, known: str = "") -> None:
    email = options.email or known or terminal.ask("E-mail address")
    client.send_code(email, options.language)
    client.enter_code(email, terminal.ask("Code from the message"))
