"""Commands of opening rules: show them, set them from a file, and the public holidays behind them."""

import argparse
import json
from pathlib import Path
from typing import cast

from serment_client.cli.session import Commands, Row, Terminal
from serment_client.errors import Refused, WrongUsage
from serment_client.opening import limits_of, placed, readable, rules_of, table_of, with_rules
from serment_protocol.errors import BadStructure


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    showing = commands.add_parser("opening-rules", help="show when a practice is open, for what")
    showing.add_argument("practice", help="id of the practice")
    showing.add_argument("--file", type=Path, help="write the rules into a file, to be changed and set")
    showing.set_defaults(run=show_rules)
    setting = commands.add_parser("set-opening-rules", help="set opening rules from a file; the rest stays")
    setting.add_argument("practice", help="id of the practice")
    setting.add_argument("file", type=Path, help="JSON, as `opening-rules --file` writes it")
    setting.set_defaults(run=set_rules)
    days = commands.add_parser("holidays", help="list the public holidays of a region")
    days.add_argument("region", help="as ISO 3166 writes it: FR, FR-57, FR-974")
    days.add_argument("year", type=int, help="which year")
    days.set_defaults(run=list_holidays)


def show_rules(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show the rules as a table, or write them down."""
    _, draft = terminal.signed_in().desk.draft(options.practice)
    if options.file:
        options.file.write_text(json.dumps(rules_of(draft), ensure_ascii=False, indent=1) + "\n", "utf-8")
        terminal.say(f"Written to {options.file}.", file=str(options.file))
        return
    rows: list[Row] = [dict(row) for row in table_of(draft)]
    terminal.show(rows, lambda row: "{schedule}  {when:24}  {hours:11}  {for}".format(**row), "It is never open.")
    for line in limits_of(draft):
        terminal.tell(line)
    terminal.tell(f"Public holidays: {draft.get('holidays') or 'open as any day'}.")


def set_rules(terminal: Terminal, options: argparse.Namespace) -> None:
    """Put the rules into the publication, and publish it."""
    rules = _read(options.file)
    desk = terminal.signed_in().desk
    revision, draft = desk.draft(options.practice)
    changed = with_rules(draft, rules)
    try:
        known = desk.publish(options.practice, revision, changed)
    except BadStructure as error:
        said = placed(str(error.__cause__ or "this is not of the form of opening rules."), changed)
        raise WrongUsage(f"{options.file}: {said}") from error
    except Refused as refusal:
        raise readable(refusal) from refusal
    terminal.say(f"Revision {known.publication.revision} is public.", revision=known.publication.revision)


def list_holidays(terminal: Terminal, options: argparse.Namespace) -> None:
    """List holidays."""
    found = terminal.client.directory.holidays(options.region, options.year)
    rows: list[Row] = [{"day": one.day, "name": one.name} for one in found]
    terminal.show(rows, lambda row: f"{row['day']}  {row['name']}", "There is none.")


def _read(path: Path) -> dict[str, object]:
    try:
        rules: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUsage(f"{path} cannot be read: {error}") from error
    if not isinstance(rules, dict):
        raise WrongUsage(f"{path} has no opening rules.")
    return cast("dict[str, object]", rules)
