"""Writes configuration files: tables of texts, lists of them, numbers and flags, readable by their owner alone."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

Value = str | int | float | bool | Sequence[str]
Table = Mapping[str, "Value | Table"]


def write(path: Path, comment: str, table: Table) -> None:
    """Write the file anew, whole or not at all."""
    text = "\n".join([f"# {comment}", *_lines(table, ())]) + "\n"
    write_private(path, text)


def write_private(path: Path, text: str) -> None:
    """A file of mode 0600 that replaces the one before at once."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)


def _lines(table: Table, above: tuple[str, ...]) -> Iterator[str]:
    for name, value in table.items():
        if not isinstance(value, Mapping):
            # A JSON text, list, number or flag is one of TOML too, as long as no character is escaped in pairs.
            yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
    for name, value in table.items():
        if isinstance(value, Mapping):
            path = (*above, name)
            yield from ("", f"[{'.'.join(path)}]", *_lines(value, path))
