"""The platform's configuration: one TOML file, read once at start. No secret has a default; keys lie beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from serment_kernel.backups import settings as backups
from serment_kernel.checks import settings as check_settings
from serment_kernel.database_at import of_dsn
from serment_kernel.erasures import Erasures
from serment_kernel.evidence import settings as evidence
from serment_kernel.surroundings import Outward, Surroundings, of_url, surroundings
from serment_kernel.witness_at import WitnessAt, read_witness_at
from serment_platform.errors import ConfigurationUnreadable
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import LogKey, read_log_key

SERVED = ("identity", "keys", "vault", "practice", "scheduling", "directory", "nudges", "compliance")
"""The rooms of the service, each of which connects as itself."""
DISCLOSURE = "disclosure"
ROOMS = (*SERVED, DISCLOSURE)
"""All roles: that of the last can call one function, and no service connects as it."""

Positive = Annotated[int, msgspec.Meta(ge=1)]
Seconds = Annotated[float, msgspec.Meta(gt=0)]
Origin = Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^/?#\s]+\Z")]
"""Scheme, host and port; no path and no slash at the end."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: a misspelt key is an error."""


class Databases(Table, frozen=True):
    """One connection string per room, and the owner's, which only `migrate` uses."""

    owner: str
    identity: str
    keys: str
    vault: str
    practice: str
    scheduling: str
    directory: str
    nudges: str
    compliance: str
    disclosure: str
    """As whom the package of a decision about an authority's request is built."""
    processor: str = ""
    """Who keeps them, in the register."""

    def of(self, room: str) -> str:
        """The connection string of a room."""
        return str(getattr(self, room))


class Log(Table, frozen=True):
    """The platform's transparency log, and who must have cosigned what it shows."""

    origin: str
    key_file: str
    witnesses: tuple[str, ...] = ()
    """Each a verifier key, the address before `/add-checkpoint`, and whose it is in the register; a space in between.
    Clients refuse a log without any.
    """
    quorum: Positive = 1

    def witnesses_at(self) -> list[WitnessAt]:
        """Those who are asked for cosignatures."""
        try:
            witnesses = [read_witness_at(each) for each in self.witnesses]
        except ProtocolRefusal as error:
            raise ConfigurationUnreadable("log.witnesses must each be `name+hash+key address processor`") from error
        if witnesses and self.quorum > len(witnesses):
            raise ConfigurationUnreadable("log.quorum is larger than the number of witnesses")
        return witnesses


class Custodian(Table, frozen=True):
    """Whose rights to book are taken, whose log is believed, and where due tickets go."""

    url: Origin
    log_origin: str
    log_key: str
    """A C2SP verifier key."""
    processor: str = ""
    """Who it is, in the register."""

    def verifier(self) -> LogKey:
        """The key that signs the custodian's checkpoints and issuer keys."""
        try:
            return read_log_key(self.log_key)
        except ProtocolRefusal as error:
            raise ConfigurationUnreadable("custodian.log_key is not a verifier key (name+hash+key)") from error


class Relay(Table, frozen=True):
    """The key that signs what goes to the custodian; its public half is in the custodian's configuration."""

    key_file: str


class Budgets(Table, frozen=True):
    """How much one network, and everybody together, may ask for."""

    requests_per_network_minute: Positive = 600
    challenges_per_network_minute: Positive = 60
    # A clinic behind one address mistypes now and then. A locator has 256 bits, so that no guesser comes far anyway.
    sign_in_misses_per_network_hour: Positive = 300
    sign_in_misses_hour: Positive = 3000
    rendezvous_per_network_hour: Positive = 60
    # A waiting room shares one address.
    meetings_per_network_hour: Positive = 60
    # What a failed token costs is an RSA verification, so only a flood is worth stopping.
    accounts_per_network_hour: Positive = 120
    practices_per_account_day: Positive = 5
    # Letters to other practices, and the withdrawals that follow them.
    referrals_per_practice_day: Positive = 200
    # From one practice to another: an inbox is not filled by one of them within weeks.
    referrals_to_practice_day: Positive = 30


class Surge(Table, frozen=True):
    """When everybody books at once (decision 0038)."""

    bookings_per_second: Annotated[float, msgspec.Meta(ge=0)] = 0
    """Beyond these, people queue; 0 for no queue."""


