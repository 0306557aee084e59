"""`serment-custodian`: make keys, prepare the database, serve; invite officers, ask them, stop, and show every act.

Exit codes: 0 done; 1 done, and a rehearsal or a restored log does not hold; 2 it cannot be done, with one sentence that
says why.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
import psycopg
from psycopg_pool import PoolTimeout

from serment_custodian import config, office_parser
from serment_custodian.backing import site_of
from serment_custodian.compliance.authority import commands as authority_commands
from serment_custodian.config import Config
from serment_custodian.errors import CannotStart, KeysAway
from serment_custodian.hands import load_sealing_key, make_key_files
from serment_custodian.log_key import verifier_keys
from serment_custodian.request_letters import letter
from serment_custodian.retention import NOTED_IN
from serment_kernel import asked, asked_commands, egress, egress_commands
from serment_kernel import auditor_kit as kit_options
from serment_kernel.backups import command as backups
from serment_kernel.checks.command import add as add_checks
from serment_kernel.clock import utc_now
from serment_kernel.database import Database, opened
from serment_kernel.egress_rules import RulesRefused, Service
from serment_kernel.errors import CannotListen, Refusal
from serment_kernel.evidence import commands as evidence_commands
from serment_kernel.keyfiles import KeyFileUnreadable
from serment_kernel.logs import start_logging
from serment_kernel.migrate import MigrationChanged, migrate, migrations_of
from serment_kernel.processors import RegisterRefused
from serment_kernel.retention import lines
from serment_protocol.errors import ProtocolRefusal

CANNOT = 2
Command = Callable[[Path], None]


def keygen(file: Path) -> None:
    """Make the missing key files; print the verifier keys of log and witness."""
    loaded = config.read(file)
    try:
        for name in make_key_files(loaded):
            _say(f"made {name}")
    except OSError as error:
        raise CannotStart(f"{error.filename}: {error.strerror}") from error
    for line in verifier_keys(loaded.keys, load_sealing_key(loaded)):
        print(line)


def migrate_database(file: Path) -> None:
    """Create or upgrade the schemas, as the owner role."""
    for name in migrate(config.load(file).databases.owner, migrations_of("serment_custodian")):
        _say(f"applied {name}")


def serve(file: Path) -> None:
    """Answer HTTP, send mail, do periodic work."""
    loaded = _with_log(file)
    egress.arm(loaded.surroundings().addresses)
    # Under the guard, whatever is imported here.
    from serment_custodian.main import serve_at

    serve_at(loaded)


def hold_ceremony(file: Path) -> None:
    """Make the keys in the HSM, with people present; print what they check and sign, and write it beside the file."""
    from serment_custodian import ceremony

    now = utc_now()
    record = file.with_name(f"ceremony-{now:%Y-%m-%d}.txt")
    print(ceremony.hold(config.read(file), record, now), end="")
    _say(f"written to {record.name}: print it, and let everybody who was there check and sign it")


def show_keys(file: Path) -> None:
    """Print which keys there are and by what they are recognised, to be compared with the record of a ceremony."""
    from serment_custodian import ceremony

    print(ceremony.describe(config.read(file)), end="")


def rotate_issuers(file: Path) -> None:
    """Make this week's and next week's keys now."""
    from serment_custodian import at_work

    asyncio.run(at_work.rotate_issuers(_with_log(file)))


def rotate_tickets(file: Path) -> None:
    """Make tickets by a new key from now on; the old one opens what is about, as long as anything is."""
    from serment_custodian import at_work

    asyncio.run(at_work.rotate_tickets(_with_log(file)))


def rotate_contact(file: Path) -> None:
    """Have contacts sealed to a new key from now on; the old one opens what is about, as long as anything is."""
    from serment_custodian import at_work

    asyncio.run(at_work.rotate_contact(_with_log(file)))


def rotate_shares(file: Path) -> None:
    """Have practices' shares sealed to a new key from now on; the old one opens those that are on their way."""
    from serment_custodian import at_work

    asyncio.run(at_work.rotate_shares(_with_log(file)))


