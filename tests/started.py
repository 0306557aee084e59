"""How tests start installations: as everybody does, but on clusters that were made once and whose writes nobody waits
for, and with a demonstration that is soon filled.

What a power cut would take from a test is lost with the test anyway. `serment up`, `prove` and `drill` make clusters of
their own wherever they are tested themselves.
"""

import atexit
import shutil
import signal
import sys
import tempfile
from functools import cache
from pathlib import Path

from serment import installation
from serment.configuration import Settings
from serment.installation import hands_of
from serment.up import up
from serment_kernel.embedded import Cluster, belongs_to_its_user

UNSAFE = {"fsync": "off", "full_page_writes": "off"}
# Enough for every trade and town that a test looks for.
PRACTITIONERS = 60


def temporary(folder: Path, *, demo: bool) -> Settings:
    """Settings of an installation on free ports, whose clusters lie there already, still empty."""
    settings = installation.temporary(folder, demo=demo)
    settings.home.prepare()
    for hand in hands_of(settings):
        shutil.copytree(_empty_cluster(), hand.cluster.folder)
        belongs_to_its_user(hand.cluster.folder)
    return settings


@cache
def _empty_cluster() -> Path:
    """A cluster that does not run, made once in this process."""
    folder = Path(tempfile.mkdtemp(prefix="serment-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Cluster(folder / "cluster", UNSAFE)
    made.start()
    made.stop()
    return made.folder


def command(folder: Path) -> list[str]:
    """The command line of `main` below."""
    return [sys.executable, __file__, str(folder)]


def main(folder: Path) -> int:
    """`serment up`, until somebody stops it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return up(installation.temporary(folder, demo=True)._replace(practitioners=PRACTITIONERS))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
