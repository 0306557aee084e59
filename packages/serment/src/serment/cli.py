"""`serment`: start the three parts on one machine, prove what they promise, measure them, verify any installation.

Exit codes: 0 done; 1 a process ended, or a proof or a log does not hold; 2 it cannot start, with a sentence.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from serment.configuration import Settings
from serment.errors import CannotProve, CannotStart, CannotVerify, ChildEnded, NotAsBefore
from serment.places import Home, Ports, origins
from serment.prove import PATIENTS
from serment_kernel.backups.command import WHAT as BACKUP_WHAT
from serment_kernel.backups.command import add_backup_options, add_restore_options
from serment_kernel.clock import utc_now
from serment_kernel.proofs import Proof, note_proof
from serment_kernel.witness_at import read_witness_at
from serment_protocol.errors import ProtocolRefusal

if TYPE_CHECKING:
    from serment.leaks.report import Report as LeaksReport
    from serment.prove.report import Report
    from serment.verify.log import Trust
    from serment_client import Installation
    from serment_kernel.evidence.stamping import Stamps

FAILED, CANNOT_START = 1, 2
HANDS = ("platform", "custodian")
LEAKS = frozenset({"pixel", "query"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command."""
    options = build_parser().parse_args(argv)
    # Both end us in order, SIGINT also where a script started us in its background with it ignored.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    try:
        return int(options.run(options))
    except (CannotStart, CannotVerify) as error:
        return _refuse(str(error), CANNOT_START)
    except (ChildEnded, CannotProve, NotAsBefore) as error:
        return _refuse(str(error), FAILED)
    except KeyboardInterrupt:
        return 0


