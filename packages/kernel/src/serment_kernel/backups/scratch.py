"""Where a chain lies in plain while it is restored or rehearsed: a folder for this user alone, thrown away at the end.

Whoever is killed leaves it behind, perhaps with a server at work in it; the next command of this hand throws it away.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from serment_kernel.embedded import CannotStartCluster, Cluster

REHEARSAL, RESTORING = "rehearsal", "restoring"


def throw_away(folder: Path, programs: Path | None = None) -> None:
    """Stop what runs in a scratch folder, and remove it."""
    if folder.exists():
        with suppress(CannotStartCluster):
            Cluster(folder, named=programs).stop()
        shutil.rmtree(folder, ignore_errors=True)
