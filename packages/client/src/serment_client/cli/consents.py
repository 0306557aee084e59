"""Commands about consents: show, decide, take back, take a receipt."""

import argparse
from pathlib import Path

from serment_client.cli.kit import write_own
from serment_client.cli.session import Commands, Row, Terminal, short
from serment_client.consents import Decided
from serment_client.errors import NotAgreed
from serment_protocol.vault import Relative

BROKEN = "unreadable"
LANGUAGES = ("fr", "en")
ANSWERS = {"accept": True, "refuse": False}


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    listing = commands.add_parser("consents", help="what you allowed, refused and took back")
    listing.set_defaults(run=list_consents)
    asking = commands.add_parser("ask-relative", help="note whether a relative agrees that you act for them")
    for name, help_ in (("given", "given name"), ("family", "family name"), ("birth_date", "such as 2019-04-30")):
        asking.add_argument(name, help=help_)
    asking.add_argument("--word", choices=("self", "representative"), default="self", help="whose decision it is")
    asking.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the text")
    asking.add_argument("--unasked", action="store_true", help="they came back on an earlier no by themselves")
    asking.set_defaults(run=ask_relative)
    withdrawing = commands.add_parser("withdraw-consent", help="take a consent back, everywhere")
    withdrawing.add_argument("consent", help="its id, or the beginning of it")
    withdrawing.set_defaults(run=withdraw)
    receipt = commands.add_parser("consent-receipt", help="write what was signed, with the text that was shown")
    receipt.add_argument("consent", help="its id, or the beginning of it")
    receipt.add_argument("file", type=Path, help="such as consent.txt")
    receipt.set_defaults(run=take_receipt)


def list_consents(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show."""
    del options
    consents = terminal.signed_in().consents
    rows = [*map(consent_row, consents.list()), *map(newer_row, consents.newer()), *map(broken_row, consents.broken())]
    terminal.show(rows, consent_line, "You were asked for no consent. None is needed to book or to be treated.")


def ask_relative(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show the text, then note either answer alike."""
    consents = terminal.signed_in().consents
    relative = Relative(options.given, options.family, options.birth_date)
    shown = consents.offer(relative, options.language, unasked=options.unasked)
    terminal.tell(shown.text)
    answer = terminal.ask("accept or refuse")
    if answer not in ANSWERS:
        raise NotAgreed
    row = consent_row(consents.decide(relative, shown, options.word, granted=ANSWERS[answer]))
    terminal.say(f"Noted: {consent_line(row)}", **row)


def withdraw(terminal: Terminal, options: argparse.Namespace) -> None:
    """Take back."""
    consents = terminal.signed_in().consents
    row = consent_row(consents.withdraw(consents.find(options.consent).scope))
    terminal.say(f"Noted: {consent_line(row)}", **row)


def take_receipt(terminal: Terminal, options: argparse.Namespace) -> None:
    """Write the receipt."""
    consents = terminal.signed_in().consents
    decided = consents.find(options.consent)
    facts = f"Serment\n{consent_line(consent_row(decided))}\nserment-client withdraw-consent {short(decided.scope)}"
    write_own(options.file, consents.receipt(decided.scope, facts))
    terminal.say(f"{options.file} holds what was signed and the text.", file=str(options.file), consent=decided.scope)


def consent_row(decided: Decided) -> Row:
    """A consent in plain values."""
    last, relative = decided.last, decided.relative
    return {
        "consent": decided.scope,
        "about": last.about,
        "version": last.version,
        "decision": last.decision,
        "day": last.day,
        "word": last.word,
        "stands": decided.stands,
        "ask_again": decided.again,
        "given": relative.given if relative else "",
        "family": relative.family if relative else "",
        "birth_date": relative.birth_date if relative else "",
    }


def newer_row(scope: str) -> Row:
    """Something that only a newer version of this client can tell."""
    return {
        "consent": scope,
        "about": "",
        "version": 0,
        "decision": "",
        "day": "",
        "word": "",
        "stands": False,
        "ask_again": "",
        "given": "",
        "family": "",
        "birth_date": "",
    }


def broken_row(scope: str) -> Row:
    """Something that cannot be believed, and allows nothing."""
    return {**newer_row(scope), "decision": BROKEN}


def consent_line(row: Row) -> str:
    """A consent in one line."""
    if row["decision"] == BROKEN:
        return f"{short(row['consent'])}  cannot be read, and allows nothing; an export holds it as it is"
    if not row["decision"]:
        return f"{short(row['consent'])}  noted by a newer version of this client, which can read it"
    who = f"{row['given']} {row['family']}".strip() or ("name not kept" if row["about"] == "proxy" else "yourself")
    again = f", not asked again before {row['ask_again']}" if row["ask_again"] else ""
    what = f"{row['about']}, version {row['version']}: {row['decision']} on {row['day']}"
    return f"{short(row['consent'])}  {who}  {what}{again}"