def build_parser() -> argparse.ArgumentParser:
    """All commands."""
    parser = argparse.ArgumentParser(prog="serment", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(metavar="command", required=True)
    _add_up(commands.add_parser("up", help="start platform, custodian and publisher on this machine"))
    meaning = "do the main job with canaries and look for them everywhere, or visit every page and see who is told"
    _add_prove(commands.add_parser("prove", help=meaning))
    _add_backup(commands.add_parser("backup", help="make backups of platform and custodian, and look after them"))
    _add_restore(commands.add_parser("restore", help="make a hand's database what it was at a backup"))
    _add_bench(commands.add_parser("bench", help="measure the waits that people notice"))
    _add_verify(commands.add_parser("verify", help="check from outside what an installation has said to everybody"))
    _add_drill(commands.add_parser("drill", help="play what an operator must be able to do on a bad day"))
    _add_policy(commands.add_parser("policy", help="print who must have cosigned a log, for other tools"))
    _add_mirror(commands.add_parser("mirror", help="take a copy of a server's log, to be verified offline"))
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
    meaning = "keep the custodian's sealing key in a token of SoftHSM in the data folder, to see how an HSM is used"
    starting.add_argument("--hsm", action="store_true", help=meaning)
    meaning = "believe the proxy's X-Forwarded-For; only with one that sets it itself"
    starting.add_argument("--behind-proxy", action="store_true", help=meaning)
    meaning = "an external witness of both logs, whose cosignature clients then ask for as well (may be repeated)"
    starting.add_argument("--witness", type=_witness, action="append", default=[], metavar="'KEY URL'", help=meaning)
    meaning = (
        "processes of the platform that answer: one for each processor that PostgreSQL leaves (default: %(default)s)"
    )
    starting.add_argument("--workers", type=_positive, default=1, metavar="N", help=meaning)
    starting.set_defaults(run=_run_up)


def _add_prove(proving: argparse.ArgumentParser) -> None:
    meaning = "what servers keep (default), or what pages tell anybody, in a browser behind a recording proxy"
    proving.add_argument("what", nargs="?", choices=("promises", "leaks"), default="promises", help=meaning)
    _add_data(proving)
    fresh = "on a temporary installation, with the linkage attacker, instead of the one that runs on the data folder"
    proving.add_argument("--fresh", action="store_true", help=fresh)
    proving.add_argument("--json", action="store_true", help="print JSON")
    meaning = "break a promise first, on a temporary installation: the proof must then fail (may be repeated)"
    sabotages = ("canary", "linkage", "pixel", "query")
    proving.add_argument("--sabotage", action="append", default=[], choices=sabotages, help=meaning)
    patients = "how many the linkage attacker gets, 0 for no such attack (default: %(default)s)"
    proving.add_argument("--patients", type=int, default=PATIENTS, help=patients)
    proving.set_defaults(run=_run_prove)


def _add_backup(backing: argparse.ArgumentParser) -> None:
    meaning = "make (default), key, list, verify, rehearse"
    backing.add_argument("what", nargs="?", choices=BACKUP_WHAT, default="make", help=meaning)
    backing.add_argument("--hand", choices=HANDS, help="one of the two (default: both)")
    add_backup_options(backing)
    backing.add_argument("--json", action="store_true", help="print JSON")
    _add_data(backing)
    backing.set_defaults(run=_run_backup)


def _add_restore(restoring: argparse.ArgumentParser) -> None:
    restoring.add_argument("hand", choices=HANDS, help="whose")
    add_restore_options(restoring)
    restoring.add_argument("--json", action="store_true", help="print JSON")
    _add_data(restoring)
    restoring.set_defaults(run=_run_restore)


def _add_bench(measuring: argparse.ArgumentParser) -> None:
    meaning = (
        "the waits of people (default), what the cryptography costs, how fast evidence is written and verified; of a "
        "whole country: how many bookings a second it could make, a rush for the same places, a surge that queues, how "
        "soon somebody or a free time is found, how soon a busy week is read; or all of the latter"
    )
    measured = ("waits", "crypto", "evidence", "booking", "rush", "surge", "search", "availability", "agenda", "all")
    measuring.add_argument("what", nargs="?", choices=measured, default="waits", help=meaning)
    _add_data(measuring)
    meaning = "of booking, surge, search and availability: for how long (default: %(default)s)"
    measuring.add_argument("--seconds", type=float, default=20.0, help=meaning)
    meaning = "of evidence: how many are written and verified (default: %(default)s)"
    measuring.add_argument("--events", type=int, default=50_000, help=meaning)
    meaning = "of booking: connections at once (default: %(default)s)"
    measuring.add_argument("--clients", type=int, default=32, help=meaning)
    meaning = "of a country: calendars of the population, which is made once and kept (default: %(default)s)"
    measuring.add_argument("--schedules", "--practitioners", type=int, default=300_000, help=meaning)
    meaning = "keep the results in this folder, and write its performance.md and .svg anew"
    measuring.add_argument("--write", type=Path, metavar="FOLDER", help=meaning)
    fresh = "on a temporary installation, even where one runs on the data folder"
    measuring.add_argument("--fresh", action="store_true", help=fresh)
    measuring.add_argument("--json", action="store_true", help="print JSON")
    measuring.set_defaults(run=_run_bench)


def _add_verify(verifying: argparse.ArgumentParser) -> None:
    things = verifying.add_subparsers(metavar="what", required=True)
    log = things.add_parser("log", help="a whole log: signatures, witnesses, tree, and every record")
    meaning = "address of a server, or folder with a copy (default: the platform of the installation)"
    log.add_argument("place", nargs="?", default="", metavar="URL|FOLDER", help=meaning)
    log.add_argument("--installation", default="", metavar="URL|FILE", help="installation.json, which names the keys")
    meaning = "whose cosignatures are asked for instead, as C2SP tlog-policy has it (see `serment policy`)"
    log.add_argument("--policy", type=Path, metavar="FILE", help=meaning)
    log.add_argument("--json", action="store_true", help="print JSON")
    _add_data(log)
    log.set_defaults(run=_run_verify_log)
    _add_verify_evidence(things.add_parser("evidence", help="an extract of a hand's evidence: chain, days, proofs"))
    release = things.add_parser("release", help="what a publisher serves, byte for byte, and that it was logged")
    meaning = "address of a web app (default: that of the installation on the data folder)"
    release.add_argument("url", nargs="?", type=_origin, metavar="URL", help=meaning)
    meaning = "installation.json from elsewhere than this publisher (default: as it was first seen)"
    release.add_argument("--installation", default="", metavar="FILE|URL", help=meaning)
    meaning = "a checkout of your own, or a folder with its bundle, to compare with"
    release.add_argument("--source", type=Path, metavar="FOLDER", help=meaning)
    meaning = "where is kept what was seen before (default: beside the client's state)"
    release.add_argument("--memory", type=Path, metavar="FOLDER", help=meaning)
    release.add_argument("--json", action="store_true", help="print JSON")
    _add_data(release)
    release.set_defaults(run=_run_verify_release)
    package = things.add_parser("package", help="a package for an authority: every byte, and who decided")
    package.add_argument("folder", type=Path, metavar="FOLDER", help="the package")
    meaning = "installation.json, which names the key of whoever built it"
    package.add_argument("--installation", default="", metavar="URL|FILE", help=meaning)
    meaning = "an extract of that hand's evidence since it began: who signed, and of the platform whose keys these are"
    package.add_argument("--evidence", type=Path, metavar="FILE", help=meaning)
    meaning = "certificates (PEM) at which those of the time-stamp authority end"
    package.add_argument("--tsa", type=Path, metavar="FILE", help=meaning)
    package.add_argument("--json", action="store_true", help="print JSON")
    _add_data(package)
    package.set_defaults(run=_run_verify_package)
    kit = things.add_parser("kit", help="an auditor kit: every file, its signature, and the evidence in it")
    kit.add_argument("file", type=Path, metavar="FILE", help="what `auditor-kit` of either hand wrote")
    kit.add_argument("--installation", default="", metavar="URL|FILE", help="installation.json, which names the keys")
    kit.add_argument("--json", action="store_true", help="print JSON")
    _add_data(kit)
    kit.set_defaults(run=_run_verify_kit)


def _add_verify_evidence(evidence: argparse.ArgumentParser) -> None:
    meaning = "what `serment-platform evidence export` or that of `serment-custodian` wrote"
    evidence.add_argument("file", nargs="?", type=Path, metavar="FILE", help=meaning)
    meaning = "installation.json, which names the keys"
    evidence.add_argument("--installation", default="", metavar="URL|FILE", help=meaning)
    meaning = "compare with the log itself: address of the hand, or folder with a copy"
    evidence.add_argument("--log", default="", metavar="URL|FOLDER", help=meaning)
    meaning = "certificates (PEM) at which those of the time-stamp authority end"
    evidence.add_argument("--tsa", type=Path, metavar="FILE", help=meaning)
    meaning = "print a verifier in one file that needs nothing but Python, and verify nothing"
    evidence.add_argument("--stand-alone", action="store_true", help=meaning)
    evidence.add_argument("--json", action="store_true", help="print JSON")
    _add_data(evidence)
    evidence.set_defaults(run=_run_verify_evidence)


def _add_drill(drilling: argparse.ArgumentParser) -> None:
    meaning = "forged, over-broad, secret and lawful requests of authorities, on a temporary installation"
    drilling.add_argument("what", choices=("authority",), help=meaning)
    drilling.add_argument("--json", action="store_true", help="print JSON")
    drilling.set_defaults(run=_run_drill)


def _add_policy(printing: argparse.ArgumentParser) -> None:
    printing.add_argument("hand", choices=("platform", "custodian"), help="whose log")
    printing.add_argument(
        "--installation", default="", metavar="URL|FILE", help="installation.json, which names the keys"
    )
    _add_data(printing)
    printing.set_defaults(run=_run_policy)


def _add_mirror(copying: argparse.ArgumentParser) -> None:
    meaning = "address of a platform or a custodian, or of a copy of its log"
    copying.add_argument("url", metavar="URL", help=meaning)
    copying.add_argument("folder", type=Path, metavar="FOLDER", help="where the copy is kept; brought up to date")
    copying.set_defaults(run=_run_mirror)


def _add_mailbox(keeping: argparse.ArgumentParser) -> None:
    keeping.add_argument("--folder", type=Path, required=True, help="where mail is kept")
    keeping.add_argument("--smtp-port", type=_port, default=Ports().smtp, help="SMTP (default: %(default)s)")
    keeping.add_argument("--port", type=_port, default=Ports().mailbox, help="its page (default: %(default)s)")
    keeping.set_defaults(run=_run_mailbox)


def _run_up(options: argparse.Namespace) -> int:
    from serment import up

    return up.up(_settings(options))


def _run_prove(options: argparse.Namespace) -> int:
    for sabotage in options.sabotage:
        if (sabotage in LEAKS) != (options.what == "leaks"):
            raise CannotStart(f"--sabotage {sabotage} breaks nothing that `serment prove {options.what}` looks at.")
    found, said = _prove_leaks(options) if options.what == "leaks" else _prove_promises(options)
    if not (options.fresh or options.sabotage):
        # The page about privacy shows it.
        note_proof(Home(options.data.resolve()).platform / "proofs.json", options.what, Proof(utc_now(), found.ok))
    print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else said)
    return 0 if found.ok else FAILED


