"""One platform for all tests that ask it over HTTP; ids are random, so they do not meet."""

from collections.abc import Generator

import pytest

from serment_kernel.embedded import Cluster

from .clients import NewClient, clients
from .installation import Installed, installed


@pytest.fixture(scope="session")
def platform(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Generator[Installed]:
    """A platform that runs, with a custodian to take rights from."""
    with installed(cluster, tmp_path_factory.mktemp("platform")) as found:
        yield found


@pytest.fixture
def client(platform: Installed) -> Generator[NewClient]:
    """Clients of people who have proved an address to the custodian."""
    with clients(platform) as new:
        yield new
