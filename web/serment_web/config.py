"""What the publisher is told: where to listen, under which address it is known, which installation and which release.

Read once at start. There is nothing secret in it.
"""

import base64
import binascii
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit


class ConfigurationError(Exception):
    """The configuration cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Config:
    """The configuration file: host, port, public_url; installation and release are paths, relative to the file."""

    host: str
    port: int
    public_url: str
    installation: Path
    release: Path


@dataclass(frozen=True)
class Installation:
    """installation.json (SPEC, section 10): the bytes served, and the origins the app may speak to."""

    body: bytes
    api_origins: tuple[str, str]


@dataclass(frozen=True)
class Release:
    """release.json (SPEC, section 13): the bytes served, and the manifest in it. Its signature is others' to check."""

    body: bytes
    manifest: bytes


def load_config(path: Path) -> Config:
    """Read a TOML file; what is missing or misspelt is an error, for nothing has a default."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    expected = {"host": str, "port": int, "public_url": str, "installation": str, "release": str}
    for name, kind in expected.items():
        if not isinstance(values.get(name), kind):
            raise ConfigurationError(f"{path}: {name} is missing or not of type {kind.__name__}.")
    if unknown := sorted(values.keys() - expected.keys()):
        raise ConfigurationError(f"{path}: {', '.join(unknown)} is not a setting of the publisher.")
    origin_of(values["public_url"], f"{path}: public_url")
    installation, release = (path.parent / values[name] for name in ("installation", "release"))
    return Config(values["host"], values["port"], values["public_url"], installation, release)


def load_installation(path: Path) -> Installation:
    """Read the installation and take from it the two origins that `connect-src` names."""
    body, value = read_json(path)
    platform, custodian = (
        origin_of(service_url(value, service), f"{path}: {service}.url") for service in ("platform", "custodian")
    )
    return Installation(body, (platform, custodian))


def load_release(path: Path) -> Release:
    """Read the release, whose manifest must be that of the bundle (see cli.py)."""
    body, value = read_json(path)
    text = cast("dict[str, Any]", value).get("manifest") if isinstance(value, dict) else None
    try:
        return Release(body, base64.urlsafe_b64decode(str(text) + "=="))
    except (binascii.Error, ValueError) as error:
        raise ConfigurationError(f"{path} is not a release.json.") from error


def read_json(path: Path) -> tuple[bytes, object]:
    """The bytes of a file and what they say."""
    try:
        body = path.read_bytes()
        return body, json.loads(body)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error


def service_url(installation: object, service: str) -> object:
    """The `url` of one service, or nothing where the file has another shape."""
    if not isinstance(installation, dict):
        return None
    part = cast("dict[str, Any]", installation).get(service)
    return cast("dict[str, Any]", part).get("url") if isinstance(part, dict) else None


def origin_of(url: object, where: str) -> str:
    """The origin of an address; it goes into a header, so nothing else may hide in it."""
    if isinstance(url, str) and url.isascii() and not set(url) & set(" ;,'\"\\\r\n\t"):
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc:
            return f"{parts.scheme}://{parts.netloc}"
    raise ConfigurationError(f"{where} is not an http or https address.")
