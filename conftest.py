"""What tests of several folders share: the repository's root, a real PostgreSQL and a real browser."""

import logging
import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from serment_kernel.embedded import Cluster
from serment_kernel.softhsm import find as find_softhsm

# How long an example takes is the machine's affair, and others work on it.
settings.register_profile("serment", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("serment")

# A second list takes the place of Playwright's, so that its own stands here, too.
OFF_FOR_PLAYWRIGHT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AimEnabled"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
)
# Pages of the address bar, which every window would load at the cost of a third of a blank one; nobody sees any here.
OFF = (*OFF_FOR_PLAYWRIGHT, "WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(autouse=True)
def logging_as_before() -> Generator[None]:
    """A command under test starts the logging of its process; with the test it ends."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    """A PostgreSQL for the whole session; what tests write need not survive a power cut, nor its passwords a thief."""
    settings = {"fsync": "off", "full_page_writes": "off", "scram_iterations": "1"}
    started = Cluster(tmp_path_factory.mktemp("postgresql"), settings)
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def softhsm() -> str:
    """The PKCS#11 module `make test` found or installed; without one the custodian's tests fail."""
    found = find_softhsm()
    if found is None:
        pytest.fail("There is no SoftHSM: run `make test`, or install the package softhsm2.")
    return found


@pytest.fixture(scope="session")
def age() -> str:
    """The program `make test` found or installed; without one the tests of the paper kit's file fail."""
    found = os.environ.get("SERMENT_AGE") or shutil.which("age")
    if found is None:
        pytest.fail("There is no age: run `make test`, or install the package age.")
    return found


@pytest.fixture(scope="session")
def trestle() -> str:
    """The Python of an environment with compliance-trestle, which `make test` made; without it its test fails."""
    found = os.environ.get("SERMENT_TRESTLE")
    if not found:
        pytest.fail("There is no compliance-trestle: run `make test`, which makes it an environment of its own.")
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser `make test` found or installed; without one the journeys fail, they are never skipped."""
    found = os.environ.get("SERMENT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("There is no Chromium: run `make test`, or install the package chromium.")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Generator[Browser]:
    """One browser for the whole session; profiles keep visitors apart."""
    with sync_playwright() as playwright:
        # Background services of the browser would speak to its maker.
        arguments = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
        arguments.append(f"--disable-features={','.join(OFF)}")
        # A name that stands for another machine: no loopback address, so nothing that a browser trusts without TLS.
        arguments.append("--host-resolver-rules=MAP other-machine.example 127.0.0.1")
        with playwright.chromium.launch(executable_path=chromium, args=arguments) as launched:
            yield launched