def rotate_sealing_key(file: Path) -> None:
    """Let a new sealing key take over from the old one, or go on where that was interrupted."""
    from serment_custodian import at_work

    asyncio.run(at_work.rotate_sealing_key(_with_log(file), _say))


def destroy_old(file: Path) -> None:
    """Destroy the sealing key that was replaced."""
    from serment_custodian import at_work

    asyncio.run(at_work.destroy_old_sealing_key(_with_log(file), _say))


def rewrite(file: Path) -> None:
    """Write the tables anew in the order of their random keys."""
    from serment_custodian import at_work

    asyncio.run(at_work.rewrite(config.load(file)))


def retention(file: Path) -> None:
    """Print for each class of data how many rows are past their period, how many of them late, and the last run."""
    from serment_custodian import at_work

    print("\n".join(lines(asyncio.run(at_work.standings(config.load(file))))))


def retention_json(file: Path) -> None:
    """The same for programs."""
    from serment_custodian import at_work

    print(msgspec.json.encode(asyncio.run(at_work.standings(config.load(file)))).decode())


def requests(file: Path) -> None:
    """Print how many requests wait that came by letter or the like, how late, and each of them."""
    print("\n".join(asyncio.run(_asked(_noted_in(file)))))


async def _asked(place: asked_commands.Place) -> list[str]:
    db = Database(place.dsn, size=1)
    async with opened(db):
        noted = await asked.listed(db, place.schema)
    waiting = asked.count(noted, utc_now().date())
    return [*asked_commands.table({"custodian": waiting}), *map(asked_commands.line, noted)]


