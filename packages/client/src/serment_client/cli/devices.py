"""Commands that let a second device in: one side shows a code, the other answers it, and both show the same digits."""

import argparse

from serment_client.cli.account import device_name
from serment_client.cli.session import Commands, Terminal, ending

MOST_NAME = 40


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    adding = commands.add_parser("add-device", help="show a code that lets another device into the account")
    adding.set_defaults(run=add_device)
    arriving = commands.add_parser("arrive", help="answer such a code: this is the other device")
    arriving.add_argument("--name", default="", help="how the account lists it (default: the name of this machine)")
    arriving.set_defaults(run=arrive)


def add_device(terminal: Terminal, options: argparse.Namespace) -> None:
    """Show a code, compare, admit."""
    del options
    client = terminal.signed_in()
    with ending(client.welcome.end):
        link = f"{client.context.installation.publisher.url}/#/{client.welcome.show()}"
        terminal.draw(link)
        terminal.say(link, link=link)
        terminal.tell("Whoever sees this code can ask to come in, for five minutes. Waiting for the other device …")
        asking = client.welcome.hear()
        terminal.tell(
            f"{asking.name or 'A device without a name'} asks to come in. Its screen must show {asking.mark}."
        )
        terminal.agree("Does it show the same digits?")
        client.welcome.admit()
    terminal.say("It has been let in, and is in the list of ways.", name=asking.name, mark=asking.mark)


def arrive(terminal: Terminal, options: argparse.Namespace) -> None:
    """Answer, show the digits, wait, enter."""
    client = terminal.client
    link = terminal.ask_secret("Address behind the other device's code")
    arrival = client.arrive(link, (options.name or device_name())[:MOST_NAME])
    mark = arrival.hear()
    terminal.say(f"The other device must show {mark}. Say so there; waiting …", mark=mark)
    arrival.wait()
    account = client.sign_in_arrived(arrival)
    terminal.say("The account is open, and remembered on this device.", audience=account.audience)
