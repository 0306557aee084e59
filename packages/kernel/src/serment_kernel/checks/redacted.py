"""A configuration without its secrets: connection strings lose their passwords, and keys are only named."""

from collections.abc import Mapping
from typing import cast

import msgspec
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

SECRET = "password"  # noqa: S105 -- a name


def redacted(config: msgspec.Struct) -> dict[str, object]:
    """Every setting in force."""
    return cast("dict[str, object]", _without_secrets(msgspec.to_builtins(config)))


def _without_secrets(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _without_secrets(each) for name, each in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(each) for each in cast("list[object]", value)]
    return _without_password(value) if isinstance(value, str) else value


def _without_password(text: str) -> str:
    try:
        parts = conninfo_to_dict(text)
    except ProgrammingError:
        return text
    if SECRET not in parts:
        return text
    parts.pop(SECRET, None)
    return make_conninfo("", **parts)
