"""What PostgreSQL does alone: a script by `pgbench`, which comes with the embedded engine."""

import re
import subprocess
import tempfile
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from serment.benching.site import Site
from serment.errors import CannotProve
from serment_kernel.embedded import programs


def per_second(site: Site, script: str, clients: int, *until: str) -> float:
    """Transactions a second; `until` is how long, or how many, in words of pgbench."""
    dsn = conninfo_to_dict(site.dsn)
    with tempfile.TemporaryDirectory(prefix="serment-bench-") as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script)
        command = [str(programs() / "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "1"]
        done = subprocess.run(  # noqa: S603 -- our own command
            [*command, *until, "-f", str(file)],
            env={
                "PGHOST": str(dsn["host"]),
                "PGPORT": str(dsn["port"]),
                "PGUSER": str(dsn["user"]),
                "PGPASSWORD": str(dsn["password"]),
                "PGDATABASE": site.database,
            },
            capture_output=True,
            text=True,
            check=False,
        )
    rate = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or rate is None:
        raise CannotProve(f"pgbench failed: {(done.stderr or done.stdout).strip()}")
    return float(rate[1])
