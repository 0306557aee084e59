"""Commands of the paper kit: making it, and the file that it opens without any server."""

import argparse
import os
from pathlib import Path

from serment_client.account import new_kit
from serment_client.cli.session import Commands, Terminal
from serment_client.client import Client
from serment_client.errors import FileRefused
from serment_protocol.kit import WordLanguage, read_kit
from serment_protocol.kitfile import kit_identity, open_kit_file, prove_kit_file, write_kit_address

LANGUAGES = ("fr", "en")
OWNER_ALONE = 0o600


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    kit = commands.add_parser("kit", help="make a paper kit, tried once before it is believed")
    kit.add_argument("--language", choices=LANGUAGES, default="fr", help="language of its words")
    kit.set_defaults(run=make_kit)
    identity = commands.add_parser("kit-identity", help="what opens the kit's files with `age -d -i`, from its words")
    identity.set_defaults(run=show_identity)
    making = commands.add_parser("kit-file", help="write down what the account holds, for the kit alone")
    making.add_argument("file", type=Path, help="such as serment.age")
    making.add_argument("--language", choices=LANGUAGES, default="fr", help="language of its text")
    making.set_defaults(run=make_file)
    opening = commands.add_parser("open-kit-file", help="read and check such a file; no server is asked")
    opening.add_argument("file", type=Path, help="the file")
    opening.set_defaults(run=open_file)


def make_kit(terminal: Terminal, options: argparse.Namespace) -> None:
    """Make a paper kit."""
    client = terminal.signed_in()
    kit = show_kit(terminal, client, options.language)
    try_kit(terminal, client, kit, terminal.ask_secret("Type the words back from paper"))


def show_kit(terminal: Terminal, client: Client, language: WordLanguage) -> bytes:
    """A new kit, for paper: it leaves a person's screen before it is tried."""
    kit, words = new_kit(language)
    address = f"{client.context.installation.publisher.url}/#/{write_kit_address(client.account.audience, kit)}"
    terminal.draw(address)
    lines = [*(f"{n:2} {word}" for n, word in enumerate(words, 1)), "", address, kit_identity(kit)]
    terminal.say("Write down:\n" + "\n".join(lines), words=words, address=address, identity=kit_identity(kit))
    terminal.wipe("Press Enter once it is on paper")
    return kit


def try_kit(terminal: Terminal, client: Client, kit: bytes, typed: str) -> None:
    """Believe the kit if these are its words."""
    client.account.add_kit(kit, typed)
    terminal.say("The kit opens your account from now on.", kit=True)


def show_identity(terminal: Terminal, options: argparse.Namespace) -> None:
    """Derive it; nothing is asked of anybody."""
    del options
    identity = kit_identity(read_kit(terminal.ask_secret("Twelve words")))
    terminal.say(identity, identity=identity)


def make_file(terminal: Terminal, options: argparse.Namespace) -> None:
    """Make the file of today."""
    write_own(options.file, terminal.signed_in().make_kit_file(options.language))
    terminal.say(f"{options.file} holds your account as it is today; the kit alone opens it.", file=str(options.file))


def write_own(path: Path, data: bytes) -> None:
    """A file for its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE)
        with os.fdopen(descriptor, "wb") as file:
            # One that was there before keeps its own mode.
            os.fchmod(descriptor, OWNER_ALONE)
            file.write(data)
    except OSError as error:
        raise FileRefused(f"{path}: {error.strerror}") from error


def open_file(terminal: Terminal, options: argparse.Namespace) -> None:
    """Open a file, and prove what is in it."""
    try:
        data = options.file.read_bytes()
    except OSError as error:
        raise FileRefused(f"{options.file}: {error.strerror}") from error
    text, content = open_kit_file(data, read_kit(terminal.ask_secret("Twelve words")))
    proved = len(prove_kit_file(content))
    terminal.tell(text)
    terminal.say(f"{proved} visit(s), each proved by its signatures and the log.", made=content.made, proved=proved)