def _prove_promises(options: argparse.Namespace) -> "tuple[Report, str]":
    from serment.prove import proof, report

    plan = proof.Plan(options.fresh or bool(options.sabotage), options.patients, frozenset(options.sabotage))
    found = proof.prove(options.data.resolve(), plan, _tell_apart)
    return found, report.tell(found)


def _prove_leaks(options: argparse.Namespace) -> "tuple[LeaksReport, str]":
    from serment.leaks import proof, report

    plan = proof.Plan(options.fresh or bool(options.sabotage), frozenset(options.sabotage))
    found = proof.prove(options.data.resolve(), plan, _tell_apart)
    return found, report.tell(found)


def _run_backup(options: argparse.Namespace) -> int:
    from serment import backing

    return backing.backup(Home(options.data.resolve()), options)


def _run_restore(options: argparse.Namespace) -> int:
    from serment import backing

    return backing.restore(Home(options.data.resolve()), options)


def _run_bench(options: argparse.Namespace) -> int:
    from serment import bench_all
    from serment.benching import report

    kinds = bench_all.COUNTRY if options.what == "all" else (options.what,)
    for kind in kinds:
        found, said = bench_all.measure(kind, options, _tell_apart)
        if options.write is not None:
            report.keep(options.write, kind, found)
        print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else said, flush=True)
    return 0


