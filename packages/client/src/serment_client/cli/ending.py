"""The command by which a person ends their account."""

import argparse
from pathlib import Path

from serment_client.cli.kit import write_own
from serment_client.cli.session import Commands, Row, Terminal
from serment_client.client import Client
from serment_client.ending import check_file, file_of, receipts
from serment_client.errors import AnotherPerson, CodeNeeded, FileRefused, NothingToFinish
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
    client.context.state.forget()
    terminal.say(f"The account is gone. {options.receipt} holds the receipts.", file=str(options.receipt), erased=told)


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
    terminal.agree(QUESTION)
    if not options.keep_person:
        _prove(terminal, client, options)
    client.erase(keep_person=options.keep_person)


def _finish(terminal: Terminal, client: Client, options: argparse.Namespace) -> None:
    terminal.tell("An end was begun here before; it goes on.")
    try:
        client.finish_erasing()
    except (AnotherPerson, CodeNeeded):
        _prove(terminal, client, options)
        client.finish_erasing()


def _name_visits(terminal: Terminal, client: Client) -> None:
    """What is still to come stays with the practices, whether or not anybody can cancel it afterwards."""
    if client.account.audience == "staff":
        return
    now = client.context.clock()
    for visit in client.visits.list().visits:
        if is_ahead(visit.last, now):
            terminal.tell(f"Still booked: {visit.last.start}, {visit.told.practitioner_name}; `cancel` it first.")


def _prove(terminal: Terminal, client: Client, options: argparse.Namespace) -> None:
    email = options.email or terminal.ask("E-mail address")
    client.send_code(email, options.language)
    client.enter_code(email, terminal.ask("Code from the message"))
