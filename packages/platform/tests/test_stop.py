"""A platform stops within seconds, also while somebody watches an agenda."""

import signal
import subprocess
import time
from pathlib import Path

import httpx

from serment_kernel.embedded import Cluster

from .installation import installed, serving_process
from .people import Somebody
from .practices import Office

LONGEST = 6.0


class TestStop:
    def test_does_not_wait_for_open_streams(self, cluster: Cluster, tmp_path: Path) -> None:
        with installed(cluster, tmp_path) as platform:
            office = Office(Somebody(platform, "staff").open()).open()
            headers = {"authorization": f"Bearer {office.officer.session}"}
        address = f"/v1/practices/{office.id}/events"
        with (
            httpx.Client(base_url=platform.url, trust_env=False) as http,
            serving_process(platform.config, http) as own,
            http.stream("GET", address, headers=headers) as stream,
        ):
            assert stream.status_code == 200
            assert next(stream.iter_lines())
            took = stop(own)
        assert own.returncode == 0
        assert took < LONGEST


def stop(process: subprocess.Popen[bytes]) -> float:
    """Stop it as a service manager does; the seconds it took."""
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(LONGEST + 4)
    return time.monotonic() - begun
