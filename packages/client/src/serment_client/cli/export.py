"""The command by which a person takes everything away."""

import argparse
from pathlib import Path

from serment_client.cli.kit import write_own
from serment_client.cli.session import Commands, Terminal
from serment_client.exporting import make_archive
from serment_protocol.exports import propose_passphrase

LANGUAGES = ("fr", "en")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    export = commands.add_parser("export", help="take away all that is known of you, readable and as FHIR")
    export.add_argument("file", type=Path, help="such as my-data.age")
    export.add_argument("--language", choices=LANGUAGES, default="fr", help="language of its page and words")
    export.add_argument("--plain", action="store_true", help="an open zip, which anybody reads who finds it")
    export.set_defaults(run=export_all)


def export_all(terminal: Terminal, options: argparse.Namespace) -> None:
    """Gather, write, and show the passphrase once."""
    content = terminal.signed_in().gather(options.language, terminal.progress("Reading appointments"))
    passphrase = "" if options.plain else propose_passphrase(options.language)
    write_own(options.file, make_archive(content, passphrase))
    if not content.custodian.asked:
        terminal.tell("The custodian was not asked; sign in with a code to have its part too.")
    facts = {"file": str(options.file), "visits": len(content.visits), "custodian": content.custodian.asked}
    if options.plain:
        terminal.say(f"{options.file} is open to whoever finds it: it holds health data.", **facts)
        return
    terminal.say(
        f"{options.file} opens with `age -d` and this passphrase, which nobody else has:\n{passphrase}",
        **facts,
        passphrase=passphrase,
    )
    terminal.wipe("Press Enter once you have written it down")
