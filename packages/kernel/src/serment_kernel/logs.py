"""What a service writes down: its own doings, and of requests only what was asked and how it went."""

import logging
import sys
from pathlib import Path

KNOWN_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
FORMAT = "%(asctime)s %(name)s %(levelname)s %(message)s"

access = logging.getLogger("serment.access")


def start_logging(file: str = "") -> None:
    """One line per event, to a file or to standard error."""
    handler = logging.FileHandler(Path(file), encoding="utf-8") if file else logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # No line names a thread or a process, and finding that out takes as long as the line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # Libraries quote URLs, addresses or statements in what they log.
    for name in ("uvicorn", "httpx", "httpcore", "psycopg", "psycopg.pool", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True


def log_access(method: str, route: str, status: int, seconds: float) -> None:
    """Method, the pattern of the route, status, milliseconds: no path as it was typed, no query, no address."""
    shown = method if method in KNOWN_METHODS else "(other)"
    access.info("%s %s %d %.1f ms", shown, route, status, seconds * 1000)
