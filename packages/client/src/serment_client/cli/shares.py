"""Commands of a practice's way back: make its shares, look after them, rehearse, recover."""

import argparse
from collections.abc import Callable, Sequence

from serment_client.cli.session import Commands, Parser, Row, Terminal
from serment_client.client import Client
from serment_client.errors import ShareUnreleased, WrongUsage
from serment_client.shares import HeldShare, SharesState
from serment_client.way_back import ON_PAPER, MadeShares, Papers
from serment_protocol.kit import WordLanguage, read_share, share_words
from serment_protocol.shares import request_mark

LANGUAGES = ("fr", "en")
ROLES = ("practitioner", "secretary")
WORDS_A_LINE = 6


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    group = commands.add_parser("shares", help="a practice's way back: make, state, show, check, rehearse, recover")
    own = group.add_subparsers(metavar="what", required=True)
    making = _for_practice(own, "make", "make new shares of the recovery key, with new keys", make)
    making.add_argument("--second", default="", help=f"who holds the second share: a member, or `{ON_PAPER}`")
    add_language(making)
    _for_practice(own, "state", "say who holds what, since when, and what was rehearsed", show_state)
    add_language(_for_practice(own, "show", "show your own share, for whoever recovers the practice", show_own))
    _for_practice(own, "check", "type a share back from paper", check)
    _for_practice(own, "hand-over", "hand the custodian its share again", hand_over)
    rehearsing = _for_practice(own, "rehearse", "open the way back by two shares, without changing anything", rehearse)
    rehearsing.add_argument("--own", action="store_true", help="one of them is yours")
    rehearsing.add_argument("--custodian", action="store_true", help="one of them is the custodian's, released for it")
    objecting = _for_practice(own, "object", "tell the custodian that nobody here asked for its share", object_to)
    objecting.add_argument("request", help="the request, as `state` shows it")
    asking = own.add_parser("ask", help="ask the custodian's officers for its share; you need another one")
    asking.add_argument("--drill", action="store_true", help="for a rehearsal")
    asking.set_defaults(run=ask)
    add_recover(own)


def add_recover(commands: Commands) -> None:
    """Taking a practice up again."""
    recovering = commands.add_parser("recover", help="take a practice up again by two shares, from this account")
    recovering.add_argument("--as", dest="name", required=True, help="your name, as colleagues will see it")
    recovering.add_argument("--role", choices=ROLES, default="practitioner", help="your role")
    recovering.add_argument("--keep", nargs="*", default=[], help="members who stay, no officers; all others leave")
    recovering.add_argument("--custodian", action="store_true", help="the second share is the custodian's")
    add_language(recovering)
    recovering.set_defaults(run=recover)


def add_language(parser: Parser) -> None:
    """In which language words are shown; they are read in both."""
    parser.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the words")


def make(terminal: Terminal, options: argparse.Namespace) -> None:
    """Make new shares."""
    client = terminal.signed_in()
    progress = terminal.progress("Wrapping keys")
    client.shares.make(options.practice, printing(terminal, options.language), options.second, progress)
    terminal.tell("Type each back with `serment-client shares check`, and rehearse once a year.")


def printing(terminal: Terminal, language: WordLanguage) -> Papers:
    """Puts new shares on the screen, to be written down or printed."""

    def show(made: MadeShares) -> None:
        papers = [list(share_words(share, language)) for share in made.papers]
        lines = [f"New recovery shares, number {made.record.sharing}; those before them are worth nothing any more."]
        for number, words in enumerate(papers, 1):
            lines += ["", f"Write share {number} on paper, and keep each in another place:", *_numbered(words)]
        terminal.say("\n".join(lines), practice=made.record.practice, sharing=made.record.sharing, papers=papers)

    return show


def show_state(terminal: Terminal, options: argparse.Namespace) -> None:
    """Say how the way back stands."""
    state = terminal.signed_in().shares.state(options.practice)
    if state is None:
        terminal.say("This practice has no recovery shares: `serment-client shares make`.", sharing=0)
        return
    requests: list[Row] = [
        {"request": each.request, "reason": each.reason, "mark": each.mark, "state": each.state, "asked": each.asked}
        for each in (state.custody.requests if state.custody else ())
    ]
    shares: list[Row] = [_share_row(each) for each in state.shares]
    terminal.say(
        "\n".join([_head_line(state), *map(_share_line, state.shares), *map(_request_line, requests)]),
        sharing=state.sharing,
        created=state.created,
        shares=shares,
        rehearsed=state.rehearsed,
        custodian=not state.custody_code,
        custodian_code=state.custody_code,
        requests=requests,
    )


