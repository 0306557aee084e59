"""A rehearsal: the newest chain comes back in a scratch cluster, is compared, and is thrown away; the result stays."""

import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from serment_kernel.backups import archive
from serment_kernel.backups.errors import CannotBackUp
from serment_kernel.backups.making import Say, alone
from serment_kernel.backups.opening import require_opens
from serment_kernel.backups.restoring import chosen, revived
from serment_kernel.backups.scratch import REHEARSAL, throw_away
from serment_kernel.backups.settings import Site
from serment_kernel.embedded import CannotStartCluster

RESULT = "rehearsal.json"
# What is thrown away need not survive a power cut.
HASTE = {"fsync": "off", "full_page_writes": "off"}


class Rehearsal(msgspec.Struct, frozen=True):
    """How a rehearsal ended."""

    at: str = ""
    ok: bool = False
    backup: str = ""
    tables: int = 0
    rows: int = 0
    seconds: float = 0.0
    why: str = ""
    """Where it is not ok."""


def rehearse(site: Site, identity: str, now: datetime, say: Say) -> Rehearsal:
    """Restore the newest chain into a scratch cluster and compare it; the result is kept, whatever it is."""
    started, scratch = time.monotonic(), site.state / REHEARSAL
    with alone(site.state):
        try:
            found = _rehearsed(site, identity, scratch, say)
        except (CannotBackUp, CannotStartCluster) as error:
            found = Rehearsal(why=str(error))
        finally:
            throw_away(scratch)
        at, seconds = now.astimezone(UTC).isoformat(timespec="seconds"), round(time.monotonic() - started, 1)
        result = msgspec.structs.replace(found, at=at, seconds=seconds)
        _keep(site.state / RESULT, result)
    return result


def last(state: Path) -> Rehearsal | None:
    """The last rehearsal's result, for whoever asks whether there was one."""
    try:
        return msgspec.json.decode((state / RESULT).read_bytes(), type=Rehearsal)
    except (OSError, msgspec.MsgspecError):
        return None


def _rehearsed(site: Site, identity: str, scratch: Path, say: Say) -> Rehearsal:
    chain = chosen(site, archive.find(site.folder, site.hand, site.verifier), "")
    require_opens(chain, site, identity)
    with revived(site, chain, identity, scratch, say, HASTE) as (_, moment):
        rows = sum(each.rows for each in moment.tables)
        return Rehearsal(ok=True, backup=chain[-1].manifest.id, tables=len(moment.tables), rows=rows)


def _keep(path: Path, result: Rehearsal) -> None:
    written = path.with_name(path.name + ".new")
    written.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")
    written.replace(path)
