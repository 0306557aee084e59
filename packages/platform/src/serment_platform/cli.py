"""`serment-platform`: make keys, prepare the database, serve, and the operator's word on who is listed.

Exit codes: 0 done; 1 done, and a rehearsal or a restored log does not hold; 2 it cannot be done, with one sentence that
says why.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import msgspec
import psycopg
from psycopg_pool import PoolTimeout

from serment_kernel import egress, egress_commands
from serment_kernel.backups import command as backups
from serment_kernel.checks.command import add as add_checks
from serment_kernel.database import Database, opened
from serment_kernel.egress_rules import RulesRefused, Service
from serment_kernel.errors import CannotListen, Refusal
from serment_kernel.evidence import commands as evidence_commands
from serment_kernel.keyfiles import KeyFileUnreadable, read_key_file, write_key_file
from serment_kernel.logs import start_logging
from serment_kernel.migrate import MigrationChanged, migrate, migrations_of
from serment_kernel.processors import RegisterRefused
from serment_kernel.retention import lines
from serment_kernel.workers import listen, spread
from serment_platform import config, exchange_arguments, request_commands
from serment_platform.arguments import take_config
from serment_platform.backing import site_of
from serment_platform.common import Common
from serment_platform.compliance.authority import commands as authority_commands
from serment_platform.compliance.staff import commands as staff_commands
from serment_platform.config import LEAST_MONTHS, MOST_MONTHS, SERVED, Config
from serment_platform.errors import CannotStart
from serment_platform.register_arguments import add_arguments
from serment_protocol.cosignatures import witness_name, witness_seed, write_witness_key
from serment_protocol.encoding import b64
from serment_protocol.notes import write_log_key
from serment_protocol.primitives import sign_public

CANNOT = 2
LONGEST_NAME = 100
# Words of a list, because a log forgets nothing and a sentence may be about somebody.
REASONS = {
    "list": ("checked", "corrected", "demonstration"),
    "unlist": ("asked", "closed", "unchecked", "abuse", "authority"),
}


def keygen(options: argparse.Namespace) -> None:
    """Make the missing key files; print the verifier keys of log and witness, and the relay's public key."""
    loaded = config.load(options.config)
    log, relay = Path(loaded.log.key_file), Path(loaded.relay.key_file)
    for path in (log, relay, Path(loaded.evidence.key_file)):
        if not path.exists():
            _write_key(path)
    print(f"log {write_log_key(loaded.log.origin, read_key_file(log))}")
    print(f"witness {write_witness_key(witness_name(loaded.log.origin), witness_seed(read_key_file(log)))}")
    print(f"relay {b64(sign_public(read_key_file(relay)))}")


def migrate_database(options: argparse.Namespace) -> None:
    """Create or upgrade the schemas, as the owner role."""
    for name in migrate(config.load(options.config).databases.owner, migrations_of("serment_platform")):
        _say(f"applied {name}")


def serve(options: argparse.Namespace) -> None:
    """Answer HTTP and do periodic work."""
    loaded = config.load(options.config)
    try:
        start_logging(loaded.log_file)
    except OSError as error:
        raise CannotStart(f"{loaded.log_file}: {error.strerror}") from error
    addresses = loaded.surroundings().addresses
    with listen(loaded.bind_host, loaded.bind_port) as listening:
        common, worker = Common(), spread(loaded.workers)
        egress.arm(addresses)
        # Under the guard, whatever is imported here.
        from serment_platform.main import serve_at

        serve_at(loaded, listening, worker, common)


def processors(options: argparse.Namespace) -> None:
    """Print who is behind every address that this service connects to."""
    print(egress_commands.tell(config.load(options.config).surroundings(), as_json=options.json))


def egress_rules(options: argparse.Namespace) -> None:
    """Print rules by which the machine lets this service connect to its own addresses and nowhere else."""
    loaded = config.load(options.config)
    service = Service("serment-platform", loaded.bind_host, loaded.bind_port, loaded.surroundings().addresses)
    print(egress_commands.rules(service, options), end="")


def staff(options: argparse.Namespace) -> None:
    """Invite staff of the console, list them, or let one of them go."""
    staff_commands.run(options)