def _run_verify_log(options: argparse.Namespace) -> int:
    from serment.verify import log as verified_log

    trust, place = _trust(options)
    found = verified_log.verify_log(options.place or place, trust)
    print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else verified_log.tell(found))
    return 0 if found.ok else FAILED


def _run_verify_release(options: argparse.Namespace) -> int:
    from serment.verify import release as verified_release
    from serment.verify.memory import Memory, default_folder
    from serment.verify.pins import pinned
    from serment_client.installation import origin_of

    home, memory = Home(options.data.resolve()), Memory(options.memory or default_folder())
    url = options.url or origin_of(_installation(options.installation or str(home.publisher)).publisher.url)
    found = verified_release.verify_release(
        url, pinned(url, options.installation, home, memory), memory, options.source
    )
    print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else verified_release.tell(found))
    return 0 if found.ok else FAILED


def _run_verify_evidence(options: argparse.Namespace) -> int:
    from serment.verify import evidence
    from serment.verify.log import Trust, trust_of

    if options.stand_alone:
        print(evidence.STAND_ALONE.read_text("utf-8"), end="")
        return 0
    if options.file is None:
        raise CannotVerify("Which file? `serment-platform evidence export` writes one.")
    publisher = Home(options.data.resolve()).publisher
    known = options.installation or (str(publisher) if publisher.exists() else "")
    trust = trust_of(_installation(known)) if known else Trust(())
    stamps = _stamps(options.tsa)
    if options.log:
        found = evidence.verify_in_log(options.file, options.log, trust, stamps)
    else:
        found = evidence.verify_evidence(options.file, trust.policies, stamps=stamps)
    print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else evidence.tell(found))
    return 0 if found.ok else FAILED


