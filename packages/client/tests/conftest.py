"""Fixtures of the client's tests."""

from collections.abc import Iterator

import pytest

from .server import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that answers from a table."""
    with serving() as known:
        yield known
