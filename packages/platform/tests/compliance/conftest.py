"""A platform of one test, and people of its console."""

from collections.abc import AsyncGenerator, Generator

import pytest
import pytest_asyncio

from serment_kernel.embedded import Cluster
from serment_kernel.evidence.keys import prepare

from ..world import World, copy_of_template, make_template, running
from .colleagues import Founded, enrol, founded
from .office import Office


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> Cluster:
    """A cluster with the template of the platform's databases."""
    make_template(cluster)
    return cluster


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(migrated: Cluster) -> AsyncGenerator[World]:
    """A platform of the tests of a file."""
    with copy_of_template(migrated) as name:
        async with running(migrated, name) as started:
            service = started.service
            await prepare(service.db("compliance"), service.evidence, service.log, service.now())
            yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def first_two(shared: World) -> Founded:
    """The first two of its console."""
    return await founded(shared)


@pytest.fixture
def world(shared: World) -> Generator[World]:
    """The same, whose clock goes back at the end of a test."""
    before = shared.clock[0]
    yield shared
    shared.clock[0] = before


@pytest.fixture
def founders(world: World, first_two: Founded) -> Founded:
    """The first two, who have to sign in anew."""
    assert first_two.legal.world is world
    first_two.legal.session = first_two.director.session = ""
    return first_two


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everybody(shared: World, first_two: Founded) -> Office:
    """The console of a file of tests."""
    legal, director = first_two
    security = await enrol(shared, "Sofia Blanc", ["security_officer"])
    assert (await director.confirm(security)).status_code == 204
    intake, operator = await enrol(shared, "Ines", ["intake"]), await enrol(shared, "Olga", ["operator"])
    return Office(shared, intake, legal, director, security, operator, await enrol(shared, "Witt", ["witness"]))


@pytest.fixture
def office(world: World, everybody: Office) -> Office:
    """The same, with nobody signed in."""
    assert everybody.world is world
    for each in (everybody.intake, everybody.legal, everybody.director, everybody.security, everybody.operator):
        each.session = ""
    everybody.witness.session = ""
    return everybody
