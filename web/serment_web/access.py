"""The publisher's access log: what was asked and how it went, never by whom."""

import logging
import sys
from http import HTTPStatus

logger = logging.getLogger("serment_web.access")


def start_logging() -> None:
    """One line per event on stdout."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # uvicorn tells of starts and stops, which the launcher does better; its access log has the client's address.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


def log_access(method: str, path: str, status: HTTPStatus, seconds: float) -> None:
    """Method, path without query, status, milliseconds: no address, no user agent."""
    logger.info("%s %s %d %.1f ms", known_method(method), path, status, seconds * 1000)


def known_method(method: str) -> str:
    """A made-up method is not written down: a log holds no text of strangers."""
    return method if method in {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"} else "(other)"
