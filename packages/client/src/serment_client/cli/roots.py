"""Commands of a practice's root key: have it replaced, see how far that is, take the new one up."""

import argparse
from collections.abc import Callable
from typing import get_args

from serment_client.cli.session import Commands, Parser, Row, Terminal
from serment_client.cli.shares import add_language, printing
from serment_client.roots import RootState
from serment_protocol.replacements import Reason


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    group = commands.add_parser("root", help="a practice's root key: ask for another, see the days pass, take it up")
    own = group.add_subparsers(metavar="what", required=True)
    asking = _for_practice(own, "ask", "ask the custodian's officers for another root, which this account makes", ask)
    asking.add_argument("--reason", choices=get_args(Reason), required=True, help="why")
    _for_practice(own, "state", "say what was asked, by whomever, and how far it has come", show_state)
    objecting = _for_practice(own, "object", "tell the custodian by the present root that it should stay", object_to)
    objecting.add_argument("request", help="the request, as `state` shows it")
    taking = _for_practice(own, "take-up", "let the new root sign: new keys, and new recovery shares", take_up)
    taking.add_argument("--second", default="", help="who holds the second recovery share")
    add_language(taking)


def ask(terminal: Terminal, options: argparse.Namespace) -> None:
    """Ask for another root."""
    asked = terminal.signed_in().roots.ask(options.practice, options.reason)
    terminal.say(
        f"Asked. The custodian's officers will telephone the practice; tell them the mark {asked.mark}. It takes seven "
        "days from their approval, and then `serment-client root take-up`, from this account.",
        request=asked.request,
        mark=asked.mark,
    )


def show_state(terminal: Terminal, options: argparse.Namespace) -> None:
    """Say how far it has come."""
    state = terminal.signed_in().roots.state(options.practice)
    requests: list[Row] = [
        {
            "request": each.request,
            "number": each.number,
            "reason": each.reason,
            "mark": each.mark,
            "state": each.state,
            "objected": each.objected,
            "asked": each.asked,
            "not_before": each.not_before,
        }
        for each in state.requests
    ]
    terminal.say(
        "\n".join([_head_line(state), *map(_request_line, requests)]),
        number=state.number,
        waiting=state.waiting,
        mine=state.mine,
        requests=requests,
    )


def object_to(terminal: Terminal, options: argparse.Namespace) -> None:
    """Object."""
    terminal.signed_in().roots.object_to(options.practice, options.request)
    terminal.say("The custodian knows that the present root objects.", request=options.request)


def take_up(terminal: Terminal, options: argparse.Namespace) -> None:
    """Take the new root up."""
    client = terminal.signed_in()
    papers, progress = printing(terminal, options.language), terminal.progress("Wrapping keys")
    access = client.roots.take_up(options.practice, papers, progress, options.second)
    terminal.say("The new root signs from now on; the old one is worth nothing.", number=access.roots.number)


def _for_practice(
    commands: Commands, name: str, help_text: str, run: Callable[[Terminal, argparse.Namespace], None]
) -> Parser:
    parser = commands.add_parser(name, help=help_text)
    parser.add_argument("practice", help="id of the practice")
    parser.set_defaults(run=run)
    return parser


def _head_line(state: RootState) -> str:
    replaced = f"The root was replaced {state.number} time(s)" if state.number else "The root is the practice's first"
    if not state.waiting:
        return f"{replaced}."
    who = "`serment-client root take-up` takes it up" if state.mine else "whoever asked takes it up"
    return f"{replaced}; another one is in effect and has signed nothing yet: {who}."


def _request_line(row: Row) -> str:
    objected = ", the present root objects" if row["objected"] else ""
    ready = f", not before {row['not_before']}" if row["not_before"] else ""
    return "Asked {asked}: {reason}, mark {mark}, {state}".format(**row) + f"{ready}{objected}  {row['request']}"
