"""`serment-client`: the same protocol in a terminal.

Exit codes: 0 done; 1 refused, with a sentence; 2 wrong usage; 3 the server cannot be reached.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from serment_client.cli import (
    account,
    address,
    agreements,
    consents,
    counter,
    devices,
    directory,
    ending,
    export,
    kit,
    known,
    mailbox,
    opening,
    practice,
    releases,
    roots,
    shares,
    sms,
    visits,
)
from serment_client.cli.session import Terminal
from serment_client.errors import ClientError, Offline, WrongUsage
from serment_client.state import default_path
from serment_protocol.errors import ProtocolRefusal

REFUSED = 1
EXIT_CODES: dict[type[Exception], int] = {WrongUsage: 2, Offline: 3}
GROUPS = (
    *(account, devices, address, kit, export, consents, sms, ending, directory, visits),
    *(mailbox, agreements, practice, opening, known, shares, roots, releases, counter),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command."""
    options = build_parser().parse_args(argv)
    terminal = Terminal(options.installation, options.state, as_json=options.json)
    try:
        options.run(terminal, options)
    except (ClientError, ProtocolRefusal) as error:
        terminal.refuse(error.code, str(error))
        return EXIT_CODES.get(type(error), REFUSED)
    except KeyboardInterrupt:
        return REFUSED
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    finally:
        terminal.close()
    return 0


def build_parser() -> argparse.ArgumentParser:
    """All commands, each group adding its own."""
    parser = argparse.ArgumentParser(
        prog="serment-client",
        description="Book medical appointments that only the practice and you can read.",
        epilog="Secrets are asked for in the terminal, or read from standard input, one a line. With "
        "SERMENT_STATE_PASSPHRASE set, the state file is locked under it.",
    )
    parser.add_argument("--installation", default="", help="address or file of installation.json; remembered")
    parser.add_argument("--state", type=Path, default=default_path(), help="state file (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    commands = parser.add_subparsers(metavar="command", required=True)
    for group in GROUPS:
        group.add_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
