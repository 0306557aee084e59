"""`serment-witness`: make a key and a memory, cosign what only grows, and say what was cosigned.

Exit codes: 0 done; 2 it cannot be done, with one sentence that says why.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from serment_kernel.errors import CannotListen
from serment_kernel.keyfiles import KeyFileUnreadable, write_key_file
from serment_kernel.logs import start_logging
from serment_witness import config, memory
from serment_witness.errors import CannotStart
from serment_witness.main import serve_at, verifier_of

CANNOT = 2
Command = Callable[[Path], None]


def keygen(file: Path) -> None:
    """Make the key and an empty memory, once and together; print the verifier key that policies name."""
    loaded = config.load(file)
    key, seen = Path(loaded.key_file), Path(loaded.memory_file)
    if not key.exists() and not seen.exists():
        try:
            write_key_file(key)
        except OSError as error:
            raise CannotStart(f"{key}: {error.strerror}") from error
        memory.begin(seen, verifier_of(loaded))
        _say(f"made {key.name} and {seen.name}")
    memory.read(seen, verifier_of(loaded))
    print(f"witness {verifier_of(loaded)}")


def serve(file: Path) -> None:
    """Cosign the checkpoints of the configured logs."""
    loaded = config.load(file)
    try:
        start_logging(loaded.log_file)
    except OSError as error:
        raise CannotStart(f"{loaded.log_file}: {error.strerror}") from error
    serve_at(loaded)


def logs(file: Path) -> None:
    """Print each log and how much of it was cosigned."""
    loaded = config.load(file)
    seen = memory.read(Path(loaded.memory_file), verifier_of(loaded))
    for origin in sorted({*loaded.keys(), *seen}):
        size, root = (seen[origin].size, seen[origin].root.hex()) if origin in seen else (0, "nothing yet")
        print(f"{origin} {size} {root}")


COMMANDS: dict[str, Command] = {"keygen": keygen, "serve": serve, "logs": logs}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command."""
    options = build_parser().parse_args(arguments)
    try:
        options.run(options.config)
    except KeyFileUnreadable as error:
        return _refuse(f"{error} `serment-witness keygen` makes key and memory, once.")
    except (CannotStart, CannotListen) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return 0
    return 0


def build_parser() -> argparse.ArgumentParser:
    """All commands; each takes the configuration and nothing else."""
    parser = argparse.ArgumentParser(prog="serment-witness", description="A witness of transparency logs.")
    commands = parser.add_subparsers(metavar="command", required=True)
    for name, command in COMMANDS.items():
        sentence = " ".join((command.__doc__ or "").split())
        added = commands.add_parser(name, help=sentence, description=sentence)
        added.add_argument("--config", type=Path, required=True, metavar="FILE", help="configuration (TOML)")
        added.set_defaults(run=command)
    return parser


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _refuse(sentence: str) -> int:
    _say(f"serment-witness: {sentence}")
    return CANNOT


if __name__ == "__main__":
    sys.exit(main())