def _stamps(certificates: Path | None) -> "Stamps | None":
    from serment_kernel.evidence.stamping import StampRefused, Stamps

    try:
        return Stamps(certificates) if certificates else None
    except StampRefused as refusal:
        raise CannotVerify(f"{refusal}.") from refusal


def _run_drill(options: argparse.Namespace) -> int:
    from serment.drill import authority

    found = authority.drill(_tell_apart)
    print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else authority.tell(found))
    return 0 if found.ok else FAILED


def _run_verify_package(options: argparse.Namespace) -> int:
    from serment.verify import package as verified_package
    from serment.verify.log import trust_of
    from serment.verify.staff import staff_of

    whose = verified_package.hand_of(options.folder)
    installation = _installation(options.installation or str(Home(options.data.resolve()).publisher))
    hand = installation.custodian if whose == "custodian" else installation.platform
    log, extract = hand.log_key, options.evidence
    staff = staff_of(extract, log.name, trust_of(installation).policies) if extract else None
    found = verified_package.verify_package(options.folder, log, staff, _stamps(options.tsa))
    print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else verified_package.tell(found))
    return 0 if found.ok else FAILED


def _run_verify_kit(options: argparse.Namespace) -> int:
    from serment.verify import kit
    from serment.verify.log import trust_of

    publisher = Home(options.data.resolve()).publisher
    known = options.installation or (str(publisher) if publisher.exists() else "")
    found = kit.verify_kit(options.file, trust_of(_installation(known)).policies if known else ())
    print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else kit.tell(found))
    return 0 if found.ok else FAILED


def _trust(options: argparse.Namespace) -> "tuple[Trust, str]":
    """Whose word counts, and where the log is read unless told otherwise."""
    from serment.verify.log import Trust, trust_of
    from serment.verify.policy import read_policy

    if options.policy and not options.installation:
        policy = read_policy(_bytes(options.policy))
        return Trust((policy,)), next(iter(policy.urls.values()), "")
    installation = _installation(options.installation or str(Home(options.data.resolve()).publisher))
    trust = trust_of(installation)
    if options.policy:
        trust = trust._replace(policies=(read_policy(_bytes(options.policy)),))
    return trust, f"{installation.platform.url}/v1/log"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotVerify(f"{path}: {error.strerror}.") from error


def _run_policy(options: argparse.Namespace) -> int:
    from serment.verify.policy import policy_of, write_policy

    installation = _installation(options.installation or str(Home(options.data.resolve()).publisher))
    print(write_policy(policy_of(getattr(installation, options.hand))), end="")
    return 0


def _run_mirror(options: argparse.Namespace) -> int:
    from serment.verify.mirror import mirror

    size = mirror(options.url, options.folder)
    print(f"{options.folder} holds {size} leaves.")
    return 0


def _installation(source: str) -> "Installation":
    from serment_client import ClientError, load_installation

    try:
        return load_installation(source)[0]
    except ClientError as error:
        raise CannotVerify(f"{error} Name it with --installation.") from error


def _run_mailbox(options: argparse.Namespace) -> int:
    from serment import mailbox

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
        hsm=options.hsm,
        witnesses=tuple(options.witness),
        workers=options.workers,
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of processes")
    return int(text)


def _witness(text: str) -> str:
    try:
        witness = read_witness_at(text)
    except ProtocolRefusal as error:
        raise argparse.ArgumentTypeError(f"{text} is not a witness: verifier key, a space, address") from error
    # Whose it is stands in the registers.
    return text.removesuffix(f" {witness.processor}") if witness.processor else text


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
