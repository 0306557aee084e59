"""How the commands of the officers' room are called; what they do is in `officers/commands.py`."""

import argparse
from typing import Any

Subparsers = Any
"""argparse has no public name for what `add_subparsers` returns."""


def add_commands(commands: Subparsers) -> list[tuple[argparse.ArgumentParser, str]]:
    """The parsers of all commands, each with its name."""
    officers = _group(commands, "officers", "Who decides.")
    decisions = _group(commands, "decisions", "What they decide.")
    stopping = _parser(commands, "stop", "Refuse every use of keys from now on; a quorum of officers lets go on.")
    stopping.add_argument("--reason", choices=("emergency", "drill"), required=True)
    listing = "Who decides, who may come to, and who has left."
    inviting = "Print a link by which somebody makes a passkey here, once, within three days."
    asking = "Open a decision; officers approve or veto it on their page."
    telling = "Print every act of the log, once its signature and its course were verified."
    return [
        (_parser(officers, "list", listing), "officers list"),
        (_named(_parser(officers, "invite", inviting)), "officers invite"),
        (_named(_parser(officers, "remove", "Ask the officers to let one of them go.")), "officers remove"),
        (_parser(decisions, "list", "What is under way, and what was settled lately."), "decisions list"),
        (_asking(_parser(decisions, "ask", asking)), "decisions ask"),
        (stopping, "stop"),
        (_parser(commands, "acts", telling), "acts"),
    ]


def _group(commands: Subparsers, name: str, sentence: str) -> Subparsers:
    group = commands.add_parser(name, help=sentence, description=sentence)
    return group.add_subparsers(metavar="command", required=True)


def _parser(commands: Subparsers, name: str, sentence: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=sentence, description=sentence)


def _named(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--name", required=True, help="as the officers know them")
    return parser


def _asking(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--kind", required=True)
    parser.add_argument("--reason", required=True)
    parser.add_argument("--subject", required=True, metavar="JSON", help="what it is about, an object")
    return parser
