"""What `exchange` and `auditor-kit` take. Apart from what they do, so that other commands need not load that."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path


def add_oscal(parser: argparse.ArgumentParser) -> None:
    """Which form, where to, in which language."""
    parser.add_argument("what", choices=("oscal",), help="OSCAL 1.2.1, a document a file")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to")
    _add_language(parser)


def add_kit(parser: argparse.ArgumentParser) -> None:
    """Which days, and where to."""
    parser.add_argument("file", type=Path, metavar="OUT.zip", help="where to; it must not be there yet")
    day, today = "YYYY-MM-DD", datetime.now(UTC).date()
    parser.add_argument("--from", dest="first", type=_day, required=True, metavar=day, help="the first day")
    parser.add_argument(
        "--to", dest="last", type=_day, default=today, metavar=day, help="the last day (default: today)"
    )
    _add_language(parser)


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("fr", "en"), default="fr", help="language of OSCAL's texts")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-26") from None
