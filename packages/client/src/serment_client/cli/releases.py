"""Commands of a publisher: the key that signs releases, and a release. They belong where the key is, not where the app
is served.
"""

import argparse
import os
from pathlib import Path

import msgspec

from serment_client.cli.session import Commands, Terminal
from serment_client.errors import InstallationUnnamed, WrongUsage
from serment_client.installation import load_installation
from serment_client.log import system_clock
from serment_client.releases import publish
from serment_client.transport import Transport
from serment_protocol.encoding import b64, from_b64, write_day
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.releases import release_hash

SEED_BYTES = 32


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    making = commands.add_parser("release-key", help="make a publisher's release key, or show the public half of one")
    making.add_argument("key", type=Path, help="file of the key, readable by its owner alone")
    making.set_defaults(run=make_key)
    releasing = commands.add_parser("release", help="sign a release of the web app and have it logged")
    releasing.add_argument("--key", type=Path, required=True, metavar="FILE", help="file of the release key")
    meaning = "what `serment-publisher manifest` wrote"
    releasing.add_argument("--manifest", type=Path, required=True, metavar="FILE", help=meaning)
    releasing.add_argument("--version", required=True, help="what people call this build")
    releasing.add_argument("to", type=Path, metavar="release.json", help="file that the publisher serves")
    releasing.set_defaults(run=release)


def make_key(terminal: Terminal, options: argparse.Namespace) -> None:
    """Make the key unless it is there."""
    if not options.key.exists():
        descriptor = os.open(options.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(b64(random_bytes(SEED_BYTES)) + "\n")
    public = b64(sign_public(_read_key(options.key)))
    terminal.say(f"The release key is {public}. installation.json and the custodian must name it.", release_key=public)


def release(terminal: Terminal, options: argparse.Namespace) -> None:
    """Sign, submit and write down; the same again changes nothing."""
    if not terminal.installation:
        raise InstallationUnnamed
    installation, document = load_installation(terminal.installation)
    manifest, seed = _read(options.manifest), _read_key(options.key)
    transport = Transport()
    try:
        day = write_day(system_clock().date())
        made = publish(transport, installation.custodian.url, document, seed, manifest, options.version, day)
    finally:
        transport.close()
    options.to.write_bytes(msgspec.json.encode(made) + b"\n")
    named = release_hash(manifest)
    terminal.say(f"Release {named} is logged; {options.to} says so to whoever asks.", release=named)


def _read_key(path: Path) -> bytes:
    try:
        seed = from_b64(_read(path).decode("ascii").strip())
    except (UnicodeDecodeError, ProtocolRefusal) as error:
        raise WrongUsage(f"{path} is not a release key.") from error
    if len(seed) != SEED_BYTES:
        raise WrongUsage(f"{path} is not a release key.")
    return seed


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongUsage(f"{path}: {error.strerror}.") from error
