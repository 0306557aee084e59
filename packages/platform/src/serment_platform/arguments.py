"""Where a command takes its configuration: behind its own name, or behind that of what it is to do."""

import argparse
from pathlib import Path

CONFIG = "configuration (TOML)"


def take_config(parser: argparse.ArgumentParser, *, later: bool) -> None:
    """Take the configuration; where there are commands below this one, they may take it instead."""
    parser.add_argument("--config", type=Path, required=not later, metavar="FILE", help=CONFIG)


def take_config_here(parser: argparse.ArgumentParser) -> None:
    """The same below; what was said before stands."""
    parser.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help=CONFIG)
