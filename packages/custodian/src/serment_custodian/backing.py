"""The custodian, as far as its backups are concerned."""

from pathlib import Path

from serment_custodian import config
from serment_custodian.config import Config
from serment_custodian.erasing import KINDS
from serment_custodian.errors import CannotStart
from serment_custodian.hands import load_sealing_key
from serment_custodian.log_key import read_log_key
from serment_kernel.backups.errors import KeysMissing
from serment_kernel.backups.settings import Site, Witnessed, required
from serment_kernel.migrate import migrations_of


def site_of(file: Path) -> Site:
    """What a backup is made of, and signed by: the log's key, which the sealing key opens, so both must be here."""
    loaded = config.load(file)
    return site_from(loaded, _log_seed(loaded))


def site_from(loaded: Config, log_seed: bytes) -> Site:
    """The same, of a configuration that was read."""
    return Site(
        hand="custodian",
        settings=required(loaded.backup),
        owner=loaded.databases.owner,
        schema=max(each.number for each in migrations_of("serment_custodian")),
        log_schema="ledger",
        log_origin=loaded.keys.log_origin,
        log_seed=log_seed,
        witnesses=loaded.witnessing.witnesses_at(),
        journal=loaded.erasures(),
        kinds=KINDS,
        backup_days=loaded.backup_days,
        witnessed=Witnessed("witness", Path(loaded.cosigned_file)),
        ends=("people.end_open", "officers.end_open"),
    )


def _log_seed(loaded: Config) -> bytes:
    try:
        return read_log_key(Path(loaded.keys.log_key_file), loaded.keys.log_origin, load_sealing_key(loaded))
    except CannotStart as error:
        raise KeysMissing(str(error)) from error
