"""A platform of one test, and a custodian that takes what is relayed."""

from collections.abc import AsyncGenerator

import pytest

from serment_kernel.embedded import Cluster

from ..world import World, copy_of_template, make_template, running


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> Cluster:
    """A cluster with the template of the platform's databases."""
    make_template(cluster)
    return cluster


@pytest.fixture
async def world(migrated: Cluster) -> AsyncGenerator[World]:
    """A platform whose practice is open in the mornings."""
    with copy_of_template(migrated) as name:
        async with running(migrated, name) as started:
            await started.publish()
            yield started
