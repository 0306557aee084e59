"""What is typed behind an argument, read before anything is asked: argparse then says which argument was wrong."""

import argparse
import re

from serment_protocol.encoding import read_day
from serment_protocol.errors import BadStructure

IDENTIFIER = re.compile(r"[0-9a-f]{32}")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def identifier(text: str) -> str:
    """Of a practice or a calendar."""
    if not IDENTIFIER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text} is no id: an id has 32 characters, 0 to 9 and a to f")
    return text


def day(text: str) -> str:
    """As people and servers write it."""
    try:
        read_day(text)
    except BadStructure as error:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-26") from error
    return text


def clock(text: str) -> str:
    """An hour on the wall of the practice."""
    if not CLOCK.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text} is no hour such as 08:30")
    return text
