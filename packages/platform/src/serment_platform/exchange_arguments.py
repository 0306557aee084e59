"""What `exchange` and `auditor-kit` take. Apart from what they do, so that other commands need not load that."""

import argparse
from pathlib import Path

from serment_kernel import auditor_kit


def add_oscal(parser: argparse.ArgumentParser) -> None:
    """Which form, where to, in which language."""
    parser.add_argument("what", choices=("oscal",), help="OSCAL 1.2.1, a document a file")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to")
    _add_language(parser)


def add_kit(parser: argparse.ArgumentParser) -> None:
    """Which days, and where to."""
    auditor_kit.add_options(parser)
    _add_language(parser)


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("fr", "en"), default="fr", help="language of OSCAL's texts")