def show_own(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show one's own share."""
    words = list(share_words(terminal.signed_in().shares.own(options.practice), options.language))
    terminal.say("\n".join(_numbered(words)), words=words)


def check(terminal: Terminal, options: argparse.Namespace) -> None:
    """Type a share back."""
    number = terminal.signed_in().shares.check(options.practice, _typed(terminal))
    terminal.say(f"This is share {number} of those now valid.", share=number)


def hand_over(terminal: Terminal, options: argparse.Namespace) -> None:
    """Hand the custodian its share."""
    terminal.signed_in().shares.hand_over(options.practice)
    terminal.say("The custodian has its share.", practice=options.practice)


def rehearse(terminal: Terminal, options: argparse.Namespace) -> None:
    """Rehearse."""
    client = terminal.signed_in()
    first = client.shares.own(options.practice) if options.own else _typed(terminal)
    second = client.recovery.released(first) if options.custodian else _typed(terminal)
    client.shares.rehearse(options.practice, [first, second])
    terminal.say("The two shares open the way back. Nothing was changed.", practice=options.practice)


def object_to(terminal: Terminal, options: argparse.Namespace) -> None:
    """Object to a request."""
    terminal.signed_in().shares.object_to(options.practice, options.request)
    terminal.say("The custodian will not release its share on this request.", request=options.request)


def ask(terminal: Terminal, options: argparse.Namespace) -> None:
    """Ask for the custodian's share."""
    client = terminal.signed_in()
    request = client.recovery.ask_custodian(_typed(terminal), "drill" if options.drill else "practice_recovery")
    mark = request_mark(request)
    terminal.say(f"Asked. Tell the custodian's officers who you are, and the mark {mark}.", mark=mark)


def recover(terminal: Terminal, options: argparse.Namespace) -> None:
    """Take a practice up again."""
    client, first = terminal.signed_in(), _typed(terminal)
    second = _released(client, first) if options.custodian else _typed(terminal, "Another share, twenty-four words")
    take = printing(terminal, options.language)
    progress = terminal.progress("Wrapping keys")
    practice = client.recovery.take_up([first, second], options.name, take, options.role, options.keep, progress)
    terminal.tell(f"The practice {practice} is yours again. Invite whoever works there.")


def _released(client: Client, first: bytes) -> bytes:
    try:
        return client.recovery.released(first)
    except ShareUnreleased as error:
        raise WrongUsage("The custodian has not released its share: `serment-client shares ask`, then wait.") from error


def _typed(terminal: Terminal, question: str = "Twenty-four words of a share") -> bytes:
    return read_share(terminal.ask_secret(question))


def _for_practice(
    commands: Commands, name: str, help_text: str, run: Callable[[Terminal, argparse.Namespace], None]
) -> Parser:
    parser = commands.add_parser(name, help=help_text)
    parser.add_argument("practice", help="id of the practice")
    parser.set_defaults(run=run)
    return parser


def _numbered(words: Sequence[str]) -> list[str]:
    rows = [words[at : at + WORDS_A_LINE] for at in range(0, len(words), WORDS_A_LINE)]
    return [
        "  ".join(f"{row * WORDS_A_LINE + column:2}. {word:10}" for column, word in enumerate(line, 1))
        for row, line in enumerate(rows)
    ]


def _share_row(each: HeldShare) -> Row:
    return {
        "number": each.number,
        "holder": each.holder,
        "name": each.name,
        "mine": each.mine,
        "checked": each.checked,
        "checked_by": each.checked_by,
    }


def _head_line(state: SharesState) -> str:
    rehearsed = f"last rehearsed {state.rehearsed} by {state.rehearsed_by}" if state.rehearsed else "never rehearsed"
    custodian = "the custodian has its share" if not state.custody_code else f"custodian: {state.custody_code}"
    return f"Shares number {state.sharing}, made {state.created}; {rehearsed}; {custodian}."


def _share_line(each: HeldShare) -> str:
    seen = f"seen {each.checked} by {each.checked_by}" if each.checked else "never checked"
    return f"{each.number}. {each.holder:9}  {each.name}{' (you)' if each.mine else ''}  {seen}"


def _request_line(row: Row) -> str:
    return "Asked for {asked}: {reason}, mark {mark}, {state}  {request}".format(**row)