def authority(options: argparse.Namespace) -> None:
    """Register a request of an authority, list them, or build the package of a signed decision."""
    authority_commands.run(options)


def list_practices(options: argparse.Namespace) -> None:
    """Let searches find a practice, or all that have published, if the custodian vouches for it; the log tells."""
    from serment_platform import operators

    loaded, hand = config.load(options.config), operators.hand(options.by, options.reason)
    if options.practice:
        asyncio.run(operators.set_listed(loaded, options.practice, hand, listed=True))
        return
    listed, waiting = asyncio.run(operators.list_all(loaded, hand))
    _say(f"listed {listed}" + (f"; the custodian does not vouch for {waiting}" if waiting else ""))


def unlist(options: argparse.Namespace) -> None:
    """Let no search find a practice; its own address still works. The log tells everybody."""
    from serment_platform import operators

    loaded, hand = config.load(options.config), operators.hand(options.by, options.reason)
    asyncio.run(operators.set_listed(loaded, options.practice, hand, listed=False))


def acts(options: argparse.Namespace) -> None:
    """Print what staff did: leaf, day, act, reason, subject, and for the auditor the name and the salt of its
    commitment.
    """
    from serment_platform import operators

    for line in asyncio.run(operators.acts(config.load(options.config))):
        print(line)


def rewrite(options: argparse.Namespace) -> None:
    """Write the tables of persons anew in the order of their random keys."""
    asyncio.run(_rewrite(config.load(options.config)))


def retention(options: argparse.Namespace) -> None:
    """Print for each class of data how many rows are past their period, how many of them late, and the last run.

    After a pause of more than 45 days nothing is deleted until somebody says which day it is.
    """
    from serment_platform import operators

    if options.today:
        asyncio.run(operators.believe_day(config.load(options.config), options.today))
    found = asyncio.run(operators.standings(config.load(options.config)))
    print(msgspec.json.encode(found).decode() if options.json else "\n".join(lines(found)))


def keep(options: argparse.Namespace) -> None:
    """Set for how many months a practice keeps past visits, as it chose; it must have published."""
    from serment_platform import operators

    asyncio.run(operators.choose_months(config.load(options.config), options.practice, options.months))


def register(options: argparse.Namespace) -> int:
    """Read and write the registers of the management system; `verify` names what was edited past them."""
    from serment_platform.compliance.registers import command

    return asyncio.run(command.perform(config.load(options.config), options))


def checks(options: argparse.Namespace) -> int:
    """Print how the checks stand; run one now; break what they are about and see them fail; approve the settings."""
    from serment_platform import checking

    said, code = asyncio.run(checking.perform(config.load(options.config), options))
    print(said)
    return code


def evidence(options: argparse.Namespace) -> None:
    """Write an extract of the evidence for an auditor, look at all of it, or let a new key sign it."""
    from serment_platform import operators

    _say(asyncio.run(operators.evidence(config.load(options.config), options)))


def exchange(options: argparse.Namespace) -> None:
    """Write registers and measurements for other tools: OSCAL, a document a file."""
    from serment_platform import exchanging

    _say(asyncio.run(exchanging.oscal(config.load(options.config), options)))


def auditor_kit(options: argparse.Namespace) -> None:
    """Write everything of a period for an auditor into one signed zip."""
    from serment_platform import exchanging

    _say(asyncio.run(exchanging.kit(config.load(options.config), options)))


COMMANDS: dict[str, Callable[[argparse.Namespace], int | None]] = {
    "keygen": keygen,
    "migrate": migrate_database,
    "serve": serve,
    "list": list_practices,
    "unlist": unlist,
    "acts": acts,
    "rewrite": rewrite,
    "retention": retention,
    "keep": keep,
    "processors": processors,
    "egress": egress_rules,
    "staff": staff,
    "register": register,
    "checks": checks,
    "evidence": evidence,
    "exchange": exchange,
    "auditor-kit": auditor_kit,
    "authority": authority,
}
ADDED = {
    "processors": egress_commands.add_telling,
    "egress": egress_commands.add_rules,
    "staff": staff_commands.add_options,
    "register": add_arguments,
    "checks": add_checks,
    "evidence": evidence_commands.add_options,
    "exchange": exchange_arguments.add_oscal,
    "auditor-kit": exchange_arguments.add_kit,
    "authority": authority_commands.add_options,
}


