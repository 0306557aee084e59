"""Databases for tests: empty ones, made in the session's cluster."""

from collections.abc import Callable
from itertools import count

import pytest

from serment_kernel.embedded import Cluster, Credentials

OWNER = Credentials("kernel_owner", "owner's password")
ROLE = Credentials("kernel_room", "room's password")
_numbers = count()

NewDatabase = Callable[[], str]


@pytest.fixture
def new_database(cluster: Cluster) -> NewDatabase:
    """Make an empty database that OWNER owns and ROLE may connect to; its name."""

    def make() -> str:
        name = f"kernel_{next(_numbers)}"
        cluster.create_database(name, OWNER, [ROLE])
        return name

    return make


@pytest.fixture
def owner_dsn(cluster: Cluster, new_database: NewDatabase) -> str:
    """An empty database, as its owner."""
    return cluster.dsn(OWNER.role, OWNER.password, new_database())
