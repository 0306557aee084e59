"""The configuration files of a one-machine installation: one for each hand, and none knows another's secrets."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from serment import hsm, registers, toml
from serment.demo.practices import PRACTITIONERS
from serment.keys import CUSTODIAN_LOG, EVIDENCE_KEY, LOG_KEY, PLATFORM_LOG, RELAY_KEY, SEALING_KEY, MadeHere, Verifiers
from serment.places import Home, Origins, Ports
from serment_kernel.softhsm import SoftHsm

NAME = "Serment"
BACKUP = "backup"
COMMENT = "Written by `serment up` at each start; a change here is lost."
PLATFORM_FILE, CUSTODIAN_FILE, PUBLISHER_FILE = "platform.toml", "custodian.toml", "publisher.toml"
INSTALLATION_FILE, RELEASE_FILE = "installation.json", "release.json"
SMTP_HOST = "127.0.0.1"
# Long enough for a weekend without the other hand, short enough that nobody is kept in an old week.
COSIGNATURE_DAYS = 3
# One machine is one network: the demonstration's three hundred practices and everybody who tries it share one address.
SHARED = 60_000
DEMO_PLATFORM_BUDGETS = {
    "requests_per_network_minute": SHARED,
    "challenges_per_network_minute": SHARED,
    "accounts_per_network_hour": SHARED,
    "practices_per_account_day": SHARED,
}
DEMO_CUSTODIAN_BUDGETS = {
    "requests_per_network_minute": SHARED,
    "sign_ins_per_network_hour": SHARED,
    # Whoever tries it signs in as the same few people, again after each reload.
    "codes_per_address_and_network_hour": 120,
    "codes_per_address_and_network_day": 500,
    "codes_per_address_day": 500,
    "endorsements_per_person_day": SHARED,
}


# A checkout has it; what was installed from an archive has none, and says so by a check that is not measured.
LOCK = Path(__file__).resolve().parents[4] / "requirements/run.txt"


class Settings(NamedTuple):
    """What the command line says."""

    home: Home
    host: str
    ports: Ports
    origins: Origins
    behind_proxy: bool
    demo: bool
    nudge_seconds: float = 20.0
    """Of a demonstration: a visitor waits for mail that in production may take an hour, so that nobody learns which
    booking it belongs to."""
    witnesses: tuple[str, ...] = ()
    """External ones, beside the other hand: each a verifier key, a space and an address."""
    decision_seconds: float = 86400.0
    """From the quorum of the custodian's officers to the deed."""
    hsm: bool = False
    """Whether a new installation keeps the custodian's sealing key in a token of SoftHSM."""
    bookings_per_second: float = 0.0
    """Beyond which people queue; 0 for no queue."""
    practitioners: int = PRACTITIONERS
    """Of a demonstration, those of the attended practices among them."""
    workers: int = 1
    """Processes of the platform."""


Dsns = Mapping[str, str]


def write_platform(settings: Settings, custodian: Verifiers, dsns: Dsns, more: toml.Table | None = None) -> Path:
    """The platform's file; `more` is what a measurement wants to be different."""
    registers.write_missing(settings.home.platform, registers.PLATFORM, witnesses=bool(settings.witnesses))
    table: toml.Table = {
        **_common(settings, settings.origins.platform, settings.ports.platform),
        **_looked_at("platform"),
        **_databases(dsns),
        "log": {
            "origin": PLATFORM_LOG,
            "key_file": LOG_KEY,
            "witnesses": [
                f"{custodian.witness} {near(settings, settings.ports.custodian)} {registers.CUSTODIAN}",
                *(f"{each} {registers.WITNESS}" for each in settings.witnesses),
            ],
            "quorum": 1 + len(settings.witnesses),
        },
        "custodian": {
            "url": near(settings, settings.ports.custodian),
            "log_origin": CUSTODIAN_LOG,
            "log_key": custodian.log,
            "processor": registers.CUSTODIAN,
        },
        "relay": {"key_file": RELAY_KEY},
        "evidence": {"key_file": EVIDENCE_KEY},
        "workers": settings.workers,
        "surge": {"bookings_per_second": settings.bookings_per_second},
        **(_demo_platform(settings) if settings.demo else {}),
        **(more or {}),
    }
    return _written(settings.home.platform / PLATFORM_FILE, table)


