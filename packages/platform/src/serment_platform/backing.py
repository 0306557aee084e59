"""The platform, as far as its backups are concerned."""

from pathlib import Path

from serment_kernel.backups.settings import Site, Witnessed, required
from serment_kernel.keyfiles import read_key_file
from serment_kernel.migrate import migrations_of
from serment_platform import config
from serment_platform.erasing import KINDS


def site_of(file: Path) -> Site:
    """What a backup is made of, and signed by."""
    return site_from(config.load(file))


def site_from(loaded: config.Config) -> Site:
    """The same, of a configuration that was read."""
    return Site(
        hand="platform",
        settings=required(loaded.backup),
        owner=loaded.databases.owner,
        schema=max(each.number for each in migrations_of("serment_platform")),
        log_schema="keys",
        log_origin=loaded.log.origin,
        log_seed=read_key_file(Path(loaded.log.key_file)),
        witnesses=loaded.log.witnesses_at(),
        journal=loaded.erasures(),
        kinds=KINDS,
        backup_days=loaded.backup_days,
        witnessed=Witnessed("keys", Path(loaded.cosigned_file)),
        ends=("identity.end_open",),
    )
