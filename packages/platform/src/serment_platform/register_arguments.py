"""What `serment-platform register` takes. Apart from what it does, so that other commands need not load that."""

import argparse

ACTIONS = (
    *("kinds", "fields", "list", "show", "history", "add", "change", "verify", "export", "calendar", "draft", "inputs"),
    "hands",
)
OFFICES = ("security_officer", "data_protection_officer", "legal", "director", "operator")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which register, what to do, and with which row."""
    parser.add_argument("kind", metavar="KIND", help="a register, as `register all kinds` lists them; or all")
    parser.add_argument("action", choices=ACTIONS, metavar="ACTION", help=", ".join(ACTIONS))
    parser.add_argument("row", nargs="?", metavar="ROW", help="a row's id")
    parser.add_argument("--set", action="append", metavar="FIELD=VALUE", help="lists are written with commas")
    parser.add_argument("--state", metavar="STATE", help="where the row goes")
    parser.add_argument("--version", type=int, metavar="N", help="the version that you saw")
    parser.add_argument("--by", metavar="NAME", help="who writes; rows and evidence have a pseudonym in its place")
    parser.add_argument("--role", choices=OFFICES, help="in which office")
    parser.add_argument("--regime", default="gdpr", metavar="NAME", help="under which regime to draft")
    parser.add_argument("--lang", "--language", choices=("fr", "en"), default="fr", help="language of what is shown")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--pdf", action="store_true", help="of `export`, pages to print, on standard output")
    parser.add_argument("--ics", action="store_true", help="of `calendar`, a file that calendars take")