COMMANDS: dict[str, Command] = {
    "keygen": keygen,
    "ceremony": hold_ceremony,
    "show-keys": show_keys,
    "migrate": migrate_database,
    "serve": serve,
    "rotate-issuers": rotate_issuers,
    "rotate-tickets": rotate_tickets,
    "rotate-contact": rotate_contact,
    "rotate-shares": rotate_shares,
    "rotate-sealing-key": rotate_sealing_key,
    "rewrite": rewrite,
    "retention": retention,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command."""
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except KeyFileUnreadable as error:
        return _refuse(f"{error} `serment-custodian keygen` makes the missing ones.")
    except KeysAway as error:
        return _refuse(error.why)
    except (CannotStart, CannotListen, MigrationChanged, RegisterRefused, RulesRefused, *backups.CANNOT) as error:
        return _refuse(str(error))
    except (*evidence_commands.CANNOT, Refusal, ProtocolRefusal) as refusal:
        return _refuse(str(refusal))
    except (psycopg.Error, PoolTimeout) as error:
        # The first line says what; those after it quote the statement.
        return _refuse(f"The database refuses: {str(error).splitlines()[0]}")
    except KeyboardInterrupt:
        return 0


def build_parser() -> argparse.ArgumentParser:
    """All commands; each takes the configuration, those of the officers more."""
    parser = argparse.ArgumentParser(prog="serment-custodian", description="Serment's people service.")
    commands = parser.add_subparsers(metavar="command", required=True)
    for name, command in COMMANDS.items():
        sentence = " ".join((command.__doc__ or "").split())
        added = commands.add_parser(name, help=sentence, description=sentence)
        _with_config(added)
        added.set_defaults(run=partial(_run, command))
    rotating = commands.choices["rotate-sealing-key"]
    meaning = "destroy the old key, for good, once nothing needs it; backups from before the rotation open no more"
    destroying = partial(_run, destroy_old)
    rotating.add_argument("--destroy-old", dest="run", action="store_const", const=destroying, help=meaning)
    telling = partial(_run, retention_json)
    commands.choices["retention"].add_argument(
        "--json", dest="run", action="store_const", const=telling, help="for programs"
    )
    _add_surroundings(commands)
    for added, name in office_parser.add_commands(commands):
        _with_config(added)
        added.set_defaults(run=partial(_run_in_office, name))
    backups.add_commands(commands, site_of)
    _add_requests(commands)
    return parser


def _add_requests(commands: office_parser.Subparsers) -> None:
    """What reached the custodian by letter or the like."""
    queue = commands.add_parser("requests", help="print how many requests wait here, how late, and each of them")
    _with_config(queue)
    queue.set_defaults(run=partial(_run, requests))
    asked_commands.add_commands(commands, _noted_in, letter)


def _noted_in(file: Path) -> asked_commands.Place:
    return asked_commands.Place(config.load(file).databases.ledger, NOTED_IN)


def _add_surroundings(commands: office_parser.Subparsers) -> None:
    added_here = {
        "processors": _processors,
        "egress": _egress_rules,
        "evidence": _evidence,
        "auditor-kit": _auditor_kit,
        "checks": _checks,
        "authority": _authority,
    }
    for name, command in added_here.items():
        sentence = " ".join((command.__doc__ or "").split())
        added = commands.add_parser(name, help=sentence, description=sentence)
        _with_config(added)
        added.set_defaults(run=command)
    egress_commands.add_telling(commands.choices["processors"])
    egress_commands.add_rules(commands.choices["egress"])
    evidence_commands.add_options(commands.choices["evidence"])
    kit_options.add_options(commands.choices["auditor-kit"])
    add_checks(commands.choices["checks"])
    authority_commands.add_options(commands.choices["authority"])


def _checks(options: argparse.Namespace) -> int:
    """Print how the checks stand; run one now; break what they are about and see them fail; approve the settings."""
    from serment_custodian import at_work

    said, code = asyncio.run(at_work.checks(_with_log(options.config), options))
    print(said)
    return code


def _authority(options: argparse.Namespace) -> None:
    """Register a request of an authority, list them, or build the answer to a signed decision."""
    from serment_custodian import at_work

    for line in asyncio.run(at_work.authority(_with_log(options.config), options)):
        print(line)


def _processors(options: argparse.Namespace) -> None:
    """Print who is behind every address that this service connects to."""
    print(egress_commands.tell(config.read(options.config).surroundings(), as_json=options.json))


def _egress_rules(options: argparse.Namespace) -> None:
    """Print rules by which the machine lets this service connect to its own addresses and nowhere else."""
    loaded = config.read(options.config)
    service = Service("serment-custodian", loaded.bind_host, loaded.bind_port, loaded.surroundings().addresses)
    print(egress_commands.rules(service, options), end="")


def _evidence(options: argparse.Namespace) -> None:
    """Write an extract of the evidence for an auditor, look at all of it, or let a new key sign it."""
    from serment_custodian import at_work

    _say(asyncio.run(at_work.evidence(config.load(options.config), options)))


def _auditor_kit(options: argparse.Namespace) -> None:
    """Write everything of a period for an auditor into one signed zip."""
    from serment_custodian import at_work

    _say(asyncio.run(at_work.auditor_kit(_with_log(options.config), options)))


def _with_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="configuration (TOML)")


def _run(command: Command, options: argparse.Namespace) -> None:
    command(options.config)


def _run_in_office(name: str, options: argparse.Namespace) -> None:
    from serment_custodian import at_work

    for line in asyncio.run(at_work.in_office(_with_log(options.config), name, options)):
        print(line)


def _with_log(file: Path) -> Config:
    loaded = config.load(file)
    try:
        start_logging(loaded.log_file)
    except OSError as error:
        raise CannotStart(f"{loaded.log_file}: {error.strerror}") from error
    return loaded


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _refuse(sentence: str) -> int:
    _say(f"serment-custodian: {sentence}")
    return CANNOT


if __name__ == "__main__":
    sys.exit(main())
