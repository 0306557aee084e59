"""The configuration: one TOML file, read once at start. No secret has a default; secrets are files beside it."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from serment_custodian.errors import ConfigurationUnreadable
from serment_kernel.backups import settings as backups
from serment_kernel.checks import settings as check_settings
from serment_kernel.database_at import of_dsn
from serment_kernel.erasures import Erasures
from serment_kernel.evidence import settings as evidence
from serment_kernel.surroundings import Outward, Surroundings, of_authority, of_url, surroundings
from serment_kernel.witness_at import WitnessAt, read_witness_at
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import LogKey, read_log_key

ROOMS = (
    *("people", "hardening", "tokens", "tickets", "ledger", "witness"),
    *("officers", "shares", "endorsements", "compliance"),
)

Positive = Annotated[int, msgspec.Meta(ge=1)]
Seconds = Annotated[float, msgspec.Meta(gt=0)]
Origin = Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^/?#\s]+\Z")]
"""Scheme, host and port; no path and no slash at the end."""
GATEWAY_ADDRESS = re.compile(r"[A-Za-z0-9._+-]*\{number\}[A-Za-z0-9._+-]*@[A-Za-z0-9.-]+")
SERVED = re.compile(r"(?=.{8,16}\Z)\+[1-9][0-9]{0,6}x{4,13}")
PREFIX = re.compile(r"\+[1-9][0-9]{0,6}")

EndorsementPolicy = Literal["officers", "demo"]
"""Who decides about a practice that asks to be endorsed: the officers, or, where everything is fictitious, nobody."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: a misspelt key is an error."""


class Databases(Table, frozen=True):
    """One connection string per room, and the owner's, which only `migrate` uses."""

    owner: str
    people: str
    hardening: str
    tokens: str
    tickets: str
    ledger: str
    witness: str
    officers: str
    shares: str
    endorsements: str
    compliance: str
    processor: str = ""
    """Who keeps them, in the register."""


class Keys(Table, frozen=True):
    """Files that hold secrets, and the public key that signs what the platform relays."""

    log_key_file: str
    log_origin: str
    relay_public_key: str
    """Ed25519, base64url."""
    release_public_keys: tuple[str, ...] = ()
    """Who may log releases of the web app; without any, nobody may."""
    sealing_key_file: str = ""
    """Empty once an HSM keeps the sealing key."""

    def relay(self) -> bytes:
        """The 32 bytes of the relay's public key."""
        return _public_key("keys.relay_public_key", self.relay_public_key)

    def releases(self) -> tuple[bytes, ...]:
        """The 32 bytes of each release key."""
        return tuple(_public_key("keys.release_public_keys", each) for each in self.release_public_keys)