NESTED = frozenset({"staff", "authority"})
"""Those with commands of their own."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.config is None:
        parser.error("the following arguments are required: --config")
    try:
        return int(options.run(options) or 0)
    except KeyFileUnreadable as error:
        return _refuse(f"{error} `serment-platform keygen` makes the missing ones.")
    except FileExistsError as error:
        return _refuse(f"{error.filename} is there already; name a new file.")
    except Refusal as error:
        field = error.members.get("field")
        return _refuse(f"{str(error).removesuffix('.')}: {field}." if field else str(error))
    except (
        CannotStart,
        CannotListen,
        *evidence_commands.CANNOT,
        MigrationChanged,
        RegisterRefused,
        RulesRefused,
        *backups.CANNOT,
    ) as error:
        return _refuse(str(error))
    except BrokenPipeError:
        # Whoever reads has seen enough; what Python has not written yet goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (psycopg.Error, PoolTimeout) as error:
        # The first line says what; those after it quote the statement.
        return _refuse(f"The database refuses: {str(error).splitlines()[0]}")
    except KeyboardInterrupt:
        return 0


def build_parser() -> argparse.ArgumentParser:
    """All commands; each takes the configuration."""
    parser = argparse.ArgumentParser(prog="serment-platform", description="Serment's data service.")
    commands = parser.add_subparsers(metavar="command", required=True)
    for name, command in COMMANDS.items():
        sentence = " ".join((command.__doc__ or "").split())
        added = commands.add_parser(name, help=sentence, description=sentence)
        take_config(added, later=name in NESTED)
        added.set_defaults(run=command)
        if name in ADDED:
            ADDED[name](added)
        if name in REASONS:
            why = "why, for everybody to read in the log"
            added.add_argument("--reason", choices=REASONS[name], required=True, help=why)
            who = "who decided; the log has a commitment to it in its place"
            added.add_argument("--by", type=_name, required=True, metavar="NAME", help=who)
            which = added.add_mutually_exclusive_group(required=True)
            which.add_argument("--practice", type=_practice, metavar="ID", help="32 hex digits")
            if name == "list":
                which.add_argument("--all", action="store_true", help="every practice that has published")
    backups.add_commands(commands, site_of)
    request_commands.add_commands(commands)
    commands.choices["retention"].add_argument("--json", action="store_true", help="for programs")
    meaning = "go on deleting after a long pause: this is today, and the clock is right"
    commands.choices["retention"].add_argument("--today", type=_day, metavar="YYYY-MM-DD", help=meaning)
    keeping = commands.choices["keep"]
    keeping.add_argument("--practice", type=_practice, required=True, metavar="ID", help="32 hex digits")
    months = f"{LEAST_MONTHS} to {MOST_MONTHS} months after the visit"
    keeping.add_argument("--months", type=_months, required=True, metavar="N", help=months)
    return parser


async def _rewrite(loaded: Config) -> None:
    from serment_platform.main import rewrite_persons

    databases = {room: Database(loaded.databases.of(room), size=1) for room in SERVED}
    async with opened(*databases.values()):
        await rewrite_persons(databases)


def _name(text: str) -> str:
    if not 0 < len(text.strip()) <= LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"a name has 1 to {LONGEST_NAME} characters")
    return text.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-26") from None


def _months(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not LEAST_MONTHS <= int(text) <= MOST_MONTHS:
        raise argparse.ArgumentTypeError(f"visits are kept for {LEAST_MONTHS} to {MOST_MONTHS} months")
    return int(text)


def _practice(text: str) -> str:
    if len(text) != 32 or not set(text) <= set("0123456789abcdef"):  # noqa: PLR2004 -- hex of 16 bytes
        raise argparse.ArgumentTypeError("a practice is named by 32 hex digits")
    return text


def _write_key(path: Path) -> None:
    try:
        write_key_file(path)
    except OSError as error:
        raise CannotStart(f"{path}: {error.strerror}") from error
    _say(f"made {path.name}")


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _refuse(sentence: str) -> int:
    _say(f"serment-platform: {sentence}")
    return CANNOT


if __name__ == "__main__":
    sys.exit(main())