class Intervals(Table, frozen=True):
    """How often periodic work happens, in seconds."""

    # An hour hides which booking a nudge belongs to; the demonstration shortens it.
    nudges: Seconds = 3600.0
    reminders: Seconds = 900.0
    issuer_keys: Seconds = 3600.0
    # Clients want a cosignature of the last days: with an hour, a witness may be away for a weekend.
    cosignatures: Seconds = 3600.0
    # What the custodian vouches for. A founder does not wait for it, nor does a client that has seen more.
    endorsements: Seconds = 600.0
    pending: Seconds = 60.0
    upkeep: Seconds = 3600.0
    # A search looks by itself where nobody has; the fewer it finds so, the sooner it answers.
    next_free: Seconds = 10.0
    # A held time that has run out is swept at once by whoever wants it; this is for those who wait for it.
    holds: Seconds = 30.0
    # How often somebody looks which checks are due; each has its own period.
    checks: Seconds = 20.0
    rewrite: Seconds = 86400.0


LEAST_MONTHS, MOST_MONTHS = 3, 60


class Retention(Table, frozen=True):
    """How long past visits are kept (decision 0027)."""

    appointment_months: Annotated[int, msgspec.Meta(ge=LEAST_MONTHS, le=MOST_MONTHS)] = 12
    """Where the practice chose nothing else."""
    # No server knows whose last visit it was, nor who was a child: whoever hosts practices for children wants 28.
    care_years: Annotated[int, msgspec.Meta(ge=20, le=28)] = 20
    """From the visit, for what was filed or noted of it."""


class Config(Table, frozen=True):
    """Everything the platform must be told."""

    name: str
    """The installation's name, which is the issuer name of tokens (SPEC section 4)."""
    public_url: Origin
    """The origin that clients sign."""
    app_origin: Origin
    bind_host: str
    bind_port: Annotated[int, msgspec.Meta(ge=0, le=65535)]
    databases: Databases
    log: Log
    custodian: Custodian
    relay: Relay
    evidence: evidence.Settings
    checks: check_settings.Settings = check_settings.Settings()
    budgets: Budgets = Budgets()
    intervals: Intervals = Intervals()
    retention: Retention = Retention()
    surge: Surge = Surge()
    workers: Positive = 1
    """Processes that answer; as many as processors. What is counted in memory, each counts for itself."""
    demonstration: bool = False
    """Whether the people here are fictitious; no check of such an installation says that it is fit for others."""
    # Behind a proxy the client's address is the last one of X-Forwarded-For; believe it only then.
    behind_proxy: bool = False
    log_file: str = ""
    """Where the access log goes; empty for standard error."""
    backup_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 30
    """After how many days no backup is left that holds what was erased; receipts say so."""
    backup: backups.Settings | None = None
    """Without it, the backups of this hand are somebody else's business."""
    erasures_file: str = "erasures.journal"
    """What was erased here, kept apart from the database and never among PostgreSQL's own files."""
    cosigned_file: str = "cosigned.json"
    """What this hand cosigned of the other's log, apart from the database: a restore brings back an older table."""
    processors: str = ""
    """The register of processors; serving takes one."""
    proofs_file: str = "proofs.json"
    """Where `serment prove` notes how it ended."""

    def erasures(self) -> Erasures:
        """The journal of what was erased here."""
        return Erasures(Path(self.erasures_file))

    def surroundings(self) -> Surroundings:
        """All that the platform connects to, and who they are; refused where one is nobody's."""
        return surroundings(self.processors, self._outward())

    def _outward(self) -> Iterator[Outward]:
        databases = self.databases
        for room in SERVED:
            yield from of_dsn(f"databases.{room}", databases.processor, databases.of(room))
        yield of_url("custodian.url", self.custodian.processor, self.custodian.url)
        for witness in self.log.witnesses_at():
            yield of_url("log.witnesses", witness.processor, witness.url)
        yield from self.evidence.outward()


def load(path: Path) -> Config:
    """Read and check the file; relative paths in it are relative to it."""
    try:
        config = msgspec.toml.decode(path.read_bytes(), type=Config)
    except OSError as error:
        raise ConfigurationUnreadable(f"{path}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise ConfigurationUnreadable(f"{path}: {error}") from error
    config.custodian.verifier()
    config.log.witnesses_at()
    return beside(config, path.parent)


def beside(config: Config, folder: Path) -> Config:
    """The same configuration with absolute file names."""
    change = msgspec.structs.replace
    return change(
        config,
        log=change(config.log, key_file=str(folder / config.log.key_file)),
        relay=change(config.relay, key_file=str(folder / config.relay.key_file)),
        evidence=evidence.beside(config.evidence, folder),
        checks=check_settings.beside(config.checks, folder),
        log_file=str(folder / config.log_file) if config.log_file else "",
        backup=backups.beside(config.backup, folder),
        erasures_file=str(folder / config.erasures_file),
        cosigned_file=str(folder / config.cosigned_file),
        processors=str(folder / config.processors) if config.processors else "",
        proofs_file=str(folder / config.proofs_file),
    )
