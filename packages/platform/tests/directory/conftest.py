"""A platform of one test, with a directory of a few practices."""

from collections.abc import AsyncGenerator

import pytest

from serment_kernel.embedded import Cluster

from ..world import World, copy_of_template, make_template, running
from .builders import everybody, show


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> Cluster:
    """A cluster with the template of the platform's databases."""
    make_template(cluster)
    return cluster


@pytest.fixture
async def world(migrated: Cluster) -> AsyncGenerator[World]:
    """A platform that lists a few practices."""
    with copy_of_template(migrated) as name:
        async with running(migrated, name) as started:
            for draft in everybody():
                await show(started, draft)
            yield started