def _public_key(name: str, text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        key = b""
    if len(key) != 32:  # noqa: PLR2004 -- RFC 8032
        raise ConfigurationUnreadable(f"{name} is not an Ed25519 public key in base64url")
    return key


class Hsm(Table, frozen=True):
    """The token of an HSM that keeps the sealing key."""

    module: str
    """The PKCS#11 module: a shared library of the HSM's maker."""
    token: str
    """The token's label."""
    pin_file: str
    serial: str = ""
    """Its serial number, where several tokens bear one label."""
    addresses: tuple[str, ...] = ()
    """Where its module connects to by itself, each `host:port`, for an HSM on the network."""
    processor: str = ""
    """Who runs it, in the register."""


class Witnessing(Table, frozen=True):
    """Who must have cosigned what our log shows, and whose logs we cosign."""

    witnesses: tuple[str, ...] = ()
    """Each a verifier key, the address before `/add-checkpoint`, and whose it is in the register; a space in between.
    Clients refuse a log without any.
    """
    quorum: Positive = 1
    logs: tuple[str, ...] = ()
    """The verifier key of each log, whose name is its origin."""

    def witnesses_at(self) -> list[WitnessAt]:
        """Those who are asked for cosignatures."""
        try:
            witnesses = [read_witness_at(each) for each in self.witnesses]
        except ProtocolRefusal as error:
            raise ConfigurationUnreadable(
                "witnessing.witnesses must each be `name+hash+key address processor`"
            ) from error
        if witnesses and self.quorum > len(witnesses):
            raise ConfigurationUnreadable("witnessing.quorum is larger than the number of witnesses")
        return witnesses

    def others(self) -> dict[str, LogKey]:
        """The logs that are cosigned here, by origin."""
        try:
            return {key.name: key for key in map(read_log_key, self.logs)}
        except ProtocolRefusal as error:
            raise ConfigurationUnreadable("witnessing.logs must each be a verifier key (name+hash+key)") from error


class Smtp(Table, frozen=True):
    """The mail relay that mails leave through."""

    host: str
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    sender: str
    tls: Literal["none", "starttls", "implicit"]
    username: str = ""
    password_file: str = ""
    processor: str = ""
    """Who runs it, in the register."""


class Sms(Table, frozen=True):
    """A gateway that turns mail into SMS: a mail to an address made of a number is one message to it."""

    address: str
    """Such as `{number}@gateway.example`; the number comes without its plus sign."""
    prefixes: tuple[str, ...]
    """The numbers that are written to, such as +336xxxxxxxx: each message costs, and whom it enriches shows in how a
    number begins. An x stands for each digit that follows: digits too many reach the same telephone with some carriers.
    """
    processor: str
    """Who runs it, in the register."""
    national: str = ""
    """What a leading zero stands for, such as +33; without it people type the whole number."""
    relay: Smtp | None = None
    """Where the gateway takes mail itself; without it, the relay of `smtp` carries it, and sees the numbers."""

    def check(self) -> None:
        """Raise where the gateway could not be used as it is described."""
        if not GATEWAY_ADDRESS.fullmatch(self.address):
            raise ConfigurationUnreadable("sms.address must be an address such as {number}@gateway.example")
        if not self.prefixes or not all(map(SERVED.fullmatch, self.prefixes)):
            raise ConfigurationUnreadable(
                "sms.prefixes must say which numbers are written to, each such as +336xxxxxxxx with an x for every "
                "digit that follows: some earn by what they are sent"
            )
        if self.national and not PREFIX.fullmatch(self.national):
            raise ConfigurationUnreadable("sms.national must be a country's code such as +33")


class Budgets(Table, frozen=True):
    """How much of each thing one person, address or network may have."""

    codes_per_address_and_network_hour: Positive = 5
    # Well below the next, or one stranger could use up the day of an address by evening.
    codes_per_address_and_network_day: Positive = 12
    # A stranger who types somebody's address all day fills a mailbox with at most this.
    codes_per_address_day: Positive = 30
    requests_per_network_minute: Positive = 120
    # Codes asked for by one network, and proofs it gave: each is counted apart.
    sign_ins_per_network_hour: Positive = 120
    evaluations_code_day: Positive = 10
    evaluations_code_month: Positive = 100
    evaluations_device_day: Positive = 60
    opening_tokens_week: Positive = 2
    booking_tokens_week: Positive = 12
    # A hospital's whole network may be one address; each costs a signature, and nobody is known who asks.
    rights_returned_per_network_hour: Positive = 120
    mails_per_typed_contact_day: Positive = 4
    # Codes by SMS cost: whoever asks for them is known, and still must not spend without end, nor plague a stranger.
    sms_codes_per_person_day: Positive = 5
    sms_codes_per_number_day: Positive = 5
    # Thousands of accounts that ask for numbers of one operator are somebody who is paid by it.
    sms_codes_per_prefix_day: Positive = 500
    # Beyond it, mail alone.
    sms_nudges_per_person_day: Positive = 6
    sms_nudges_per_prefix_day: Positive = 50_000
    # Long enough to read the notice after a holiday's week; a lost mailbox is rare enough to bear the wait.
    address_change_days: Positive = 7
    # As long for somebody's end, which is asked for by a code alone; well within the month that the law gives.
    erasure_days: Positive = 7
    shares_per_network_day: Positive = 60
    # Each is a decision of the officers; whoever found a practice's paper must not drown the true one.
    share_requests_per_practice_day: Positive = 5
    endorsements_per_person_day: Positive = 20


class Officers(Table, frozen=True):
    """How the custodian's officers decide."""

    quorum: Positive = 2
    # Long enough that an officer who was not asked hears of it and may veto.
    delay: Annotated[float, msgspec.Meta(ge=0)] = 86400.0
    """Seconds between quorum and deed, for what has no delay of its own."""
    patience: Positive = 14
    """Days after which a decision without a quorum expires."""


class Intervals(Table, frozen=True):
    """How often periodic work happens, in seconds."""

    # An hour hides which booking a mail belongs to; the demonstration shortens it.
    nudges: Seconds = 3600.0
    upkeep: Seconds = 3600.0
    # Clients want a cosignature of the last days: with an hour, a witness may be away for a weekend.
    cosignatures: Seconds = 3600.0
    rewrite: Seconds = 86400.0
    decisions: Seconds = 60.0
    # How often somebody looks which checks are due; each has its own period.
    checks: Seconds = 20.0
    # In which every process learns of a new version of the sealing key; a rotation waits for it several times.
    sealing_key: Seconds = 60.0


class Config(Table, frozen=True):
    """Everything the custodian must be told."""

    name: str
    """The installation's name, which is the issuer name of tokens (SPEC section 4)."""
    public_url: Origin
    """The origin that devices sign."""
    app_origin: Origin
    bind_host: str
    bind_port: Annotated[int, msgspec.Meta(ge=0, le=65535)]
    databases: Databases
    keys: Keys
    evidence: evidence.Settings
    smtp: Smtp
    endorsement: EndorsementPolicy
    checks: check_settings.Settings = check_settings.Settings()
    hsm: Hsm | None = None
    sms: Sms | None = None
    """Without it nobody is asked whether they want SMS."""
    witnessing: Witnessing = Witnessing()
    budgets: Budgets = Budgets()
    intervals: Intervals = Intervals()
    officers: Officers = Officers()
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
    """What this hand cosigned of others' logs, apart from the database: a restore brings back an older table."""
    processors: str = ""
    """The register of processors; serving takes one."""

    def erasures(self) -> Erasures:
        """The journal of what was erased here."""
        return Erasures(Path(self.erasures_file))

    def surroundings(self) -> Surroundings:
        """All that the custodian connects to, and who they are; refused where one is nobody's."""
        return surroundings(self.processors, self._outward())

    def _outward(self) -> Iterator[Outward]:
        databases = self.databases
        for room in ROOMS:
            yield from of_dsn(f"databases.{room}", databases.processor, str(getattr(databases, room)))
        yield Outward("smtp.host", self.smtp.processor, self.smtp.host, self.smtp.port)
        if self.sms:
            by = self.sms.relay or self.smtp
            yield Outward("sms.address", self.sms.processor, by.host, by.port)
        if self.sms and self.sms.relay and self.sms.relay.processor:
            yield Outward("sms.relay.host", self.sms.relay.processor, self.sms.relay.host, self.sms.relay.port)
        for witness in self.witnessing.witnesses_at():
            yield of_url("witnessing.witnesses", witness.processor, witness.url)
        yield from self.evidence.outward()
        for address in self.hsm.addresses if self.hsm else ():
            yield of_authority("hsm.addresses", self.hsm.processor if self.hsm else "", address)


def load(path: Path) -> Config:
    """Read and check the file; relative paths in it are relative to it."""
    config = read(path)
    config.keys.relay()
    return config


def read(path: Path) -> Config:
    """The same without asking for the relay's key, which is made elsewhere and may come after our own keys."""
    try:
        config = msgspec.toml.decode(path.read_bytes(), type=Config)
    except OSError as error:
        raise ConfigurationUnreadable(f"{path}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise ConfigurationUnreadable(f"{path}: {error}") from error
    config.keys.releases()
    if config.hsm is None and not config.keys.sealing_key_file:
        raise ConfigurationUnreadable(f"{path}: neither keys.sealing_key_file nor [hsm] says who keeps the sealing key")
    config.witnessing.witnesses_at()
    config.witnessing.others()
    if config.sms:
        config.sms.check()
    return beside(config, path.parent)


def beside(config: Config, folder: Path) -> Config:
    """The same configuration with absolute file names."""
    keys = msgspec.structs.replace(
        config.keys,
        sealing_key_file=str(folder / config.keys.sealing_key_file) if config.keys.sealing_key_file else "",
        log_key_file=str(folder / config.keys.log_key_file),
    )
    hsm = config.hsm and msgspec.structs.replace(
        config.hsm, module=str(folder / config.hsm.module), pin_file=str(folder / config.hsm.pin_file)
    )
    smtp = _relay_beside(config.smtp, folder)
    sms = config.sms and msgspec.structs.replace(
        config.sms, relay=config.sms.relay and _relay_beside(config.sms.relay, folder)
    )
    log_file = str(folder / config.log_file) if config.log_file else ""
    erasures, backup = str(folder / config.erasures_file), backups.beside(config.backup, folder)
    processors = str(folder / config.processors) if config.processors else ""
    return msgspec.structs.replace(
        config,
        keys=keys,
        evidence=evidence.beside(config.evidence, folder),
        checks=check_settings.beside(config.checks, folder),
        smtp=smtp,
        sms=sms,
        hsm=hsm,
        log_file=log_file,
        erasures_file=erasures,
        cosigned_file=str(folder / config.cosigned_file),
        backup=backup,
        processors=processors,
    )


def _relay_beside(relay: Smtp, folder: Path) -> Smtp:
    password = relay.password_file
    return msgspec.structs.replace(relay, password_file=str(folder / password) if password else "")