def write_custodian(settings: Settings, made: MadeHere, dsns: Dsns, soft: SoftHsm | None) -> Path:
    """The custodian's file."""
    registers.write_missing(settings.home.custodian, registers.CUSTODIAN, witnesses=bool(settings.witnesses))
    table: toml.Table = {
        **_common(settings, settings.origins.custodian, settings.ports.custodian),
        **_looked_at("custodian"),
        **_databases(dsns),
        "keys": {
            "log_key_file": LOG_KEY,
            "log_origin": CUSTODIAN_LOG,
            "relay_public_key": made.relay,
            "release_public_keys": [made.release],
            **({} if soft else {"sealing_key_file": SEALING_KEY}),
        },
        "evidence": {"key_file": EVIDENCE_KEY},
        **({"hsm": {"module": soft.module, "token": hsm.LABEL, "pin_file": str(soft.pin)}} if soft else {}),
        "witnessing": {
            "witnesses": [
                f"{made.platform.witness} {near(settings, settings.ports.platform)} {registers.PLATFORM}",
                *(f"{each} {registers.WITNESS}" for each in settings.witnesses),
            ],
            "quorum": 1 + len(settings.witnesses),
            "logs": [made.platform.log],
        },
        "smtp": {
            "host": SMTP_HOST,
            "port": settings.ports.smtp,
            "sender": "Serment <ne-pas-repondre@serment.example>",
            "tls": "none",
            "processor": registers.MAILBOX,
        },
        "officers": {"delay": settings.decision_seconds},
        "endorsement": "demo" if settings.demo else "officers",
        **(_demo_custodian(settings) if settings.demo else {}),
    }
    return _written(settings.home.custodian / CUSTODIAN_FILE, table)


def write_publisher(settings: Settings, made: MadeHere, custodian: Verifiers) -> Path:
    """The publisher's file, and the installation.json that clients pin."""
    origins = settings.origins
    installation = {
        "v": 1,
        "name": NAME,
        "demo": settings.demo,
        "platform": _party(settings, origins.platform, made.platform.log, custodian.witness),
        "custodian": _party(settings, origins.custodian, custodian.log, made.platform.witness),
        "publisher": {"url": origins.app, "release_keys": [made.release]},
    }
    toml.write_private(settings.home.publisher / INSTALLATION_FILE, json.dumps(installation, indent=2) + "\n")
    table: toml.Table = {
        "host": settings.host,
        "port": settings.ports.app,
        "public_url": origins.app,
        "installation": INSTALLATION_FILE,
        "release": RELEASE_FILE,
    }
    return _written(settings.home.publisher / PUBLISHER_FILE, table)


def _party(settings: Settings, url: str, log_key: str, other_hand: str) -> dict[str, object]:
    """A server as clients know it; each hand's log is witnessed by the other, and by all external ones."""
    keys = [other_hand, *(each.partition(" ")[0] for each in settings.witnesses)]
    witnesses = {"keys": keys, "quorum": len(keys), "days": COSIGNATURE_DAYS}
    return {"url": url, "log_origin": log_key.partition("+")[0], "log_key": log_key, "witnesses": witnesses}


def near(settings: Settings, port: int) -> str:
    """How this machine reaches one of its own services, whatever the public address is."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 -- read, not bound
    return f"http://{host}:{port}"


def _demo_platform(settings: Settings) -> toml.Table:
    intervals = {"nudges": settings.nudge_seconds, "reminders": 60.0, "pending": 5.0}
    return {"budgets": DEMO_PLATFORM_BUDGETS, "intervals": intervals, "demonstration": True}


def _demo_custodian(settings: Settings) -> toml.Table:
    # The mailbox plays the telephones, too.
    sms: toml.Table = {
        "address": "{number}@sms.serment.example",
        "prefixes": ["+336xxxxxxxx", "+337xxxxxxxx"],
        "national": "+33",
        "processor": registers.MAILBOX,
    }
    return {"budgets": DEMO_CUSTODIAN_BUDGETS, "intervals": {"nudges": settings.nudge_seconds}, "sms": sms}


def _common(settings: Settings, public_url: str, port: int) -> dict[str, toml.Value]:
    return {
        "name": NAME,
        "public_url": public_url,
        "app_origin": settings.origins.app,
        "bind_host": settings.host,
        "bind_port": port,
        "behind_proxy": settings.behind_proxy,
        "processors": registers.FILE,
    }


def _looked_at(hand: str) -> toml.Table:
    """What checks look at beside the database: the service's log, and what was to be installed, where that is known."""
    lock: toml.Table = {"checks": {"lock_file": str(LOCK)}} if LOCK.exists() else {}
    return {"log_file": f"{hand}.log", **lock}


def _databases(dsns: Dsns) -> toml.Table:
    rooms = {role: dsn for role, dsn in dsns.items() if role != BACKUP}
    return {"databases": {**rooms, "processor": registers.OWN}, "backup": {"dsn": dsns[BACKUP]}}


def _written(path: Path, table: toml.Table) -> Path:
    toml.write(path, COMMENT, table)
    return path
