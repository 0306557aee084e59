"""Writes the records of a package: a process of its own, which has no key and, in the database, one function.

It is told a request, and nothing of what was decided: what it may read, the database finds in the decision itself.
"""

import json
import os
import sys
from pathlib import Path

import psycopg

from serment_protocol.disclosure import DisclosedRecord
from serment_protocol.encoding import b64, canonical

QUERY = "SELECT appointment, practice, epoch, envelope, filed_epoch, filing FROM compliance.disclose(%s)"
RECORDS = "records.ndjson"


def build(dsn: str, request: bytes, folder: Path) -> int:
    """Write what the decision allows, a line each; how many there are."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(QUERY, [request]).fetchall()
    lines = [_line(*row) for row in rows]
    descriptor = os.open(folder / RECORDS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(lines)
    return len(lines)


def _line(
    appointment: bytes, practice: bytes, epoch: int, envelope: bytes, filed_epoch: int | None, filing: bytes | None
) -> bytes:
    record = DisclosedRecord(
        appointment=appointment.hex(),
        practice=practice.hex(),
        epoch=epoch,
        envelope=b64(bytes(envelope)),
        filed_epoch=filed_epoch or 0,
        filing=b64(bytes(filing)) if filing is not None else "",
    )
    return canonical(record) + b"\n"


def main() -> int:
    """Read what to do from standard input; say how many records there are."""
    asked = json.load(sys.stdin)
    print(build(asked["dsn"], bytes.fromhex(asked["request"]), Path(asked["folder"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
