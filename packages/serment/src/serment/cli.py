"""`serment`: start the three parts on one machine, prove what they promise, measure them.

Exit codes: 0 done; 1 a process ended or a proof failed; 2 it cannot start here, with a sentence.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from serment import bench, mailbox, up
from serment.configuration import Settings
from serment.errors import CannotProve, CannotStart, ChildEnded
from serment.places import Home, Ports, origins
from serment.prove import proof, report

FAILED, CANNOT_START = 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command."""
    options = build_parser().parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return int(options.run(options))
    except CannotStart as error:
        return _refuse(str(error), CANNOT_START)
    except (ChildEnded, CannotProve) as error:
        return _refuse(str(error), FAILED)
    except KeyboardInterrupt:
        return 0


def build_parser() -> argparse.ArgumentParser:
    """All commands."""
    parser = argparse.ArgumentParser(prog="serment", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(metavar="command", required=True)
    _add_up(commands.add_parser("up", help="start platform, custodian and publisher on this machine"))
    _add_prove(commands.add_parser("prove", help="do the main job with canaries and look for them everywhere"))
    _add_bench(commands.add_parser("bench", help="measure the waits that people notice"))
    _add_mailbox(commands.add_parser("mailbox", help="run the demonstration's mailbox alone"))
    return parser


def _add_up(starting: argparse.ArgumentParser) -> None:
    _add_data(starting)
    starting.add_argument("--empty", action="store_true", help="without fictitious people and practices")
    starting.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    for option, port in Ports()._asdict().items():
        name = {"smtp": "the mailbox's SMTP"}.get(option, f"the {option}")
        starting.add_argument(f"--{option}-port", type=_port, default=port, help=f"{name} (default: %(default)s)")
    for part in ("platform", "custodian", "app"):
        meaning = f"how browsers reach the {part}, when a TLS proxy stands before it"
        starting.add_argument(f"--public-url-{part}", type=_origin, metavar="URL", help=meaning)
    meaning = "believe the proxy's X-Forwarded-For; only with one that sets it itself"
    starting.add_argument("--behind-proxy", action="store_true", help=meaning)
    starting.set_defaults(run=_run_up)


def _add_prove(proving: argparse.ArgumentParser) -> None:
    _add_data(proving)
    fresh = "on a temporary installation, with the linkage attacker, instead of the one that runs on the data folder"
    proving.add_argument("--fresh", action="store_true", help=fresh)
    proving.add_argument("--json", action="store_true", help="print JSON")
    meaning = "break a promise first, on a temporary installation: the proof must then fail"
    proving.add_argument("--sabotage", choices=("canary", "linkage"), help=meaning)
    patients = "how many the linkage attacker gets, 0 for no such attack (default: %(default)s)"
    proving.add_argument("--patients", type=int, default=proof.PATIENTS, help=patients)
    proving.set_defaults(run=_run_prove)


def _add_bench(measuring: argparse.ArgumentParser) -> None:
    _add_data(measuring)
    measuring.add_argument("--json", action="store_true", help="print JSON")
    measuring.set_defaults(run=_run_bench)


def _add_mailbox(keeping: argparse.ArgumentParser) -> None:
    keeping.add_argument("--folder", type=Path, required=True, help="where mail is kept")
    keeping.add_argument("--smtp-port", type=_port, default=Ports().smtp, help="SMTP (default: %(default)s)")
    keeping.add_argument("--port", type=_port, default=Ports().mailbox, help="its page (default: %(default)s)")
    keeping.set_defaults(run=_run_mailbox)


def _run_up(options: argparse.Namespace) -> int:
    return up.up(_settings(options))


def _run_prove(options: argparse.Namespace) -> int:
    plan = proof.Plan(options.fresh or options.sabotage is not None, options.patients, options.sabotage)
    found = proof.prove(options.data.resolve(), plan, _tell_apart)
    print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else report.tell(found))
    return 0 if found.ok else FAILED


def _run_bench(options: argparse.Namespace) -> int:
    result = bench.bench(options.data.resolve(), _tell_apart)
    print(msgspec.json.format(msgspec.json.encode(result)).decode() if options.json else bench.tell(result))
    return 0


def _run_mailbox(options: argparse.Namespace) -> int:
    mailbox.serve(options.folder, options.smtp_port, options.port)
    return 0


def _add_data(parser: argparse.ArgumentParser) -> None:
    meaning = "where everything is kept (default: ./data)"
    parser.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help=meaning)


def _settings(options: argparse.Namespace) -> Settings:
    ports = Ports(**{option: getattr(options, f"{option}_port") for option in Ports._fields})
    given = {part: getattr(options, f"public_url_{part}") for part in ("platform", "custodian", "app")}
    return Settings(
        home=Home(options.data.resolve()),
        host=options.host,
        ports=ports,
        origins=origins(ports, given),
        behind_proxy=options.behind_proxy,
        demo=not options.empty,
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return int(text)


def _origin(text: str) -> str:
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"{text} is not an origin such as https://rdv.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def _tell_apart(line: str) -> None:
    """Progress goes where it does not disturb a result."""
    print(line, file=sys.stderr, flush=True)


def _refuse(sentence: str, code: int) -> int:
    print(f"serment: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
